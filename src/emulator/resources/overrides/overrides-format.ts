// The formats of overrides: lists of ids, and lists of entries that some of their members identify.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import type { ApiCall, EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

/** The members that identify an entry; those marked `or null` are optional. `ids` are sets within the entry. */
export interface EntryList {
  readonly key: readonly string[]
  readonly nullable: readonly string[]
  readonly ids: readonly string[]
  /** The maximum number of entries, or of ids in one entry. */
  readonly most?: number
  /** The member with the unit of the ids. Absence means the unit of the owner. */
  readonly unit?: string
}

/** What a body does with the overrides that are there. */
export type OverridesWrite = 'set' | 'add' | 'remove'

/** One format of overrides: its lists by name, and the keys of a body. */
export interface OverridesFormat {
  readonly lists: { readonly [name: string]: EntryList | { readonly most: number } }
  /** Lists that an answer can leave out when they are empty. */
  readonly optional: readonly string[]
  /** The body as the server understands it, or a refusal. */
  readonly parseBody: (call: ApiCall, owner: JsonObject, write: OverridesWrite) => JsonObject
  /** Stored overrides as answers have them. */
  readonly show: (context: EmulatorContext, owner: JsonObject, content: JsonObject) => JsonObject
}

const isEntryList = (list: OverridesFormat['lists'][string] | undefined): list is EntryList =>
  list !== undefined && 'key' in list

export const emptyOverrides = (format: OverridesFormat): JsonObject =>
  Object.fromEntries(Object.keys(format.lists).map((name) => [name, []]))

/** All lists of overrides of an object; lists that were never written are empty. */
export const overridesOf = (format: OverridesFormat, object: JsonObject): JsonObject => {
  const stored = object['$overrides']
  return { ...emptyOverrides(format), ...(isJsonObject(stored) ? stored : {}) }
}

export const setOverrides = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
  unit: string,
): JsonObject => ({
  ...live,
  ...applyEdit(format, emptyOverrides(format), sent, mergeEdit, unit),
})

export const addOverrides = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
  unit: string,
): JsonObject => {
  const merged = { ...live, ...applyEdit(format, live, sent, mergeEdit, unit) }
  for (const [name, { most = Number.POSITIVE_INFINITY }] of Object.entries(format.lists))
    if (longestIdList(format, name, merged) > most)
      throw badField(name, `Array must contain at most ${most} element(s)`)
  return merged
}

export const removeOverrides = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
  unit: string,
): JsonObject => ({
  ...live,
  ...applyEdit(format, live, sent, removeEdit, unit),
})

/** Entries with `null` and the unit of the owner where nothing was sent. */
export const spellOutEntries = (
  format: OverridesFormat,
  owner: JsonObject,
  content: JsonObject,
): JsonObject =>
  Object.fromEntries(
    Object.entries(content).map(([name, value]): [string, Json] => {
      const list = format.lists[name]
      if (!isEntryList(list)) return [name, value]
      const spellOut = (entry: JsonObject): JsonObject => ({
        ...entry,
        environment: entry['environment'] ?? null,
        ...(list.unit === undefined
          ? {}
          : { [list.unit]: entry[list.unit] ?? owner['idType'] ?? null }),
      })
      return [name, membersIn(value).map(spellOut)]
    }),
  )

/** The overrides as a worst-case server returns them: sets shuffled, `null` and absent members exchanged. */
export const respellOverrides = (
  format: OverridesFormat,
  context: EmulatorContext,
  content: JsonObject,
): JsonObject => {
  const shuffleItems = <T>(items: readonly T[]): readonly T[] =>
    shuffled(items, context.shuffleRandom)
  const flipCoin = (): boolean => context.shuffleRandom() < 0.5
  return Object.fromEntries(
    Object.entries(format.lists).flatMap(([name, list]): [string, Json][] => {
      if (!isEntryList(list)) {
        const ids = textsIn(content[name])
        return ids.length === 0 && format.optional.includes(name) && flipCoin()
          ? []
          : [[name, shuffleItems(ids)]]
      }
      const entries = membersIn(content[name]).map((entry) => ({
        ...respellNulls(list, entry, flipCoin),
        ...Object.fromEntries(list.ids.map((ids) => [ids, shuffleItems(textsIn(entry[ids]))])),
      }))
      // Entries without ids are evaluated in order, so their order must stay.
      return [[name, list.ids.length > 0 ? shuffleItems(entries) : entries]]
    }),
  )
}

const respellNulls = (list: EntryList, entry: JsonObject, flipCoin: () => boolean): JsonObject => {
  const unsetNames = list.nullable.filter((name) => (entry[name] ?? null) === null)
  return Object.fromEntries([
    ...Object.entries(entry).filter(([name]) => !unsetNames.includes(name)),
    ...unsetNames.filter(flipCoin).map((name) => [name, null]),
  ])
}

type ChangeIds = (live: readonly string[], sent: readonly string[]) => readonly string[]

interface OverridesEdit {
  readonly ids: ChangeIds
  readonly entries: (
    list: EntryList,
    live: readonly JsonObject[],
    sent: readonly JsonObject[],
    unit: string,
  ) => readonly JsonObject[]
}

const mergeEdit: OverridesEdit = {
  ids: (live, sent) => [...new Set([...live, ...sent])],
  entries: (list, live, sent, unit) => {
    const byKey = new Map(live.map((entry) => [entryKey(list, entry, unit), entry]))
    for (const entry of sent) {
      const existing = byKey.get(entryKey(list, entry, unit))
      byKey.set(
        entryKey(list, entry, unit),
        changeEntryIds(list, { ...entry, ...existing }, existing, entry, mergeEdit.ids),
      )
    }
    return [...byKey.values()]
  },
}

const removeEdit: OverridesEdit = {
  ids: (live, sent) => {
    const removed = new Set(sent)
    return live.filter((id) => !removed.has(id))
  },
  entries: (list, live, sent, unit) => {
    const removedEntries = mergeEdit.entries(list, [], sent, unit)
    const removed = new Map(removedEntries.map((entry) => [entryKey(list, entry, unit), entry]))
    return live.flatMap((entry) => {
      const removedEntry = removed.get(entryKey(list, entry, unit))
      if (removedEntry === undefined) return [entry]
      const remaining = changeEntryIds(list, entry, entry, removedEntry, removeEdit.ids)
      return list.ids.some((name) => textsIn(remaining[name]).length > 0) ? [remaining] : []
    })
  },
}

const changeEntryIds = (
  list: EntryList,
  entry: JsonObject,
  live: JsonObject | undefined,
  sent: JsonObject,
  change: ChangeIds,
): JsonObject => ({
  ...entry,
  ...Object.fromEntries(
    list.ids.map((name) => [name, change(textsIn(live?.[name]), textsIn(sent[name]))]),
  ),
})

const applyEdit = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
  edit: OverridesEdit,
  unit: string,
): JsonObject =>
  Object.fromEntries(
    Object.entries(format.lists)
      .filter(([name]) => sent[name] !== undefined)
      .map(([name, list]): [string, Json] => [
        name,
        isEntryList(list)
          ? edit.entries(list, membersIn(live[name]), membersIn(sent[name]), unit)
          : edit.ids(textsIn(live[name]), textsIn(sent[name])),
      ]),
  )

const entryKey = (list: EntryList, entry: JsonObject, ownUnit: string): string =>
  JSON.stringify(list.key.map((name) => textOf(entry[name]) || (name === list.unit ? ownUnit : '')))

const longestIdList = (format: OverridesFormat, name: string, content: JsonObject): number => {
  const list = format.lists[name]
  if (!isEntryList(list)) return textsIn(content[name]).length
  const entries = membersIn(content[name])
  return list.ids.length === 0
    ? entries.length
    : Math.max(0, ...entries.flatMap((entry) => list.ids.map((ids) => textsIn(entry[ids]).length)))
}
