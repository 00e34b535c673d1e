// What overrides are made of: lists of ids, and lists of entries that are told apart by some of their members.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import type { Call, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

/** The members that tell two entries apart; `or null` ones may be left out. `ids` are sets within the entry. */
export interface Entries {
  readonly key: readonly string[]
  readonly orNull: readonly string[]
  readonly ids: readonly string[]
  /** Of the entries, or of the ids in one. */
  readonly most?: number
}

/** One kind of overrides: its lists by name, and what a body may hold. */
export interface Form {
  readonly lists: { readonly [name: string]: Entries | { readonly most: number } }
  /** Lists that an answer may leave out while they are empty. */
  readonly optional: readonly string[]
  /** The body as the server understands it, or a refusal. */
  readonly taken: (call: Call, owner: Members, adds: boolean) => Members
}

const isEntries = (list: Form['lists'][string] | undefined): list is Entries =>
  list !== undefined && 'key' in list

export const none = (form: Form): Members =>
  Object.fromEntries(Object.keys(form.lists).map((name) => [name, []]))

/** All that an object holds, lists that nobody wrote included. */
export const heldBy = (form: Form, object: Members): Members => {
  const held = object['$overrides']
  return { ...none(form), ...(isMembers(held) ? held : {}) }
}

export const set = (form: Form, live: Members, sent: Members): Members => ({
  ...live,
  ...changed(form, none(form), sent, joined),
})

export const add = (form: Form, live: Members, sent: Members): Members => {
  const next = { ...live, ...changed(form, live, sent, joined) }
  for (const [name, { most = Number.POSITIVE_INFINITY }] of Object.entries(form.lists))
    if (longest(form, name, next) > most)
      throw badField(name, `Array must contain at most ${most} element(s)`)
  return next
}

export const remove = (form: Form, live: Members, sent: Members): Members => ({
  ...live,
  ...changed(form, live, sent, parted),
})

/** As a contrary server may spell it: sets shuffled, `null` and nothing for one another. */
export const respelled = (form: Form, world: World, content: Members): Members => {
  const mixed = <T>(items: readonly T[]): readonly T[] => shuffled(items, world.shuffles)
  const coin = (): boolean => world.shuffles() < 0.5
  return Object.fromEntries(
    Object.entries(form.lists).flatMap(([name, list]): [string, Json][] => {
      if (!isEntries(list)) {
        const ids = textsIn(content[name])
        return ids.length === 0 && form.optional.includes(name) && coin()
          ? []
          : [[name, mixed(ids)]]
      }
      const entries = membersIn(content[name]).map((entry) => ({
        ...withNulls(list, entry, coin),
        ...Object.fromEntries(list.ids.map((ids) => [ids, mixed(textsIn(entry[ids]))])),
      }))
      // Entries without ids are asked from top to bottom.
      return [[name, list.ids.length > 0 ? mixed(entries) : entries]]
    }),
  )
}

const withNulls = (list: Entries, entry: Members, coin: () => boolean): Members => {
  const unset = list.orNull.filter((name) => (entry[name] ?? null) === null)
  return Object.fromEntries([
    ...Object.entries(entry).filter(([name]) => !unset.includes(name)),
    ...unset.filter(coin).map((name) => [name, null]),
  ])
}

type Change = (live: readonly string[], sent: readonly string[]) => readonly string[]

interface Edit {
  readonly ids: Change
  readonly entries: (
    list: Entries,
    live: readonly Members[],
    sent: readonly Members[],
  ) => readonly Members[]
}

const joined: Edit = {
  ids: (live, sent) => [...new Set([...live, ...sent])],
  entries: (list, live, sent) => {
    const after = new Map(live.map((entry) => [keyOf(list, entry), entry]))
    for (const entry of sent) {
      const there = after.get(keyOf(list, entry))
      after.set(keyOf(list, entry), withIds(list, { ...entry, ...there }, there, entry, joined.ids))
    }
    return [...after.values()]
  },
}

const parted: Edit = {
  ids: (live, sent) => {
    const gone = new Set(sent)
    return live.filter((id) => !gone.has(id))
  },
  entries: (list, live, sent) => {
    const whole = joined.entries(list, [], sent)
    const gone = new Map(whole.map((entry) => [keyOf(list, entry), entry]))
    return live.flatMap((entry) => {
      const named = gone.get(keyOf(list, entry))
      if (named === undefined) return [entry]
      const left = withIds(list, entry, entry, named, parted.ids)
      return list.ids.some((name) => textsIn(left[name]).length > 0) ? [left] : []
    })
  },
}

const withIds = (
  list: Entries,
  entry: Members,
  live: Members | undefined,
  sent: Members,
  change: Change,
): Members => ({
  ...entry,
  ...Object.fromEntries(
    list.ids.map((name) => [name, change(textsIn(live?.[name]), textsIn(sent[name]))]),
  ),
})

const changed = (form: Form, live: Members, sent: Members, edit: Edit): Members =>
  Object.fromEntries(
    Object.entries(form.lists)
      .filter(([name]) => sent[name] !== undefined)
      .map(([name, list]): [string, Json] => [
        name,
        isEntries(list)
          ? edit.entries(list, membersIn(live[name]), membersIn(sent[name]))
          : edit.ids(textsIn(live[name]), textsIn(sent[name])),
      ]),
  )

const keyOf = (list: Entries, entry: Members): string =>
  JSON.stringify(list.key.map((name) => textOf(entry[name])))

const longest = (form: Form, name: string, content: Members): number => {
  const list = form.lists[name]
  if (!isEntries(list)) return textsIn(content[name]).length
  const entries = membersIn(content[name])
  return list.ids.length === 0
    ? entries.length
    : Math.max(0, ...entries.flatMap((entry) => list.ids.map((ids) => textsIn(entry[ids]).length)))
}
