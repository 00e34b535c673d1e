// Puts what came of a request into an error: as data and in words, without the key.
import { isList, isMembers, type Json, type Members, member } from '../../../json.ts'
import type { Request } from '../../../model.ts'
import { ApiError, type FieldFault } from './error.ts'
import type { Answered, Lost, Reply } from './http.ts'
import { clean, type Hidden } from './redact.ts'

/** `maybeWritten`: by this attempt or an earlier one of the same request. */
export const errorOf = (
  request: Request,
  reply: Reply,
  key: Hidden,
  maybeWritten: boolean,
): ApiError => {
  const body = reply.status === undefined ? undefined : membersIn(reply.text)
  const apiMessage = messageIn(body, key)
  const errors = faultsIn(body, key)
  const written = doubtOf(request, maybeWritten)
  const said = reply.status === undefined ? lossOf(reply) : answerOf(reply, apiMessage, errors, key)
  const doubt = written === 'unknown' ? '; whether it was carried out is unknown' : ''
  const { method } = request
  const path = clean(request.path, key, 500)
  return new ApiError(`${method} ${path} ${said}${doubt}`, {
    method,
    path,
    status: reply.status,
    apiMessage,
    errors,
    written,
    fatal: isKeyRefused(reply.status, apiMessage),
  })
}

/** For a request that waited while another one learnt that the key is refused. */
export const notSent = (
  request: Request,
  refusal: ApiError | undefined,
  key: Hidden,
  maybeWritten: boolean,
): ApiError => {
  const { method } = request
  const path = clean(request.path, key, 500)
  return new ApiError(`${method} ${path} was not sent: ${refusal?.message ?? 'the run stopped'}`, {
    method,
    path,
    status: refusal?.status,
    apiMessage: refusal?.apiMessage,
    errors: [],
    written: doubtOf(request, maybeWritten),
    fatal: true,
  })
}

const doubtOf = (request: Request, maybeWritten: boolean): 'no' | 'unknown' =>
  maybeWritten && request.method !== 'GET' ? 'unknown' : 'no'

/** Other refusals (403) concern one resource: a key may do some things and not others. */
const isKeyRefused = (status: number | undefined, message: string | undefined): boolean =>
  status === 401 ||
  (status === 403 && /(invalid|inactive|revoked|expired)\b.*\bkey\b/i.test(message ?? ''))

const lossOf = ({ cause, detail }: Lost): string => {
  switch (cause) {
    case 'unsent':
      return `could not be sent: there is no connection (${detail})`
    case 'untrusted':
      return `was not sent: the server's certificate is not trusted (${detail})`
    case 'late':
      return `had no complete answer within ${detail}`
    case 'too big':
      return `had an answer of more than ${detail}`
    case 'broken':
      return `had no complete answer: the connection broke (${detail})`
  }
}

const answerOf = (
  reply: Answered,
  message: string | undefined,
  errors: readonly FieldFault[],
  key: Hidden,
): string => {
  const { status, text, headers } = reply
  if (status >= 300 && status < 400) {
    const place = clean(headers.get('location') ?? 'nowhere', key, 100)
    return `answered ${status}: a redirect to \`${place}\`, which is not followed`
  }
  const excerpt = clean(text, key, 200) || 'nothing'
  if (status < 300) return `answered ${status} with a body that is not the API's: ${excerpt}`
  if (message === undefined && errors.length === 0) return `answered ${status}: ${excerpt}`
  const shown = errors.slice(0, 5).map((fault) => `${fault.property}: ${fault.errorMessage}`)
  const list = [...shown, ...(errors.length > shown.length ? ['…'] : [])].join('; ')
  return [`answered ${status}:`, message, list && `(${list})`].filter(Boolean).join(' ')
}

export const membersIn = (text: string): Members | undefined => {
  try {
    const parsed: unknown = JSON.parse(text)
    return isMembers(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const messageIn = (body: Members | undefined, key: Hidden): string | undefined => {
  const said = member(body, 'message') ?? member(body, 'error')
  const text = isList(said) ? said.filter((part) => typeof part === 'string').join('; ') : said
  return typeof text === 'string' ? clean(text, key, 500) : undefined
}

/** A list of faults, or one fault by itself. */
const faultsIn = (body: Members | undefined, key: Hidden): readonly FieldFault[] => {
  const errors = member(body, 'errors')
  const faults: readonly Json[] = isList(errors) ? errors : errors ? [errors] : []
  return faults.map((fault) => ({
    property: textIn(member(fault, 'property'), key),
    errorMessage: textIn(isMembers(fault) ? member(fault, 'errorMessage') : fault, key),
  }))
}

const textIn = (value: Json | undefined, key: Hidden): string =>
  value === undefined
    ? ''
    : clean(typeof value === 'string' ? value : JSON.stringify(value), key, 300)
