// Applies a plan: runs each operation when its dependencies are done, skips those whose dependencies are not, and reads
// back at the end.
import pLimit from 'p-limit'
import type {
  Address,
  LiveState,
  Operation,
  Outcome,
  Plan,
  Report,
  SkippedReason,
} from '../model/index.ts'
import { leaseEnded } from '../model/outcome.ts'
import { idOfResource } from '../resources/live.ts'
import type { ApplyContext } from './context.ts'
import { createLiveCache, type LiveCache } from './live-cache.ts'
import { toOperationError } from './outcomes.ts'
import { findNonConverged } from './read-back.ts'
import { createWriteByHeader } from './reviews/by-header.ts'
import { runOperation } from './run-operation.ts'

export interface ApplyOptions
  extends Omit<ApplyContext, 'addressesWithParallelWrites' | 'byHeader' | 'cache'> {
  readonly live: LiveState
  /** When `live` was read, in the time of the clock. */
  readonly readAt: number
  /** The largest number of operations that run at the same time. */
  readonly parallelism: number
  /** Called when an operation has ended. Must not throw. */
  readonly onOutcome: (outcome: Outcome) => void
  /** Given when the run is interrupted: nothing more is sent, and no operation starts. */
  readonly interrupted?: AbortSignal
}

export const apply = async (
  { operations }: Plan,
  { interrupted, live, readAt, onOutcome, parallelism, ...options }: ApplyOptions,
): Promise<Report> => {
  const { clock } = options
  const context: ApplyContext = {
    ...options,
    clock: { now: clock.now, sleep: (ms) => clock.sleep(ms, interrupted) },
    byHeader: createWriteByHeader(),
    cache: createLiveCache(live, readAt),
    addressesWithParallelWrites: new Set(
      operations.flatMap(({ address, subResource }) =>
        subResource === undefined ? [] : [address],
      ),
    ),
  }
  const limit = pLimit(parallelism)
  const results = new Map<string, Promise<Outcome>>()
  let stopReason: SkippedReason | undefined
  let unansweredInARow = 0

  const run = async (operation: Operation): Promise<Outcome> => {
    // Awaited outside the limiter: inside it, waiting operations would block those that they depend on.
    const prerequisites = await Promise.all(
      operation.dependsOn.flatMap((id) => results.get(id) ?? []),
    )
    const unmetPrerequisite = prerequisites.find((each) => each.status !== 'done')
    if (operation.refusal) return skippedOutcome(operation, { code: 'refused' })
    if (unmetPrerequisite) return skippedOutcome(operation, skipReason(unmetPrerequisite))
    return limit(async () => {
      if (interrupted?.aborted) stopReason = { code: stopCodeOf(interrupted) }
      if (stopReason !== undefined) return skippedOutcome(operation, stopReason)
      const outcome = withStopCode(await runOperation(operation, context), interrupted)
      const isUnanswered = outcome.status === 'failed' && outcome.isUnanswered === true
      unansweredInARow = isUnanswered ? unansweredInARow + 1 : 0
      if (unansweredInARow >= maxUnanswered) stopReason = { code: 'no-answer' }
      if (outcome.status === 'failed' && outcome.isKeyRefused) stopReason = { code: 'key-refused' }
      return outcome
    })
  }
  for (const operation of operations)
    results.set(
      operation.id,
      run(operation).then((outcome) => {
        onOutcome(outcome)
        return outcome
      }),
    )
  const outcomes = await Promise.all(results.values())
  const createdIds = createdIdsOf(outcomes, context.cache)
  return {
    outcomes,
    ...(stopReason?.code === 'no-answer'
      ? unverified(outcomes)
      : await verifyOutcomes(outcomes, context)),
    ...(createdIds.size > 0 && { createdIds }),
  }
}

/**
 * After so many operations in a row whose last request had no answer in any of its attempts, nothing more is sent: each
 * further operation would cost minutes, and what it has written would not be known.
 */
const maxUnanswered = 3

const stopCodeOf = (signal: AbortSignal): 'interrupted' | 'lease-ended' =>
  signal.reason === leaseEnded ? leaseEnded : 'interrupted'

/** An operation that was stopped knows only that it was. */
const withStopCode = (outcome: Outcome, signal: AbortSignal | undefined): Outcome => {
  if (signal === undefined) return outcome
  const code = stopCodeOf(signal)
  if (outcome.status === 'failed' && outcome.reason.code === 'interrupted')
    return { ...outcome, reason: { code } }
  return outcome.status === 'skipped' && outcome.reason.code === 'interrupted'
    ? { ...outcome, reason: { code } }
    : outcome
}

/** A secret is no id. */
const createdIdsOf = (
  outcomes: readonly Outcome[],
  cache: LiveCache,
): ReadonlyMap<Address, string> =>
  new Map(
    outcomes.flatMap(({ operation, status }) => {
      const resource = status === 'done' ? cache.find(operation.address)?.resource : undefined
      return operation.action !== 'create' || resource === undefined || resource.isPathIdSecret
        ? []
        : [[operation.address, idOfResource(resource)] as const]
    }),
  )

const unverified = (outcomes: readonly Outcome[]): Omit<Report, 'outcomes'> => ({
  nonConverged: [],
  ...(outcomes.some(({ status }) => status === 'done') && {
    verificationError: { code: 'no-answer' },
  }),
})

const verifyOutcomes = async (
  outcomes: readonly Outcome[],
  context: ApplyContext,
): Promise<Omit<Report, 'outcomes'>> => {
  try {
    return { nonConverged: await findNonConverged(outcomes, context) }
  } catch (error) {
    return { nonConverged: [], verificationError: toOperationError(error).reason }
  }
}

const skippedOutcome = (operation: Operation, reason: SkippedReason): Outcome => ({
  status: 'skipped',
  operation,
  reason,
})

const skipReason = ({ operation, status }: Exclude<Outcome, { status: 'done' }>): SkippedReason => {
  const { action, address } = operation
  const isRefused = status === 'skipped' && operation.refusal !== undefined
  return { code: 'prerequisite', address, action, outcome: isRefused ? 'refused' : status }
}
