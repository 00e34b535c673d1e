// Updates a resource after checking, in the turn of the request, that live state is still the state of the plan. An update
// is idempotent.
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { CheckBeforeSend } from '../resources/api.ts'
import {
  outcomeAfterLostAnswer,
  outcomeAfterWrite,
  outcomeFromLive,
  remainingDifferences,
} from './check-result.ts'
import { type ApplyContext, createRequestContext } from './context.ts'
import { sendSwitches } from './item-switches.ts'
import { lostReferenceOutcome } from './lost-references.ts'
import { interruptedOutcome, notAcceptedOutcome, writeStateOf } from './outcomes.ts'
import {
  checkPrecondition,
  type PreconditionResult,
  pathIdsOf,
  preconditionOutcome,
} from './precondition.ts'
import { updateRequest } from './requests.ts'
import { sendUntilCleared } from './send-update.ts'

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
  const turn: { latest: PreconditionResult; first?: Resource } = { latest: { status: 'deleted' } }
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
        return outcomeFromLive(operation, found.resource, kind, context, [{ code: 'answer-lost' }])
      const status =
        found.status === 'as-planned' || found.status === 'reached' ? 'changed' : found.status
      return preconditionOutcome(operation, status, writeStateOf(result, wrote))
    }
    case 'unknown':
      return (
        (await outcomeAfterLostAnswer(operation, pathIds, kind, context)) ??
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
