// Converts the result of a request to an error with data and a message, without the key.
import {
  isDeeperThan,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  parseJson,
} from '../../../core/json.ts'
import type { Request } from '../../../model/index.ts'
import { ApiError, UnsentError } from './error.ts'
import { type FieldFault, faultsText, fieldFaultsIn } from './field-faults.ts'
import type { HttpFailure, HttpResponse, HttpResult } from './http.ts'
import { hasStatsigMessage } from './message-codes.ts'
import { redactToLine, type SecretFilter } from './redact.ts'

/** `maybeWritten`: by this attempt or an earlier one of the same request. `isUnanswered`: so were all of them. */
export const toApiError = (
  request: Request,
  result: HttpResult,
  secrets: SecretFilter,
  maybeWritten: boolean,
  isUnanswered = false,
): ApiError => {
  const body = result.status === undefined ? undefined : parseMembers(result.text)
  const apiMessage = errorMessageIn(body, secrets)
  const errors = fieldFaultsIn(body, secrets)
  const written = writtenState(request, maybeWritten)
  const description =
    result.status === undefined
      ? describeFailure(result)
      : describeResponse(result, apiMessage, errors, secrets)
  const unknownSuffix = written === 'unknown' ? '; it is unknown whether Statsig executed it' : ''
  const { method } = request
  const path = redactToLine(request.path, secrets, 500)
  const outline =
    result.status === undefined ? describeFailure(result) : describeStatus(result.status)
  return new ApiError(`${method} ${path} ${description}${unknownSuffix}`, {
    summary: `${method} ${routeOf(request.path)} ${outline}${unknownSuffix}`,
    method,
    path,
    status: result.status,
    apiMessage,
    errors,
    written,
    fatal: isKeyRejected(result.status, apiMessage),
    isUnanswered,
  })
}

/** For a request that was waiting when Statsig refused the key. */
export const toNotSentError = (
  request: Request,
  fatalError: ApiError | undefined,
  secrets: SecretFilter,
  maybeWritten: boolean,
): ApiError => {
  const { method } = request
  const path = redactToLine(request.path, secrets, 500)
  return new ApiError(
    `${method} ${path} was not sent: ${fatalError?.message ?? 'the run stopped'}`,
    {
      summary: `${method} ${routeOf(request.path)} was not sent: ${fatalError?.summary ?? 'the run stopped'}`,
      method,
      path,
      status: fatalError?.status,
      apiMessage: fatalError?.apiMessage,
      errors: [],
      written: writtenState(request, maybeWritten),
      fatal: true,
    },
  )
}

/** For a request that was waiting when the run was interrupted. */
export const toStoppedError = (
  { method, path }: Request,
  secrets: SecretFilter,
  maybeWritten: boolean,
): UnsentError =>
  new UnsentError(
    `${method} ${redactToLine(path, secrets, 500)} was not sent: the run was interrupted`,
    'stopped',
    maybeWritten && method !== 'GET',
  )

/** The collection: what follows it may be the id of a resource. */
const routeOf = (path: string): string => {
  const [pathname = ''] = path.split('?')
  const parts = pathname.split('/')
  return parts.length > 4 ? `${parts.slice(0, 4).join('/')}/…` : pathname
}

const describeStatus = (status: number): string => {
  if (status >= 300 && status < 400) return `answered ${status}: a redirect, which is not followed`
  return status < 300 ? `answered ${status} with an unexpected body` : `answered ${status}`
}

const writtenState = (request: Request, maybeWritten: boolean): 'no' | 'unknown' =>
  maybeWritten && request.method !== 'GET' ? 'unknown' : 'no'

/** Any other 403 concerns one resource: a key may have only some permissions. */
const isKeyRejected = (status: number | undefined, message: string | undefined): boolean =>
  status === 401 || hasStatsigMessage(status, message, 'key-rejected')

const describeFailure = ({ cause, detail }: HttpFailure): string => {
  switch (cause) {
    case 'not-sent':
      return `could not be sent: no connection (${detail})`
    case 'untrusted-certificate':
      return `was not sent: the server's certificate is not trusted (${detail})`
    case 'timeout':
      return `had no complete response within ${detail}`
    case 'too-large':
      return `had a response of more than ${detail}`
    case 'connection-broken':
      return `had no complete response: the connection broke (${detail})`
  }
}

const describeResponse = (
  result: HttpResponse,
  message: string | undefined,
  errors: readonly FieldFault[],
  secrets: SecretFilter,
): string => {
  const { status, text, headers } = result
  if (status >= 300 && status < 400) {
    const location = redactToLine(headers.get('location') ?? 'nowhere', secrets, 100)
    return `answered ${status}: a redirect to \`${location}\`, which is not followed`
  }
  const excerpt = redactToLine(text, secrets, 200) || 'nothing'
  if (status < 300) return `answered ${status} with an unexpected body: ${excerpt}`
  if (message === undefined && errors.length === 0) return `answered ${status}: ${excerpt}`
  return [`answered ${status}:`, message, faultsText(errors)].filter(Boolean).join(' ')
}

/** No answer of Statsig is nearly so deep. What is deeper would exhaust the stack of a function that visits it. */
const maxLevels = 500

export const parseMembers = (text: string): JsonObject | undefined => {
  const parsed = parseJson(text)
  return isJsonObject(parsed) && !isDeeperThan(parsed, maxLevels) ? parsed : undefined
}

const errorMessageIn = (
  body: JsonObject | undefined,
  secrets: SecretFilter,
): string | undefined => {
  const description = member(body, 'message') ?? member(body, 'error')
  const text = isJsonArray(description)
    ? description.filter((part) => typeof part === 'string').join('; ')
    : description
  return typeof text === 'string' ? redactToLine(text, secrets, 500) : undefined
}
