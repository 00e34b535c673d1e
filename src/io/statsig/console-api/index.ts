// The client of Statsig's Console API.
export { parseApiUrl, parseKey } from './access.ts'
export {
  type ConsoleApiOptions,
  type ConsoleDryRunner,
  type ConsoleReader,
  type ConsoleWriter,
  consoleDryRunner,
  consoleReader,
  consoleWriter,
} from './client.ts'
export { systemClock } from './clock.ts'
export { ApiError, isBusy, isNameTaken, isNotFound } from './error.ts'
export { type Send, sendHttp } from './http.ts'
export { buildItemPath } from './path.ts'
export { estimateWriteSeconds } from './rate-limit.ts'
export { redact } from './redact.ts'
