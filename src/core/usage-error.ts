// The error for wrong usage of the command line, the environment or the settings.
/** The message never contains the API key. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
