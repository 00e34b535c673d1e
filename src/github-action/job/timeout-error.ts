// The error of a run that has exceeded its time limit.

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}
