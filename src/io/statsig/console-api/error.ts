// The error of the Console API's client, and what it means.
import type { Method } from '../../../kinds/routes.ts'
import type { FieldFault } from './field-faults.ts'
import { hasStatsigMessage } from './message-codes.ts'
import { isIdListPath } from './path.ts'

export interface ApiErrorDetails {
  /** The message without words of the answer and without ids: method, route and status. */
  readonly summary: string
  readonly method: Method
  readonly path: string
  readonly status: number | undefined
  readonly apiMessage: string | undefined
  readonly errors: readonly FieldFault[]
  readonly written: 'no' | 'unknown'
  readonly fatal: boolean
  /** No attempt of the request had an answer of any sort. Default: `false`. */
  readonly isUnanswered?: boolean
}

export class ApiError extends Error implements ApiErrorDetails {
  override readonly name = 'ApiError'
  readonly summary: string
  readonly method: Method
  readonly path: string
  readonly status: number | undefined
  /** The message of Statsig; `undefined` if the response is not Statsig's, such as that of a proxy. */
  readonly apiMessage: string | undefined
  readonly errors: readonly FieldFault[]
  /** `unknown`: Statsig may have executed the request. */
  readonly written: 'no' | 'unknown'
  /** The key was refused, so that all further requests would fail. */
  readonly fatal: boolean
  readonly isUnanswered: boolean

  constructor(message: string, details: ApiErrorDetails) {
    super(message)
    this.summary = details.summary
    this.method = details.method
    this.path = details.path
    this.status = details.status
    this.apiMessage = details.apiMessage
    this.errors = details.errors
    this.written = details.written
    this.fatal = details.fatal
    this.isUnanswered = details.isUnanswered ?? false
  }
}

/** The request was not sent. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError'
  /** `withheld`: its check did not allow it. `stopped`: the run was interrupted, or has ended. */
  readonly reason: 'withheld' | 'stopped'
  /** Whether an earlier attempt may have been carried out. */
  readonly mayBeWritten: boolean

  constructor(message: string, reason: UnsentError['reason'], mayBeWritten: boolean) {
    super(message)
    this.reason = reason
    this.mayBeWritten = mayBeWritten
  }
}

export const isNotFound = (error: unknown): boolean => {
  if (!(error instanceof ApiError) || error.apiMessage === undefined) return false
  const { apiMessage, errors, status } = error
  if (hasStatsigMessage(status, apiMessage, 'metric-not-found')) return true
  // With faults of fields, another resource is missing; `Cannot GET /…` means a missing route.
  return (
    status === 404 &&
    errors.length === 0 &&
    !hasStatsigMessage(status, apiMessage, 'route-not-found')
  )
}

/** The request conflicts with what exists: 409 says so by itself, 400 in words. */
export const isNameTaken = (error: unknown): boolean => {
  if (!(error instanceof ApiError) || isBusy(error)) return false
  const { apiMessage, errors, status } = error
  return (
    status === 409 ||
    [apiMessage, ...errors.map(({ errorMessage }) => errorMessage)].some((text) =>
      hasStatsigMessage(status, text, 'name-taken'),
    )
  )
}

/**
 * Another update of the same ID list is in progress: repeat the request later. Statsig's document of September 2026 has
 * 409 at these routes, with this meaning and without a body.
 */
export const isBusy = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 409 && isIdListPath(error.path)
