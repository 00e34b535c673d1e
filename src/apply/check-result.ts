// What Statsig shows after a write, held against what the operation was to bring about.

import { differencesBetween } from '../fields/compare/index.ts'
import type { Difference } from '../fields/difference.ts'
import { type Json, type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Note, Operation, Outcome, Resource } from '../model.ts'
import { topOf } from '../pointer.ts'
import type { Handles } from '../resources/api.ts'
import { isInReview, resourceOf } from '../resources/live.ts'
import { doubleLook, looks, type Means, watched } from './context.ts'
import { done, waiting } from './outcomes.ts'

/** The answer to a write; and where it says nothing, or something else than was sent, what a read shows. */
export const afterWrite = async (
  operation: Operation,
  data: Json | undefined,
  where: Handles,
  kind: Kind,
  means: Means,
  notes: readonly Note[] = [],
): Promise<Outcome> => {
  const answered = resourceOf(kind, operation.kind, data ?? null)
  const isAsWanted = (resource: Resource | undefined): boolean =>
    resource !== undefined && leftIn(operation, resource.raw, kind, means).length === 0
  const isBeyondDoubt = answered !== undefined && isAsWanted(answered) && !isInReview(answered)
  const isEnough = (resource: Resource | undefined) =>
    isAsWanted(resource) || (resource !== undefined && isInReview(resource))
  const shown = isBeyondDoubt
    ? answered
    : ((await watched(operation, where, doubleLook, isEnough, means)) ?? answered)
  if (shown === undefined) return done(operation, [...notes, { code: 'result-not-shown' }])
  return judged(operation, shown, kind, means, notes)
}

export const judged = (
  operation: Operation,
  shown: Resource,
  kind: Kind,
  { clock, known }: Means,
  notes: readonly Note[],
): Outcome => {
  known.remember(operation.address, shown, clock.now(), true)
  const left = leftIn(operation, shown.raw, kind, { known })
  if (left.length > 0 && isInReview(shown)) return waiting(operation)
  const said = left.map(({ edit }): Note => ({ code: 'shown-otherwise', label: edit.label }))
  return done(operation, [...notes, ...said])
}

/** After an answer was lost for good: done where live state is as wanted, `undefined` where nobody can tell. */
export const foundDone = async (
  operation: Operation,
  where: Handles,
  kind: Kind,
  means: Means,
): Promise<Outcome | undefined> => {
  const isAsWanted = (resource: Resource | undefined): boolean =>
    resource !== undefined && leftIn(operation, resource.raw, kind, means).length === 0
  const shown = await watched(operation, where, looks, isAsWanted, means)
  if (shown === undefined || (!isAsWanted(shown) && !isInReview(shown))) return undefined
  return judged(operation, shown, kind, means, [{ code: 'answer-lost' }])
}

/** Where what Statsig shows differs from what the operation was to bring about. */
export const leftIn = (
  { action, edits, members }: Operation,
  raw: Members,
  kind: Kind,
  { known }: Pick<Means, 'known'>,
): readonly Difference[] => {
  const touched = new Set(edits.map(({ pointer }) => topOf(pointer)))
  const own = pick(
    members,
    (name) => kind.fields[name]?.sent !== 'move' && (action === 'create' || touched.has(name)),
  )
  return differencesBetween(kind.fields, raw, own, known.canonical)
}
