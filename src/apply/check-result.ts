// Compares what Statsig returns after a write with what the operation wants.

import { type Json, type JsonObject, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { differencesBetween } from '../fields/compare/index.ts'
import type { Difference } from '../fields/difference.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Note, Operation, Outcome, Resource } from '../model/index.ts'
import { type PathIds, ReadError } from '../resources/api.ts'
import { isInReview, toResource } from '../resources/live.ts'
import { type ApplyContext, confirmDelays, pollDelays, pollUntil } from './context.ts'
import { doneOutcome, pendingReviewOutcome } from './outcomes.ts'
import { simultaneousWriteOutcome } from './simultaneous-write.ts'

/** Takes the result from the answer to a write, or from a read where the answer is empty or differs from what was sent. */
export const outcomeAfterWrite = async (
  operation: Operation,
  data: Json | undefined,
  pathIds: PathIds,
  kind: Kind,
  context: ApplyContext,
  notes: readonly Note[] = [],
  /** As it was read in the turn of the request. */
  before?: Resource,
): Promise<Outcome> => {
  const answer = toResource(kind, operation.kind, data ?? null)
  const isAsWanted = (resource: Resource | undefined): boolean =>
    resource !== undefined &&
    remainingDifferences(operation, resource.raw, kind, context).length === 0
  const isAnswerSufficient = answer !== undefined && isAsWanted(answer) && !isInReview(answer)
  const isFinal = (resource: Resource | undefined) =>
    isAsWanted(resource) || (resource !== undefined && isInReview(resource))
  const current = isAnswerSufficient
    ? answer
    : ((await pollAfterWrite(operation, pathIds, isFinal, context)) ?? answer)
  if (current === undefined)
    return doneOutcome(operation, [...notes, { code: 'result-unreadable' }])
  const conflict =
    before &&
    (await simultaneousWriteOutcome(operation, before, answer ?? current, kind, context, {
      current,
    }))
  return conflict ?? outcomeFromLive(operation, current, kind, context, notes)
}

/** What Statsig has accepted is done, also without the read after an interrupt or with a refused key. */
const pollAfterWrite = async (
  operation: Operation,
  pathIds: PathIds,
  isFinal: (resource: Resource | undefined) => boolean,
  context: ApplyContext,
): Promise<Resource | undefined> => {
  try {
    return await pollUntil(operation, pathIds, confirmDelays, isFinal, context)
  } catch (error) {
    if (error instanceof ReadError && (error.isStopped || error.isKeyRefused)) return undefined
    throw error
  }
}

export const outcomeFromLive = (
  operation: Operation,
  current: Resource,
  kind: Kind,
  { clock, cache }: ApplyContext,
  notes: readonly Note[],
): Outcome => {
  cache.store(operation.address, current, clock.now(), true)
  const remaining = remainingDifferences(operation, current.raw, kind, { cache })
  if (remaining.length > 0 && isInReview(current)) return pendingReviewOutcome(operation)
  const mismatches = remaining.map(
    ({ edit }): Note => ({ code: 'differs-after-write', label: edit.label }),
  )
  return doneOutcome(operation, [...notes, ...mismatches])
}

/** The outcome after a lost answer: done where live state has the wanted values, `undefined` where the result is unknown. */
export const outcomeAfterLostAnswer = async (
  operation: Operation,
  pathIds: PathIds,
  kind: Kind,
  context: ApplyContext,
  /** As it was read in the turn of the request. */
  before?: Resource,
): Promise<Outcome | undefined> => {
  const isAsWanted = (resource: Resource | undefined): boolean =>
    resource !== undefined &&
    remainingDifferences(operation, resource.raw, kind, context).length === 0
  const current = await pollUntil(operation, pathIds, pollDelays, isAsWanted, context)
  if (current === undefined || (!isAsWanted(current) && !isInReview(current))) return undefined
  return outcomeOfLostAnswer(operation, current, kind, context, before)
}

/** Live state has the wanted values, or holds them for a review, and the answer to the write was lost. */
export const outcomeOfLostAnswer = async (
  operation: Operation,
  current: Resource,
  kind: Kind,
  context: ApplyContext,
  before?: Resource,
): Promise<Outcome> =>
  (before && (await simultaneousWriteOutcome(operation, before, current, kind, context))) ??
  outcomeFromLive(operation, current, kind, context, [{ code: 'answer-lost' }])

/** The differences between live state and what the operation wants. */
export const remainingDifferences = (
  { action, edits, members }: Operation,
  raw: JsonObject,
  kind: Kind,
  { cache }: Pick<ApplyContext, 'cache'>,
): readonly Difference[] => {
  const touched = new Set(edits.map(({ pointer }) => topLevelName(pointer)))
  const own = pick(
    members,
    (name) =>
      kind.fields[name]?.sentIn !== 'transition' && (action === 'create' || touched.has(name)),
  )
  return differencesBetween(kind.fields, raw, own, cache.resolveName)
}
