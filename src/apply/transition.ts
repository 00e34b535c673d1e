// Changes a status: sends the transition once, and reads the status before it sends it again.

import { member } from '../core/json.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Kind, Transition } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { CheckBeforeSend } from '../resources/api.ts'
import { isInReview } from '../resources/live.ts'
import {
  type ApplyContext,
  confirmDelays,
  createRequestContext,
  maxAttempts,
  pollDelays,
  pollUntil,
  sendRequest,
} from './context.ts'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  interruptedOutcome,
  type NotAcceptedResult,
  notAcceptedOutcome,
  pendingReviewOutcome,
  writeStateOf,
} from './outcomes.ts'
import {
  checkPrecondition,
  type PreconditionResult,
  pathIdsOf,
  preconditionOutcome,
} from './precondition.ts'
import { type RequestTemplate, transitionRequest } from './requests.ts'
import { simultaneousWriteOutcome } from './simultaneous-write.ts'

export const transitionStatus = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const field = kind.statusMachine?.field ?? ''
  const edge = kind.statusMachine?.transitions.find(({ action }) => action === operation.action)
  if (edge === undefined)
    throw new Error(`\`${kind.kind}\` has no transition \`${operation.action}\`.`)
  const isReached = (current: Resource | undefined) => current?.raw[field] === edge.to
  const isFinal = (current: Resource | undefined) =>
    isReached(current) || (current !== undefined && isInReview(current))
  const pathIds = pathIdsOf(operation, context)
  if (pathIds === undefined) return preconditionOutcome(operation, 'deleted')
  const turn: { latest: PreconditionResult } = { latest: { status: 'deleted' } }
  let template = transitionRequest(operation, createRequestContext(kind, {}, context))
  const check: CheckBeforeSend = async (api, mayBeWritten) => {
    const readContext = { ...context, api }
    const mayBeReached = mayBeWritten || isAnswerLost
    turn.latest = await checkPrecondition(
      operation,
      kind,
      readContext,
      mayBeReached ? isReached : undefined,
    )
    const { latest } = turn
    if (latest.status !== 'as-planned') return undefined
    template = transitionRequest(
      operation,
      createRequestContext(kind, latest.resource.raw, context),
    )
    return template
  }
  let isAnswerLost = false
  for (let attempt = 1; ; attempt++) {
    const result = await sendRequest(template, pathIds, context, { isIdempotent: false, check })
    if (result.status === 'unsent') {
      const wrote = writeStateOf(result, isAnswerLost ? 'unknown' : 'no')
      if (result.cause === 'stopped') return interruptedOutcome(operation, wrote)
      const found = turn.latest
      if (found.status === 'reached' && found.resource !== undefined) {
        context.cache.store(operation.address, found.resource, context.clock.now(), true)
        return reachedStatusOutcome(
          operation,
          template,
          readableBody(edge, kind),
          found.resource,
          'unknown',
          true,
        )
      }
      const status =
        found.status === 'as-planned' || found.status === 'reached' ? 'changed' : found.status
      return preconditionOutcome(operation, status, wrote)
    }
    if (result.status === 'refused' && result.cause === 'key-refused')
      return notAcceptedOutcome(operation, result, isAnswerLost ? 'unknown' : 'no')
    isAnswerLost ||= result.status === 'unknown'
    const delays = { accepted: confirmDelays, refused: [0], unknown: pollDelays }[result.status]
    const current = await pollUntil(operation, pathIds, delays, isFinal, context)
    // Any other state may be the change of another client.
    if (current && isReached(current)) {
      context.cache.store(operation.address, current, context.clock.now(), true)
      const before =
        result.status === 'accepted' && turn.latest.status === 'as-planned'
          ? turn.latest.resource
          : undefined
      const conflict =
        before && (await simultaneousWriteOutcome(operation, before, current, kind, context))
      return (
        conflict ??
        reachedStatusOutcome(
          operation,
          template,
          readableBody(edge, kind),
          current,
          result.status,
          isAnswerLost,
        )
      )
    }
    if (current && isInReview(current) && result.status !== 'refused')
      return pendingReviewOutcome(operation)
    if (result.status === 'accepted')
      return failedOutcome(operation, { code: 'status-unchanged', status: edge.to }, 'unknown')
    if (result.status === 'refused' || attempt >= maxAttempts)
      return failedTransition(operation, result, isAnswerLost)
  }
}

const failedTransition = (
  operation: Operation,
  result: NotAcceptedResult,
  isAnswerLost: boolean,
): Outcome => notAcceptedOutcome(operation, result, isAnswerLost ? 'unknown' : 'no')

/** The members of the body that Statsig returns. */
const readableBody = ({ body }: Transition, { fields }: Kind): Transition['body'] =>
  Object.fromEntries(Object.entries(body).filter(([, from]) => fields[from]?.writeOnly !== true))

/** The status is the wanted one. The outcome depends on who changed it, and with which values. */
const reachedStatusOutcome = (
  operation: Operation,
  { body }: RequestTemplate,
  bodyFields: Transition['body'],
  { raw }: Resource,
  status: 'accepted' | 'refused' | 'unknown',
  isAnswerLost: boolean,
): Outcome => {
  const mismatches = Object.entries(bodyFields).flatMap(([name, from]) => {
    const result = member(body, name)
    return result === undefined || canonicalJson(result) === canonicalJson(raw[from]) ? [] : [from]
  })
  const [first] = mismatches
  if (status === 'accepted')
    return doneOutcome(
      operation,
      mismatches.map((label) => ({ code: 'differs-after-write', label })),
    )
  if (first !== undefined)
    return failedOutcome(
      operation,
      { code: 'decided-differently', field: first },
      isAnswerLost ? 'unknown' : 'no',
      { isStale: !isAnswerLost },
    )
  return isAnswerLost
    ? doneOutcome(operation, [{ code: 'answer-lost' }])
    : alreadyDoneOutcome(operation, 'already-set')
}
