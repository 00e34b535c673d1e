// The exit codes of every command.
/** Exit codes, in the order in which the first that holds is taken. */
export const exitCodes = {
  wrongUsage: 64,
  invalid: 3,
  refused: 4,
  partial: 6,
  stale: 5,
  failed: 1,
  changes: 2,
  success: 0,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
