// Waits for an apply that is under way, and begins again: with the record, the plan and the state of Statsig of then.
import type { HistoryOptions } from '../../history/history.ts'
import { findLock } from '../../history/lease.ts'
import { requireRemote } from '../../history/saved-plan-history.ts'
import { systemClock } from '../../io/statsig/console-api/index.ts'
import { defaultTarget } from '../../load/settings/select-target.ts'
import { underWay } from '../../prepare/lock-stop.ts'
import { waitForLock } from '../../prepare/wait-for-lock.ts'
import type { Renderer } from '../../report/renderer.ts'
import type { StopResult } from '../../report/results.ts'
import { waitText } from '../../report/text/lock-wait.ts'
import type { CommandEnvironment, CommonOptions } from '../../session/environment.ts'
import type { ExitCode } from '../../session/exit-codes.ts'
import { resolveRoot } from '../../session/output.ts'
import { printStop } from '../../session/stop.ts'

const pauseMs = 2_000

interface LockOptions extends CommonOptions, Pick<HistoryOptions, 'ownLeases' | 'target'> {
  readonly recordBase?: boolean
  readonly lockTimeout?: number
}

export const withLockTimeout = async <O extends LockOptions, E extends CommandEnvironment>(
  options: O,
  environment: E,
  renderer: Renderer,
  attempt: (options: O, environment: E) => Promise<ExitCode | StopResult>,
): Promise<ExitCode> => {
  const { clock = systemClock } = environment
  const watched = new Set<string>()
  const until = clock.now() + (options.lockTimeout ?? 0)
  const again = { ...environment, takeVariable: remembered(environment.takeVariable) }
  for (;;) {
    const result = await attempt({ ...options, ownLeases: { watched } }, again)
    if (typeof result === 'number') return result
    if (result.is !== 'locked') return printStop(result, renderer, environment)
    const timeoutMs = until - clock.now()
    const find = () => findLockNow(options, environment, watched)
    const lock = timeoutMs > 0 ? await find() : undefined
    const left =
      lock &&
      (await waitForLock(lock, {
        find,
        timeoutMs,
        clock,
        watched,
        onWait: (each) => environment.writeError(`${waitText(underWay(each))}\n`),
      }))
    // It has just ended, or is seen by the attempt alone.
    if (timeoutMs > 0 && lock === undefined) await clock.sleep(Math.min(pauseMs, timeoutMs))
    if (timeoutMs <= 0 || left) return printStop(result, renderer, environment)
  }
}

/** The lock now, without Statsig. */
const findLockNow = async (
  options: LockOptions,
  environment: CommandEnvironment,
  watched: ReadonlySet<string>,
) => {
  const repository = await environment.openRepository(resolveRoot(options, environment))
  if (repository === undefined) return undefined
  const target = options.target ?? defaultTarget
  if (options.recordBase)
    await repository.fetchRecord?.(target, await requireRemote({ repository }))
  const local = await repository.localApplies?.(target).read()
  const recorded = await repository.readApplied(target)
  const known = local && !('unusable' in local) ? local : undefined
  return findLock(known, recorded, { now: environment.wallTime(), watched })
}

/** A variable that was taken is taken again with each attempt. */
const remembered = (
  take: CommandEnvironment['takeVariable'],
): CommandEnvironment['takeVariable'] => {
  const taken = new Map<string, string | undefined>()
  return (name) => {
    if (!taken.has(name)) taken.set(name, take(name))
    return taken.get(name)
  }
}
