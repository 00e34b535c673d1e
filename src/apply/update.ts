// Updates a resource after checking that live state is still the state of the plan. An update is idempotent.
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { outcomeAfterLostAnswer, outcomeAfterWrite, remainingDifferences } from './check-result.ts'
import { type ApplyContext, createRequestContext } from './context.ts'
import { sendSwitches } from './item-switches.ts'
import { lostReferenceOutcome } from './lost-references.ts'
import { notAcceptedOutcome } from './outcomes.ts'
import { checkPrecondition, preconditionOutcome } from './precondition.ts'
import { updateRequest } from './requests.ts'
import { sendUntilCleared } from './send-update.ts'

export const updateResource = async (
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> => {
  const { kind } = context.registry(operation.kind)
  const precondition = await checkPrecondition(operation, kind, context)
  if (precondition.status !== 'as-planned')
    return preconditionOutcome(operation, precondition.status)
  const { resource } = precondition
  if (isAlreadySet(operation, resource, kind, context))
    return preconditionOutcome(operation, 'changed')
  const template = updateRequest(operation, createRequestContext(kind, resource.raw, context))
  const update = await sendUntilCleared(operation, template, resource, context)
  const result = await sendSwitches(operation, resource, kind, update, context)
  if (result.status === 'accepted') {
    const outcome = await outcomeAfterWrite(operation, result.data, resource, kind, context)
    const lost =
      outcome.status === 'done' && (await lostReferenceOutcome(operation, resource, kind, context))
    return lost || outcome
  }
  const found =
    result.status === 'unknown' &&
    (await outcomeAfterLostAnswer(operation, resource, kind, context))
  return found || notAcceptedOutcome(operation, result)
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
