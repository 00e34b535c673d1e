// Who changed what a plan leaves alone or is in conflict with, as far as Statsig's audit log tells.
import { isKindName, kinds } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/registry.ts'
import {
  type Address,
  type Author,
  type Desired,
  type Held,
  isConflict,
  type Live,
  type Operation,
  type Plan,
} from '../model.ts'
import { topOf } from '../pointer.ts'
import { isChange } from '../report/text/kept-differences.ts'
import type { Reader } from '../resources/api.ts'
import { authorOf, namesTaken } from '../resources/last-author.ts'
import { joinedLive } from '../resources/live.ts'
import { liveFor, namesOf } from '../resources/name-resolver.ts'

/** Entries of the audit log that are read at most: what is further back is nobody's news. */
const most = 1_000

interface Around {
  readonly desired: Desired
  readonly base: Desired
  /** Whether a person has let the file win there. */
  readonly isNamed: (address: Address) => boolean
  readonly live: Live
  readonly words: Lexicon
  /** When it was applied last: what a key did before that was most likely done by an apply. */
  readonly since?: string | undefined
}

export const attributed = async (
  plan: Plan,
  { base, desired, isNamed, live, since, words }: Around,
  reader: Pick<Reader, 'deeds' | 'read'>,
): Promise<Plan> => {
  if (
    !plan.held.some(isForeign) &&
    !plan.operations.some((each) => isDisputed(each) || isPruning(each))
  )
    return plan
  const all = await reader.deeds(undefined, most)
  const deeds = all?.filter(({ at, isKey }) => !isKey || !isBefore(at, since))
  const around = await withNamesakes(plan, live, words, reader)
  const names = namesOf([], live.resources.values())
  const authorFor = (address: Address, members: readonly string[]): Author => {
    const before = base.get(address)
    const definition = desired.get(address) ?? before
    if (definition === undefined) return { is: 'unknown' }
    const found = liveFor(definition, live, names)
    const own = found?.address ?? address
    // Since then it may have got another name: the log has the one of its day.
    const called = [found, definition, before].flatMap((each) =>
      each === undefined ? [] : [{ address, raw: 'raw' in each ? each.raw : each.members }],
    )
    const told = called.map((each) =>
      authorOf(words(definition.kind).kind, each, deeds, {
        members,
        isGone: found === undefined,
        isNameTaken: namesTaken(around, kinds, own),
      }),
    )
    return told.find(({ is }) => is !== 'unknown') ?? { is: 'unknown' }
  }
  const topsIn = ({ edits }: Pick<Held, 'edits'>) => [
    ...new Set(edits.map(({ pointer }) => topOf(pointer))),
  ]
  return {
    ...plan,
    held: plan.held.map((each) =>
      isForeign(each) ? { ...each, author: authorFor(each.address, topsIn(each)) } : each,
    ),
    operations: plan.operations.map((each) => {
      if (isDisputed(each)) {
        const author = authorFor(each.address, topsIn(each))
        return unlessApplied({ ...each, author }, isNamed(each.address), plan.target)
      }
      return isPruning(each) ? unlessChanged(each, authorFor(each.address, []), since) : each
    }),
  }
}

/** The log tells names and no kinds: those that share its words have to be looked at, too. */
const withNamesakes = async (
  { held, operations }: Plan,
  live: Live,
  words: Lexicon,
  reader: Pick<Reader, 'read'>,
): Promise<Live> => {
  const asked = [
    ...held.filter(isForeign),
    ...operations.filter((each) => isDisputed(each) || isPruning(each)),
  ]
  const said = new Set(
    asked.flatMap(({ address }) => {
      const kind = address.slice(0, address.indexOf('/'))
      return isKindName(kind) ? (words(kind).kind.logged ?? []) : []
    }),
  )
  const more = kinds.flatMap(({ kind, logged = [] }) =>
    !live.kinds.has(kind) && logged.some((word) => said.has(word)) ? [kind] : [],
  )
  if (more.length === 0) return live
  const missing = new Set(more)
  return joinedLive([live, await reader.read(missing, missing)])
}

/** The log tells whole seconds. */
const isBefore = (at: string | undefined, since: string | undefined): boolean =>
  at !== undefined && since !== undefined && at.slice(0, 19) <= since.slice(0, 19)

const isPruning = ({ evidence, refused }: Operation): boolean =>
  evidence !== undefined && refused === undefined

/** A general rule does not undo what another clone may have applied: its key is the hand that the log shows. */
const unlessApplied = (operation: Operation, isByName: boolean, target: string): Operation => {
  const { author, overwrites, refused } = operation
  if (overwrites === undefined || isByName || refused || author?.is !== 'client') return operation
  return { ...operation, refused: { isConflict: true, code: 'changed-by-key', target } }
}

/** Files need not name what somebody has changed since: that somebody has is enough to ask first. */
const unlessChanged = (
  operation: Operation,
  author: Author,
  since: string | undefined,
): Operation =>
  author.is === 'person' && author.at.slice(0, 19) >= (since ?? '').slice(0, 19)
    ? {
        ...operation,
        author,
        refused: { isConflict: true, code: 'removed-and-changed', changed: [] },
      }
    : operation

const isForeign = ({ because }: Held): boolean => isChange(because) || because === 'first-contact'

const isDisputed = ({ overwrites, refused }: Operation): boolean =>
  overwrites !== undefined || isConflict(refused)
