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
}

/** One format of overrides: its lists by name, and the keys of a body. */
export interface OverridesFormat {
  readonly lists: { readonly [name: string]: EntryList | { readonly most: number } }
  /** Lists that an answer can leave out when they are empty. */
  readonly optional: readonly string[]
  /** The body as the server understands it, or a refusal. */
  readonly parseBody: (call: ApiCall, owner: JsonObject, adds: boolean) => JsonObject
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
): JsonObject => ({
  ...live,
  ...applyEdit(format, emptyOverrides(format), sent, mergeEdit),
})

export const addOverrides = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
): JsonObject => {
  const merged = { ...live, ...applyEdit(format, live, sent, mergeEdit) }
  for (const [name, { most = Number.POSITIVE_INFINITY }] of Object.entries(format.lists))
    if (longestIdList(format, name, merged) > most)
      throw badField(name, `Array must contain at most ${most} element(s)`)
  return merged
}

export const removeOverrides = (
  format: OverridesFormat,
  live: JsonObject,
  sent: JsonObject,
): JsonObject => ({
  ...live,
  ...applyEdit(format, live, sent, removeEdit),
})

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
  ) => readonly JsonObject[]
}

const mergeEdit: OverridesEdit = {
  ids: (live, sent) => [...new Set([...live, ...sent])],
  entries: (list, live, sent) => {
    const byKey = new Map(live.map((entry) => [entryKey(list, entry), entry]))
    for (const entry of sent) {
      const existing = byKey.get(entryKey(list, entry))
      byKey.set(
        entryKey(list, entry),
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
  entries: (list, live, sent) => {
    const removedEntries = mergeEdit.entries(list, [], sent)
    const removed = new Map(removedEntries.map((entry) => [entryKey(list, entry), entry]))
    return live.flatMap((entry) => {
      const removedEntry = removed.get(entryKey(list, entry))
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
): JsonObject =>
  Object.fromEntries(
    Object.entries(format.lists)
      .filter(([name]) => sent[name] !== undefined)
      .map(([name, list]): [string, Json] => [
        name,
        isEntryList(list)
          ? edit.entries(list, membersIn(live[name]), membersIn(sent[name]))
          : edit.ids(textsIn(live[name]), textsIn(sent[name])),
      ]),
  )

const entryKey = (list: EntryList, entry: JsonObject): string =>
  JSON.stringify(list.key.map((name) => textOf(entry[name])))

const longestIdList = (format: OverridesFormat, name: string, content: JsonObject): number => {
  const list = format.lists[name]
  if (!isEntryList(list)) return textsIn(content[name]).length
  const entries = membersIn(content[name])
  return list.ids.length === 0
    ? entries.length
    : Math.max(0, ...entries.flatMap((entry) => list.ids.map((ids) => textsIn(entry[ids]).length)))
}
