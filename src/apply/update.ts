// Updates a resource after checking, in the turn of the request, that live state is still the state of the plan. An update
// is idempotent.
import { isJsonObject } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { CheckBeforeSend, PathIds, SendResult } from '../resources/api.ts'
import { isInReview, toResource } from '../resources/live.ts'
import {
  outcomeAfterLostAnswer,
  outcomeAfterWrite,
  outcomeOfLostAnswer,
  remainingDifferences,
} from './check-result.ts'
import { type ApplyContext, createRequestContext, sendRequest } from './context.ts'
import { sendSwitches } from './item-switches.ts'
import { lostReferenceOutcome } from './lost-references.ts'
import { interruptedOutcome, notAcceptedOutcome, writeStateOf } from './outcomes.ts'
import {
  checkPrecondition,
  type PreconditionResult,
  pathIdsOf,
  preconditionOutcome,
} from './precondition.ts'
import { type RequestTemplate, updateRequest, updateTarget } from './requests.ts'

export const updateResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const pathIds = pathIdsOf(operation, context)
  if (pathIds === undefined) return preconditionOutcome(operation, 'deleted')
  const isReached = (current: Resource | undefined) =>
    current !== undefined &&
    remainingDifferences(operation, current.raw, kind, context).length === 0
  const turn: { latest: PreconditionResult; first?: Resource; sentFrom?: Resource } = {
    latest: { status: 'deleted' },
  }
  const check: CheckBeforeSend = async (api, mayBeWritten) => {
    const readContext = { ...context, api }
    turn.latest = await checkPrecondition(
      operation,
      kind,
      readContext,
      mayBeWritten ? isReached : undefined,
    )
    const { latest } = turn
    if (latest.status !== 'as-planned') return undefined
    const { resource } = latest
    if (isAlreadySet(operation, resource, kind, context)) {
      turn.latest = { status: 'changed' }
      return undefined
    }
    turn.first ??= resource
    turn.sentFrom = resource
    return updateRequest(operation, createRequestContext(kind, resource.raw, context))
  }
  const update = await sendUntilCleared(operation, pathIds, context, check)
  const switched = await sendSwitches(operation, pathIds, kind, update, context)
  const { result, wrote } = switched
  const found = switched.found ?? turn.latest
  switch (result.status) {
    case 'accepted': {
      const before = found.status === 'as-planned' ? found.resource : undefined
      const outcome = await outcomeAfterWrite(
        operation,
        result.data,
        pathIds,
        kind,
        context,
        [],
        before,
      )
      const lost =
        outcome.status === 'done' &&
        turn.first &&
        (await lostReferenceOutcome(operation, turn.first, kind, context))
      return lost || outcome
    }
    case 'unsent': {
      if (result.cause === 'stopped')
        return interruptedOutcome(operation, writeStateOf(result, wrote))
      if (found.status === 'reached' && found.resource !== undefined)
        return outcomeOfLostAnswer(operation, found.resource, kind, context, turn.sentFrom)
      const status =
        found.status === 'as-planned' || found.status === 'reached' ? 'changed' : found.status
      return preconditionOutcome(operation, status, writeStateOf(result, wrote))
    }
    case 'unknown':
      return (
        (await outcomeAfterLostAnswer(operation, pathIds, kind, context, turn.sentFrom)) ??
        notAcceptedOutcome(operation, result, wrote)
      )
    case 'refused':
      return notAcceptedOutcome(operation, result, wrote)
  }
}

/** A deferred field of a new resource had no value when the plan was made: any present value was set by another client. */
const isAlreadySet = (
  operation: Operation,
  { raw }: Resource,
  kind: Kind,
  { cache }: Pick<ApplyContext, 'cache'>,
): boolean =>
  operation.isDeferred === true &&
  operation.liveDigest === undefined &&
  remainingDifferences(operation, raw, kind, { cache }).some(
    ({ edit }) => edit.before !== undefined,
  )

/** Sends the update, and sends it again with the other spelling of no reference where the first one has no effect. */
const sendUntilCleared = async (
  operation: Operation,
  pathIds: PathIds,
  context: ApplyContext,
  check: CheckBeforeSend,
): Promise<SendResult> => {
  const { kind } = context.registry(operation.kind)
  const target = updateTarget(kind)
  const respell = (checked: CheckedBody) => respellCleared({ ...target, ...checked }, kind)
  let clears = false
  const first = await sendUpdate(pathIds, kind, context, async (...turn) => {
    const checked = await check(...turn)
    clears = checked !== undefined && respell(checked) !== undefined
    return checked
  })
  if (!clears || first.status === 'unknown' || first.status === 'unsent') return first
  const sendOther = () =>
    sendUpdate(pathIds, kind, context, async (...turn) => {
      const checked = await check(...turn)
      return checked && respell(checked)
    })
  if (first.status === 'refused') {
    if (first.cause !== 'bad-request') return first
    const second = await sendOther()
    return second.status === 'refused' ? first : second
  }
  const answer = toResource(kind, operation.kind, first.data ?? null)
  const isKept =
    answer !== undefined &&
    !isInReview(answer) &&
    remainingDifferences(operation, answer.raw, kind, context).some(
      ({ edit }) => operation.members[topLevelName(edit.pointer)] === null,
    )
  if (!isKept) return first
  // The next check compares with what this run has written.
  context.cache.store(operation.address, answer, context.clock.now(), true)
  const second = await sendOther()
  return second.status === 'accepted' ? second : first
}

type CheckedBody = Pick<RequestTemplate, 'body'>

/**
 * The request with the other spelling of what it clears: `null` for an empty text, and an empty text for `null`. Absent
 * where it clears no reference.
 */
const respellCleared = (
  template: RequestTemplate,
  { fields }: Kind,
): RequestTemplate | undefined => {
  const { body } = template
  if (!isJsonObject(body)) return undefined
  const isCleared = (name: string) =>
    fields[name]?.shape === 'ref' && (body[name] === null || body[name] === '')
  const names = Object.keys(body).filter(isCleared)
  if (names.length === 0) return undefined
  const others = names.map((name) => [name, body[name] === null ? '' : null] as const)
  return { ...template, body: { ...body, ...Object.fromEntries(others) } }
}

/** Sends the update, and sends it again with the name of the field where Statsig does not accept a bare value. */
export const sendUpdate = async (
  pathIds: PathIds,
  kind: Kind,
  context: ApplyContext,
  check: CheckBeforeSend,
): Promise<SendResult> => {
  const target = updateTarget(kind)
  const first = await sendRequest(target, pathIds, context, { isIdempotent: true, check })
  const isBadRequest = first.status === 'refused' && first.cause === 'bad-request'
  if (!isBadRequest || typeof kind.routes.update.body !== 'object') return first
  const second = await sendRequest(target, pathIds, context, {
    isIdempotent: true,
    check: async (...turn) => {
      const checked = await check(...turn)
      return checked && wrapBareBody({ ...target, ...checked }, kind)
    },
  })
  // Where both are refused, the first refusal is reported: its form is the documented one.
  return second.status === 'refused' ? first : second
}

/** The request whose body is one bare value, with the name of the field around it: Statsig may require either form. */
const wrapBareBody = (template: RequestTemplate, { routes }: Kind): RequestTemplate | undefined => {
  const { body } = routes.update
  return typeof body === 'object' && template.body !== undefined
    ? { ...template, body: { [body.fieldValue]: template.body } }
    : undefined
}
