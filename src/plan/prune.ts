// What the base defines and the files no longer do: archived or deleted where that is switched on and proven, and
// otherwise left as it is, with a word.
import { textOf } from '../fields/normalize.ts'
import { type Members, pick } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type {
  Address,
  Definition,
  Desired,
  Held,
  Live,
  Overwritten,
  Refusal,
  Released,
  Resource,
  StaysReason,
} from '../model.ts'
import { isArchived } from '../resources/live.ts'
import type { Names } from '../resources/name-resolver.ts'
import type { Memory, Pruning } from './applied-state.ts'
import { changedSince } from './lifecycle-changes.ts'
import { type Draft, sensitiveIn } from './operation-draft.ts'
import { retiring } from './retire.ts'

export interface Pruned {
  readonly drafts: readonly Draft[]
  readonly held: readonly Held[]
  readonly released: readonly Released[]
}

interface Around {
  readonly desired: Desired
  readonly live: Live
  readonly names: Names
  readonly words: Lexicon
  readonly liveOf: (definition: Definition) => Resource | undefined
}

export const pruned = (memory: Memory, around: Around): Pruned => {
  const { base, pruning } = memory
  const { desired, live, liveOf, words } = around
  const managed = new Set([...desired.values()].flatMap((each) => liveOf(each)?.address ?? []))
  const gone = [...base.values()].flatMap((definition) => {
    const found = liveOf(definition)
    const isThere = found !== undefined && !isArchived(words(definition.kind).kind, found)
    const isGone = !desired.has(definition.address) && !definition.lifecycle.retired
    return isGone && isThere && !managed.has(found.address) && !live.ambiguous.has(found.address)
      ? [{ definition, found }]
      : []
  })
  const each = gone.map(({ definition, found }) => fateOf(definition, found, memory, around))
  const drafts = each.flatMap((fate) => fate.draft ?? [])
  return {
    drafts: braked(drafts, pruning, around),
    held: each.flatMap((fate) => fate.held ?? []),
    released: each.flatMap((fate) => fate.released ?? []),
  }
}

interface Fate {
  readonly draft?: Draft
  readonly held?: Held
  readonly released?: Released
}

const fateOf = (
  definition: Definition,
  found: Resource,
  { base, overwrites, pruning }: Memory,
  { desired, names, words }: Around,
): Fate => {
  const { address } = definition
  const { kind } = words(definition.kind)
  const { mode } = pruning
  if (mode === 'off') return { released: { address, sensitive: sensitiveIn(definition) } }
  const renamed = newName(definition, kind, base, desired)
  if (renamed !== undefined) return { held: kept(definition, { code: 'renamed', to: renamed }) }
  if (kind.routes[mode] === undefined)
    return {
      held: kept(
        definition,
        kind.routes.delete !== undefined && mode === 'archive'
          ? { code: 'only-deletable', kind: definition.kind }
          : { code: 'no-route', action: mode, kind: definition.kind },
      ),
    }
  const evidence = pruning.evidence(definition)
  if (evidence === undefined) return { held: kept(definition, { code: 'not-proven' }) }
  const given = { kind, definition, live: found, names }
  const [draft] = retiring(given, mode === 'delete' ? 'delete' : true).drafts
  if (draft === undefined) return {}
  const { at: _, ...others } = draft
  const since = changedSince(given)
  const isByName = overwrites.some((each) => each.address === address)
  const refused = draft.refused ?? (since.length === 0 || isByName ? undefined : changed(since))
  return {
    draft: {
      ...others,
      evidence,
      wanted: { pruned: mode },
      ...(refused && { refused }),
      ...(isByName && { overwrites: overwritten(since) }),
    },
  }
}

const overwritten = (since: readonly string[]): readonly Overwritten[] =>
  since.length > 0 ? since.map((label) => ({ code: 'edit', label })) : [{ code: 'anything' }]

const changed = (since: readonly string[]): Refusal => ({
  isConflict: true,
  code: 'removed-and-changed',
  changed: since,
})

const kept = (definition: Definition, reason: StaysReason): Held => ({
  address: definition.address,
  because: 'kept',
  reason,
  edits: [],
  sensitive: sensitiveIn(definition),
})

/** A definition of the kind that is new, and says the same under another name. */
const newName = (
  gone: Definition,
  kind: Kind,
  base: Desired,
  desired: Desired,
): Address | undefined => {
  const content = contentOf(gone, kind)
  return [...desired.values()].find(
    (each) =>
      each.kind === gone.kind && !base.has(each.address) && contentOf(each, kind) === content,
  )?.address
}

/** Everything but what a resource is called. */
const contentOf = ({ members }: Definition, { identity }: Kind): string => {
  const called = new Set(['id', 'name', ...(identity.by === 'members' ? identity.members : [])])
  const others: Members = pick(members, (name) => !called.has(name))
  return textOf(others)
}

/** Too many at once are more likely a mistake than a wish: none of them goes. */
const braked = (
  drafts: readonly Draft[],
  { allowed, most, percent }: Pruning,
  { live, words }: Around,
): readonly Draft[] => {
  const count = drafts.length
  if (count === 0 || allowed === count) return drafts
  const inUse = [...live.resources.values()].filter(
    (each) => !isArchived(words(each.kind).kind, each),
  )
  const of = (kind: KindName) => inUse.filter((each) => each.kind === kind)
  const kinds = [...new Set(drafts.map(({ kind }) => kind))]
  const crowded = kinds
    .map((kind) => ({
      kind,
      going: drafts.filter((draft) => draft.kind === kind).length,
      all: of(kind).length,
    }))
    .find(({ all, going }) => all >= fewest && going * 100 > percent * all)
  const refused = ((): Refusal | undefined => {
    if (count > most) return { code: 'too-many-removals', count, most }
    if (crowded) return { code: 'too-large-a-share', count, percent, ...crowded }
    return allowed === undefined ? undefined : { code: 'other-count-allowed', count, allowed }
  })()
  if (refused === undefined) return drafts
  return drafts.map((draft) => ({ ...draft, refused: draft.refused ?? refused }))
}

/** Of fewer, a share says little. */
const fewest = 10
