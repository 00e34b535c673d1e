// Creates a resource, and reads in the turn of each attempt and after each lost answer, so that it never creates it twice.
import { isEmpty } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Note, Operation, Outcome, Resource } from '../model/index.ts'
import type { CheckBeforeSend, SendResult } from '../resources/api.ts'
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
  confirmDelays,
  createRequestContext,
  maxAttempts,
  pollDelays,
  pollUntil,
  type ReadContext,
  sendRequest,
} from './context.ts'
import { createdTwiceOutcome } from './created-twice.ts'
import {
  alreadyDoneOutcome,
  earlierReviewOutcome,
  failedOutcome,
  interruptedOutcome,
  notAcceptedOutcome,
  pendingReviewOutcome,
  staleOutcome,
  writeStateOf,
} from './outcomes.ts'
import { createRequest, followUpUpdate, preRequest, type RequestTemplate } from './requests.ts'
import { sendUpdate } from './update.ts'

export const createResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const turn: { existing?: Resource | undefined } = {}
  const checkFor =
    (template: RequestTemplate): CheckBeforeSend =>
    async (api) => {
      turn.existing = await findExisting(operation, { ...context, api })
      return turn.existing === undefined ? template : undefined
    }
  const preliminary = preRequest(operation.members, createRequestContext(kind, {}, context))
  const preliminaryResult =
    preliminary &&
    (await sendRequest(preliminary, undefined, context, {
      isIdempotent: true,
      check: checkFor(preliminary),
    }))
  if (preliminaryResult?.status === 'unsent')
    return preliminaryResult.cause === 'withheld' && turn.existing
      ? outcomeForExisting(operation, turn.existing, kind, context)
      : interruptedOutcome(operation, writeStateOf(preliminaryResult))
  if (preliminaryResult && preliminaryResult.status !== 'accepted')
    return notAcceptedOutcome(operation, preliminaryResult, 'no', {
      type: 'field',
      field: kind.routes.preRequest?.field ?? '',
    })
  let isAnswerLost = false
  for (let attempt = 1; ; attempt++) {
    const template = createRequest(operation.members, createRequestContext(kind, {}, context))
    const result = await sendRequest(template, undefined, context, {
      isIdempotent: false,
      check: checkFor(template),
    })
    const earlierWrites = isAnswerLost ? 'unknown' : preliminaryResult ? 'yes' : 'no'
    if (result.status === 'unsent') {
      const { existing } = turn
      if (result.cause === 'stopped' || existing === undefined)
        return interruptedOutcome(operation, writeStateOf(result, earlierWrites))
      return isAnswerLost || result.mayBeWritten
        ? outcomeForFound(operation, existing, true, kind, context)
        : outcomeForExisting(operation, existing, kind, context)
    }
    if (result.status === 'accepted') {
      const outcome = await finishCreation(operation, result, kind, context)
      const isDone = outcome.status === 'done'
      return (isDone && (await createdTwiceOutcome(operation, kind, context))) || outcome
    }
    isAnswerLost ||= result.status === 'unknown'
    const mayExist = result.status === 'unknown' || result.cause === 'name-taken'
    const found = mayExist ? await pollForResource(operation, context) : undefined
    if (found) return outcomeForFound(operation, found, isAnswerLost, kind, context)
    if (result.status === 'refused' || attempt >= maxAttempts)
      return notAcceptedOutcome(operation, result, isAnswerLost ? 'unknown' : earlierWrites)
  }
}

/** The resource that a creation would duplicate. */
const findExisting = async (
  operation: Operation,
  { api, registry }: Pick<ReadContext, 'api' | 'registry'>,
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
  const turn: { sentFrom?: Resource } = {}
  const check: CheckBeforeSend = async (api, mayBeWritten) => {
    const before = await findUntouched(operation, created, kind, { ...context, api })
    const isReached = (current: Resource) =>
      mayBeWritten && remainingDifferences(operation, current.raw, kind, context).length === 0
    if (before === undefined || isReached(before)) return undefined
    turn.sentFrom = before
    return followUpUpdate(operation.members, createRequestContext(kind, before.raw, context))
  }
  const result = await sendUpdate(created, kind, context, check)
  switch (result.status) {
    case 'accepted':
      return outcomeAfterWrite(operation, result.data, created, kind, context, notes, turn.sentFrom)
    case 'unsent': {
      if (result.cause === 'stopped') return interruptedOutcome(operation, 'yes')
      // An earlier attempt may have done it.
      const reached =
        result.mayBeWritten &&
        (await outcomeAfterLostAnswer(operation, created, kind, context, turn.sentFrom))
      return reached || staleOutcome(operation, 'yes')
    }
    case 'unknown':
    case 'refused': {
      const found =
        result.status === 'unknown' &&
        (await outcomeAfterLostAnswer(operation, created, kind, context, turn.sentFrom))
      return found || notAcceptedOutcome(operation, result, 'yes', { type: 'follow-up' })
    }
  }
}

/** The created resource as it is now, where no other client has changed what the definition declares. */
const findUntouched = async (
  operation: Operation,
  created: Resource,
  kind: Kind,
  context: ReadContext,
): Promise<Resource | undefined> => {
  const differencesOf = ({ raw }: Resource) => remainingDifferences(operation, raw, kind, context)
  const known = new Map(differencesOf(created).map(({ edit }) => [edit.pointer, edit.before]))
  const isUntouched = (current: Resource | undefined) =>
    current !== undefined &&
    differencesOf(current).every(
      ({ edit: { before, pointer } }) =>
        known.has(pointer) &&
        (canonicalJson(before ?? null) === canonicalJson(known.get(pointer) ?? null) ||
          (isEmpty(before) && isEmpty(known.get(pointer)))),
    )
  const current = await pollUntil(operation, created, confirmDelays, isUntouched, context)
  return isUntouched(current) && current && !isInReview(current) ? current : undefined
}
