// The client of Statsig's Console API.
export { parseApiUrl, parseKey, UsageError } from './access.ts'
export {
  type ConsoleApiOptions,
  type ConsoleReader,
  type ConsoleRehearser,
  type ConsoleWriter,
  consoleReader,
  consoleRehearser,
  consoleWriter,
} from './client.ts'
export { systemClock } from './clock.ts'
export { ApiError, isBusy, isNameTaken, isNotFound } from './error.ts'
export { type Send, sendHttp } from './http.ts'
export { itemPath } from './path.ts'
export { forecast } from './rate-limit.ts'
export { redact } from './redact.ts'
