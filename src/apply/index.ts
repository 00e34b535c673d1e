// A plan to outcomes: each operation as soon as those before it are done, never past a failure it leans on; and at
// the end a look at whether what was done is what Statsig shows.
import pLimit from 'p-limit'
import type { Live, Operation, Outcome, Plan, Report } from '../model.ts'
import { knownFrom } from './known.ts'
import type { Means } from './means.ts'
import { reasonFor } from './outcomes.ts'
import { attempt } from './perform.ts'
import { leaksIn } from './verify.ts'

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
  let stopped: string | undefined

  const run = async (operation: Operation): Promise<Outcome> => {
    // Awaited outside the limiter: inside it, operations that wait would keep those out that they wait for.
    const before = await Promise.all(operation.after.flatMap((id) => fates.get(id) ?? []))
    const lost = before.find(({ status }) => status !== 'done')
    if (operation.refused) return skipped(operation, `refused: ${operation.refused.reason}`)
    if (lost) return skipped(operation, becauseOf(lost))
    return limit(async () => {
      if (isInterrupted?.()) stopped = 'the run was interrupted'
      if (stopped !== undefined) return skipped(operation, stopped)
      const outcome = await attempt(operation, { ...means, known })
      if (outcome.status === 'failed' && outcome.isKeyRefused)
        stopped = 'Statsig refused the key, and nothing more was tried'
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
    return { leaks: [], unverified: reasonFor(error).reason }
  }
}

const skipped = (operation: Operation, because: string): Outcome => ({
  status: 'skipped',
  operation,
  because,
})

const becauseOf = (lost: Outcome): string => {
  const { action, address } = lost.operation
  switch (lost.status) {
    case 'failed':
      return `\`${address}\` failed (${action})`
    case 'waiting':
      return `\`${address}\` waits for a review`
    case 'skipped':
      return lost.operation.refused ? `\`${address}\` is refused` : `\`${address}\` was skipped`
    case 'done':
      return `\`${address}\` is done`
  }
}
