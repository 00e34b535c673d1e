// How far an apply came, for the exit code of a run that ends in between: at the time limit, or by an error.
import type { Outcome, Plan } from '../../model/index.ts'
import { reportExitCode } from '../../session/apply-exit-code.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'

export interface ApplyProgress {
  /** Absent before the first write. `outcomes` has those of the operations that have ended. */
  begun?: { readonly plan: Plan; readonly outcomes: Outcome[] }
}

/** Never success: the run has failed, whatever it has applied. An operation under way may have written. */
export const endedExitCode = ({ begun }: ApplyProgress): ExitCode => {
  if (begun === undefined) return exitCodes.failed
  const { outcomes, plan } = begun
  if (outcomes.length < plan.operations.length) return exitCodes.partial
  const code = reportExitCode({ outcomes, nonConverged: [] })
  return code === exitCodes.success ? exitCodes.failed : code
}
