// A plan to outcomes: each operation as soon as those before it are done, never past a failure it leans on; and at
// the end a look at whether what was done is what Statsig shows.
import pLimit from 'p-limit'
import type { Live, Operation, Outcome, Plan, Report, SkippedReason } from '../model.ts'
import type { Means } from './context.ts'
import { knownFrom } from './live-cache.ts'
import { troubleOf } from './outcomes.ts'
import { leaksIn } from './read-back.ts'
import { attempt } from './run-operation.ts'

export interface ApplyOptions extends Omit<Means, 'known'> {
  readonly live: Live
  /** When `live` was read, by the clock. */
  readonly readAt: number
  /** Operations under way at once. */
  readonly width: number
  readonly tell: (outcome: Outcome) => void
  /** Whether somebody asked to stop: what is under way is finished, nothing else is begun. */
  readonly isInterrupted?: () => boolean
}

export const apply = async (
  { operations }: Plan,
  { isInterrupted, live, readAt, tell, width, ...means }: ApplyOptions,
): Promise<Report> => {
  const known = knownFrom(live, readAt)
  const limit = pLimit(width)
  const fates = new Map<string, Promise<Outcome>>()
  let stopped: SkippedReason | undefined

  const run = async (operation: Operation): Promise<Outcome> => {
    // Awaited outside the limiter: inside it, operations that wait would keep those out that they wait for.
    const before = await Promise.all(operation.after.flatMap((id) => fates.get(id) ?? []))
    const lost = before.find((each) => each.status !== 'done')
    if (operation.refused) return skipped(operation, { code: 'refused' })
    if (lost) return skipped(operation, becauseOf(lost))
    return limit(async () => {
      if (isInterrupted?.()) stopped = { code: 'interrupted' }
      if (stopped !== undefined) return skipped(operation, stopped)
      const outcome = await attempt(operation, { ...means, known })
      if (outcome.status === 'failed' && outcome.isKeyRefused) stopped = { code: 'key-refused' }
      return outcome
    })
  }
  for (const operation of operations)
    fates.set(
      operation.id,
      run(operation).then((outcome) => {
        tell(outcome)
        return outcome
      }),
    )
  const outcomes = await Promise.all(fates.values())
  return { outcomes, ...(await lookBack(outcomes, { ...means, known })) }
}

const lookBack = async (
  outcomes: readonly Outcome[],
  means: Means,
): Promise<Omit<Report, 'outcomes'>> => {
  try {
    return { leaks: await leaksIn(outcomes, means) }
  } catch (error) {
    return { leaks: [], unverified: troubleOf(error).reason }
  }
}

const skipped = (operation: Operation, because: SkippedReason): Outcome => ({
  status: 'skipped',
  operation,
  because,
})

const becauseOf = ({ operation, status }: Exclude<Outcome, { status: 'done' }>): SkippedReason => {
  const { action, address } = operation
  const isRefused = status === 'skipped' && operation.refused !== undefined
  return { code: 'after', address, action, fate: isRefused ? 'refused' : status }
}
