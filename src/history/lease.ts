// The lease of an apply: whether another apply is under way, and until when this one may send.
import type { ApplyLease, BegunApply, LocalApplies } from '../model/begun-apply.ts'
import type { AppliedRecord } from '../model/repository.ts'

/** For so long a lease is taken and renewed. */
export const leaseMs = 10 * 60_000
/** A lease is renewed when half of it has passed. */
export const renewalMs = leaseMs / 2
/** The holder sends nothing in the last part: clocks differ, and what was sent takes time to arrive. */
export const marginMs = 2 * 60_000

/** Milliseconds. */
export interface Times {
  /** The time of day. A person may set it, and a suspended machine moves it on. */
  readonly wall: number
  /** Never goes back, and may stand still while the machine is suspended. */
  readonly monotonic: number
}

/** The time of day by both clocks: one that is set back prolongs nothing, and a suspended machine has not gained time. */
export const timeSince = (start: Times, now: Times): number =>
  start.wall + Math.max(now.monotonic - start.monotonic, now.wall - start.wall)

/** Another apply that is under way. */
export interface ApplyLock {
  readonly lease: ApplyLease
  /** When it began. Absent where that is not known. */
  readonly at?: string
}

/** A lease that has changed is another one: its holder has renewed it. */
export const leaseLabel = ({ holder, until }: ApplyLease): string => `${holder} ${until}`

export interface LockContext {
  /** The time of day. */
  readonly now: number
  /** Leases that were watched for as long as one lasts, and have not changed, whatever time they name. */
  readonly watched: ReadonlySet<string>
  /** The run of the caller: GitHub runs one attempt at a time, so an earlier one has ended. */
  readonly ownRun?: number | undefined
}

type Leased = Pick<AppliedRecord, 'begun' | 'lease'>

/** The lease that is not over. That of this clone counts first: it is renewed more often. */
export const findLock = (
  local: LocalApplies | undefined,
  record: Leased | undefined,
  context: LockContext,
): ApplyLock | undefined => {
  const { lease } = local ?? {}
  if (lease && !lease.isHolderGone && isLive(lease, context)) return lockOf(lease, local?.begun)
  const recorded = record?.lease
  // The holder is known by its process where this clone has its lease.
  const isGone = lease?.isHolderGone === true && lease.holder === recorded?.holder
  return recorded && !isGone && isLive(recorded, context)
    ? lockOf(recorded, record?.begun)
    : undefined
}

const isLive = (lease: ApplyLease, { now, ownRun, watched }: LockContext): boolean =>
  Date.parse(lease.until) > now &&
  !watched.has(leaseLabel(lease)) &&
  (lease.run === undefined || lease.run.id !== ownRun)

const lockOf = (lease: ApplyLease, begun: readonly BegunApply[] = []): ApplyLock => {
  const own = begun.findLast(
    ({ commit, run }) => commit === lease.commit && run?.id === lease.run?.id,
  )
  const { holder, until, run, commit } = lease
  return {
    lease: { holder, until, ...(run && { run }), ...(commit !== undefined && { commit }) },
    ...(own && { at: own.at }),
  }
}
