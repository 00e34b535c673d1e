// Stops an apply while another one is under way.
import type { ApplyLock } from '../history/lease.ts'
import type { ApplyUnderWay } from '../model/index.ts'
import type { StopResult } from '../report/results.ts'

export type LockedStop = Extract<StopResult, { is: 'locked' }>

export const lockedStop = (lock: ApplyLock): LockedStop => ({ is: 'locked', ...underWay(lock) })

export const underWay = ({ at, lease }: ApplyLock): Omit<ApplyUnderWay, 'code'> => ({
  until: lease.until,
  ...(at !== undefined && { at }),
  ...(lease.commit !== undefined && { commit: lease.commit }),
  ...(lease.run && { run: lease.run.id }),
})
