// The exit codes of every command.
/** In order of precedence: a command ends with the first one that applies. */
export const exitCodes = {
  wrongUsage: 64,
  invalid: 3,
  refused: 4,
  partial: 6,
  locked: 7,
  stale: 5,
  failed: 1,
  changes: 2,
  success: 0,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
