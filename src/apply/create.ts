// Creates a resource, and reads before each attempt and after each lost answer, so that it never creates it twice.
import { isEmpty } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Note, Operation, Outcome, Resource } from '../model/index.ts'
import type { SendResult } from '../resources/api.ts'
import { isInReview, pathIdFor, toResource } from '../resources/live.ts'
import { readPlannedWhole } from '../resources/read-whole.ts'
import {
  outcomeAfterLostAnswer,
  outcomeAfterWrite,
  outcomeFromLive,
  remainingDifferences,
} from './check-result.ts'
import {
  type ApplyContext,
  createRequestContext,
  maxAttempts,
  pollDelays,
  sendRequest,
} from './context.ts'
import {
  alreadyDoneOutcome,
  earlierReviewOutcome,
  failedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
} from './outcomes.ts'
import { createRequest, followUpUpdate, preRequest } from './requests.ts'
import { sendUpdate } from './send-update.ts'

export const createResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const existing = await findExisting(operation, context)
  if (existing) return outcomeForExisting(operation, existing, kind, context)
  const preliminary = preRequest(operation.members, createRequestContext(kind, {}, context))
  const preliminaryResult =
    preliminary && (await sendRequest(preliminary, undefined, context, true))
  if (preliminaryResult && preliminaryResult.status !== 'accepted')
    return notAcceptedOutcome(operation, preliminaryResult, 'no', {
      type: 'field',
      field: kind.routes.preRequest?.field ?? '',
    })
  let isAnswerLost = false
  for (let attempt = 1; ; attempt++) {
    const template = createRequest(operation.members, createRequestContext(kind, {}, context))
    const result = await sendRequest(template, undefined, context, false)
    if (result.status === 'accepted') return finishCreation(operation, result, kind, context)
    isAnswerLost ||= result.status === 'unknown'
    const mayExist = result.status === 'unknown' || result.cause === 'name-taken'
    const found = mayExist ? await pollForResource(operation, context) : undefined
    if (found) return outcomeForFound(operation, found, isAnswerLost, kind, context)
    if (result.status === 'refused' || attempt >= maxAttempts)
      return notAcceptedOutcome(
        operation,
        result,
        isAnswerLost ? 'unknown' : preliminaryResult ? 'yes' : 'no',
      )
  }
}

/** The resource that a creation would duplicate. */
const findExisting = async (
  operation: Operation,
  { api, registry }: ApplyContext,
): Promise<Resource | undefined> => {
  const { kind } = registry(operation.kind)
  const { identity, routes } = kind
  const pathId = pathIdFor(kind, operation.address)
  const isKnown = identity.by === 'members' || identity.by === routes.pathId
  if (isKnown && routes.fallbackPathId === undefined) return api.find(operation.kind, { pathId })
  const listed = await api.read(new Set([operation.kind]))
  return (await readPlannedWhole(listed, [operation], registry, api)).resources.get(
    operation.address,
  )
}

const pollForResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Resource | undefined> => {
  for (const delay of pollDelays) {
    if (delay > 0) await context.clock.sleep(delay)
    const found = await findExisting(operation, context)
    if (found) return found
  }
  return undefined
}

/** It was created since the plan was made: the operation is done where it has the wanted values, and stale otherwise. */
const outcomeForExisting = (
  operation: Operation,
  existing: Resource,
  kind: Kind,
  context: ApplyContext,
): Outcome => {
  context.cache.store(operation.address, existing, context.clock.now(), true)
  if (remainingDifferences(operation, existing.raw, kind, context).length === 0)
    return alreadyDoneOutcome(operation, 'already-exists')
  return isInReview(existing)
    ? earlierReviewOutcome(operation)
    : failedOutcome(operation, { code: 'exists-and-differs' }, 'no', { isStale: true })
}

/** It exists after the request and did not exist before: this run created it if it has the values that were sent. */
const outcomeForFound = async (
  operation: Operation,
  found: Resource,
  isAnswerLost: boolean,
  kind: Kind,
  context: ApplyContext,
): Promise<Outcome> => {
  const remaining = remainingDifferences(operation, found.raw, kind, context)
  const isFollowUpPending = remaining.every(({ edit }) => {
    const name = topLevelName(edit.pointer)
    return kind.fields[name]?.sentIn === 'update' && isEmpty(found.raw[name])
  })
  if (remaining.length === 0 && !isAnswerLost)
    return outcomeForExisting(operation, found, kind, context)
  if (isFollowUpPending) {
    const code = isAnswerLost ? 'creation-answer-lost' : 'found-as-sent'
    return sendFollowUp(operation, found, kind, context, [{ code }])
  }
  if (!isAnswerLost) return outcomeForExisting(operation, found, kind, context)
  return failedOutcome(operation, { code: 'creation-lost-and-differs' }, 'unknown')
}

const finishCreation = async (
  operation: Operation,
  { data }: Extract<SendResult, { status: 'accepted' }>,
  kind: Kind,
  context: ApplyContext,
): Promise<Outcome> => {
  const answer = toResource(kind, operation.kind, data ?? null)
  const created = answer ?? (await pollForResource(operation, context))
  if (created === undefined)
    return failedOutcome(operation, { code: 'created-but-not-found' }, 'unknown')
  const isComplete =
    followUpUpdate(operation.members, createRequestContext(kind, created.raw, context)) ===
    undefined
  return isComplete
    ? outcomeAfterWrite(operation, data, created, kind, context)
    : sendFollowUp(operation, created, kind, context, [])
}

/** Sends the second request of kinds whose creation does not accept all fields. */
const sendFollowUp = async (
  operation: Operation,
  created: Resource,
  kind: Kind,
  context: ApplyContext,
  notes: readonly Note[],
): Promise<Outcome> => {
  context.cache.store(operation.address, created, context.clock.now(), true)
  const followUp = followUpUpdate(
    operation.members,
    createRequestContext(kind, created.raw, context),
  )
  if (followUp === undefined) return outcomeFromLive(operation, created, kind, context, notes)
  if (isInReview(created)) return pendingReviewOutcome(operation)
  const result = await sendUpdate(followUp, created, kind, context)
  if (result.status === 'accepted')
    return outcomeAfterWrite(operation, result.data, created, kind, context, notes)
  const found =
    result.status === 'unknown' && (await outcomeAfterLostAnswer(operation, created, kind, context))
  return found || notAcceptedOutcome(operation, result, 'yes', { type: 'follow-up' })
}
