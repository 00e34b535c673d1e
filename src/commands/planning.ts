// From a repository and a connection to a plan: shared by `plan` and `apply`.
import type { Diagnostic } from '../diagnostic.ts'
import { kindsMentionedBy, mentionsIn } from '../fields/mentions.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import { type Lexicon, lexicon } from '../kinds/lexicon.ts'
import type { Desired, Live, Plan } from '../model.ts'
import { plan } from '../plan/index.ts'
import type { Clock, Reader } from '../resources/api.ts'
import type { Workspace } from './workspace.ts'

export interface PlannedRun {
  readonly plan: Plan
  readonly live: Live
  /** When live state was read, by the clock. */
  readonly readAt: number
  readonly diagnostics: readonly Diagnostic[]
}

const target = 'default'

export const wordsOf = ({ settings }: Workspace): Lexicon => lexicon(settings.extraFields)

export const makePlan = async (
  { desired, settings }: Workspace,
  words: Lexicon,
  reader: Reader,
  clock: Clock,
): Promise<PlannedRun> => {
  const readAt = clock.now()
  const live = await reader.read(kindsToRead(desired, words))
  const { diagnostics, plan: made } = plan(desired, live, {
    target,
    words,
    undeclared: settings.tags === 'any' ? 'create' : 'refuse',
  })
  return { plan: made, live, readAt, diagnostics }
}

/** Only the kinds that the files describe or refer to; and whoever may still refer to what is being retired. */
const kindsToRead = (desired: Desired, words: Lexicon): ReadonlySet<KindName> => {
  const found = new Set<KindName>()
  const add = (kind: string) => {
    if (isKindName(kind)) found.add(kind)
  }
  for (const { kind, lifecycle, members } of desired.values()) {
    add(kind)
    for (const mention of mentionsIn(words(kind).root, members))
      if (!mention.isSoft) add(mention.kind)
    if (lifecycle.retired)
      for (const other of kinds)
        if (kindsMentionedBy(words(other.kind).root).includes(kind)) add(other.kind)
  }
  return found
}

export const isRefused = ({ operations }: Plan): boolean =>
  operations.some(({ refused }) => refused !== undefined)
