// Wrong usage: what a person has to change in the command line, the environment or the settings.
/** Wrong usage. The message never holds the key. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
