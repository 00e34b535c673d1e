// From a repository and a connection to a plan: shared by `plan`, `apply` and `drift`.
import { type Diagnostic, isFatal } from '../diagnostic.ts'
import { kindsMentionedBy, mentionsIn } from '../fields/references.ts'
import { attributed } from '../history/attribution.ts'
import type { Remembered } from '../history/load-history.ts'
import { refuseVain } from '../history/overwrite-options.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import { type Lexicon, lexicon } from '../kinds/registry.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Address, Definition, Desired, Live, Plan } from '../model.ts'
import type { Memory } from '../plan/applied-state.ts'
import { plan } from '../plan/index.ts'
import type { Clock, Reader } from '../resources/api.ts'
import { joinedLive } from '../resources/live.ts'
import { liveFor, namesOf } from '../resources/name-resolver.ts'
import { withMentionedParts } from '../resources/read-sub-resources.ts'

export interface PlannedRun {
  readonly plan: Plan
  readonly live: Live
  /** When live state was read, by the clock. */
  readonly readAt: number
  readonly diagnostics: readonly Diagnostic[]
}

export const wordsOf = ({ settings }: Pick<Workspace, 'settings'>): Lexicon =>
  lexicon(settings.extraFields)

export const makePlan = async (
  { desired, settings, target }: Workspace,
  words: Lexicon,
  reader: Reader,
  clock: Clock,
  { memory, notices, origin, since }: Omit<Remembered, 'settings' | 'past'> = { notices: [] },
): Promise<PlannedRun> => {
  const readAt = clock.now()
  const before = memory?.base ?? new Map()
  const gone = [...before.values()].filter(({ address }) => !desired.has(address))
  const own = new Set([...desired.values()].map(({ kind }) => kind))
  const others = (kinds: ReadonlySet<KindName>) =>
    new Set([...kinds].filter((kind) => !own.has(kind)))
  const named = new Set([...kindsNamed(desired, words), ...gone.map(({ kind }) => kind)])
  const first = await reader.read(
    named,
    others(named),
    new Set([...desired.keys(), ...before.keys()]),
  )
  const going = [
    ...[...desired.values()].filter(({ lifecycle }) => lifecycle.retired),
    ...(memory?.pruning.mode === 'off' ? [] : gone),
  ]
  const leaning = kindsLeaningOn(going, first, words)
  const more = new Set([...leaning].filter((kind) => !named.has(kind)))
  const all = more.size > 0 ? joinedLive([first, await reader.read(more, others(more))]) : first
  const live = await withMentionedParts(all, desired, words, reader)
  const { diagnostics, plan: made } = plan(desired, live, {
    target: target?.name ?? defaultTarget,
    words,
    undeclared: settings.tags === 'any' ? 'create' : 'refuse',
    memory,
  })
  if (memory && !isFatal(diagnostics)) refuseVain(memory.overwrites, made)
  const told = memory
    ? await attributed(
        made,
        { desired, base: memory.base, isNamed: namedIn(memory), live, words, since },
        reader,
      )
    : made
  return {
    plan: { ...told, notices, ...(origin && { origin }) },
    live,
    readAt,
    diagnostics,
  }
}

const namedIn =
  ({ overwrites, takesOver }: Memory) =>
  (address: Address): boolean =>
    takesOver(address) || overwrites.some((each) => each.address === address)

/** Only the kinds that the files describe or refer to. */
const kindsNamed = (desired: Desired, words: Lexicon): ReadonlySet<KindName> => {
  const found = new Set<KindName>()
  for (const { kind, members } of desired.values()) {
    found.add(kind)
    for (const mention of mentionsIn(words(kind).root, members))
      if (!mention.isSoft && isKindName(mention.kind)) found.add(mention.kind)
  }
  return found
}

/** The kinds that may still refer to what is to go, and is still there. */
const kindsLeaningOn = (
  going: readonly Definition[],
  live: Live,
  words: Lexicon,
): ReadonlySet<KindName> => {
  const names = namesOf([], live.resources.values())
  const there = new Set(
    going.flatMap((definition) => (liveFor(definition, live, names) ? [definition.kind] : [])),
  )
  return new Set(
    kinds.flatMap(({ kind }) =>
      kindsMentionedBy(words(kind).root).some((each) => isKindName(each) && there.has(each))
        ? [kind]
        : [],
    ),
  )
}
