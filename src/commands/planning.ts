// From a repository and a connection to a plan: shared by `plan` and `apply`.
import type { Diagnostic } from '../diagnostic.ts'
import { kindsMentionedBy, mentionsIn } from '../fields/mentions.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import { type Lexicon, lexicon } from '../kinds/lexicon.ts'
import type { Desired, Live, Plan } from '../model.ts'
import { plan } from '../plan/index.ts'
import type { Clock, Reader } from '../resources/api.ts'
import { liveFor, namesOf } from '../resources/names.ts'
import { defaultTarget } from './choose-target.ts'
import { withMentionedParts } from './parts.ts'
import type { Workspace } from './workspace.ts'

export interface PlannedRun {
  readonly plan: Plan
  readonly live: Live
  /** When live state was read, by the clock. */
  readonly readAt: number
  readonly diagnostics: readonly Diagnostic[]
}

export const wordsOf = ({ settings }: Workspace): Lexicon => lexicon(settings.extraFields)

export const makePlan = async (
  { desired, settings, target }: Workspace,
  words: Lexicon,
  reader: Reader,
  clock: Clock,
): Promise<PlannedRun> => {
  const readAt = clock.now()
  const own = new Set([...desired.values()].map(({ kind }) => kind))
  const others = (kinds: ReadonlySet<KindName>) =>
    new Set([...kinds].filter((kind) => !own.has(kind)))
  const named = kindsNamed(desired, words)
  const first = await reader.read(named, others(named), desired.keys())
  const leaning = kindsLeaningOn(desired, first, words)
  const more = new Set([...leaning].filter((kind) => !named.has(kind)))
  const all = more.size > 0 ? together(first, await reader.read(more, others(more))) : first
  const live = await withMentionedParts(all, desired, words, reader)
  const { diagnostics, plan: made } = plan(desired, live, {
    target: target?.name ?? defaultTarget,
    words,
    undeclared: settings.tags === 'any' ? 'create' : 'refuse',
  })
  return { plan: made, live, readAt, diagnostics }
}

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

/** The kinds that may still refer to what is to be retired, and is still there. */
const kindsLeaningOn = (desired: Desired, live: Live, words: Lexicon): ReadonlySet<KindName> => {
  const names = namesOf([], live.resources.values())
  const going = new Set(
    [...desired.values()].flatMap((definition) =>
      definition.lifecycle.retired && liveFor(definition, live, names) ? [definition.kind] : [],
    ),
  )
  return new Set(
    kinds.flatMap(({ kind }) =>
      kindsMentionedBy(words(kind).root).some((each) => isKindName(each) && going.has(each))
        ? [kind]
        : [],
    ),
  )
}

const together = (one: Live, other: Live): Live => ({
  kinds: new Set([...one.kinds, ...other.kinds]),
  resources: new Map([...one.resources, ...other.resources]),
  ambiguous: new Set([...one.ambiguous, ...other.ambiguous]),
  hidden: new Set([...one.hidden, ...other.hidden]),
})

export const isRefused = ({ operations }: Plan): boolean =>
  operations.some(({ refused }) => refused !== undefined)
