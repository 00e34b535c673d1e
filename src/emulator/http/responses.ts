// Sends an answer, or fails as a fault demands.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '../core/api-error.ts'
import type { Fault, FaultKind } from '../core/faults.ts'
import { type ApiReply, errorReply, invalidKeyError, rateLimitReply } from './request-pipeline.ts'

/** What the client receives; `status` 0 is a connection that is cut or gets no answer. */
export interface ResponseOutcome {
  readonly status: number
  readonly send: (request: IncomingMessage, response: ServerResponse) => void
}

const connectionReset: ResponseOutcome = {
  status: 0,
  send: (request) => request.socket.resetAndDestroy(),
}
const noResponse: ResponseOutcome = { status: 0, send: () => undefined }

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>\n'

const htmlErrorPage: ResponseOutcome = {
  status: 502,
  send: (_request, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end(HTML)
  },
}

/** The answer to a request that a fault prevents from being processed. */
export const outcomeWithoutProcessing = (
  fault: Fault,
  key: string | undefined,
  redirectLocation: string,
): ResponseOutcome | undefined => {
  switch (fault.kind) {
    case '429':
      return jsonReply(rateLimitReply(fault.retryAfter))
    case '500':
      return jsonReply(errorReply(new ApiError(500, 'Internal server error')))
    case '503':
      return jsonReply({
        ...errorReply(new ApiError(503, 'Service Unavailable')),
        headers: fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
      })
    case 'reset':
      return connectionReset
    case 'hang':
      return noResponse
    case 'html':
      return htmlErrorPage
    case '401':
      return jsonReply(errorReply(invalidKeyError(key)))
    case '403':
      return jsonReply(errorReply(new ApiError(403, 'Forbidden resource')))
    case 'redirect':
      return redirectReply(redirectLocation)
    case 'errors-object':
      return jsonReply(
        errorReply(
          new ApiError(400, 'Bad Request Exception', {
            property: 'name',
            errorMessage: 'Something is wrong with it',
          }),
        ),
      )
    default:
      return undefined
  }
}

/** The answer to a request that was processed. */
export const outcomeAfterProcessing = (
  reply: ApiReply,
  kinds: readonly FaultKind[],
): ResponseOutcome => {
  const text = JSON.stringify(reply.body)
  for (const kind of kinds)
    switch (kind) {
      case 'lost':
        return connectionReset
      case 'timeout':
        return noResponse
      case 'lost-html':
        return htmlErrorPage
      case 'truncated':
        return jsonTextReply(reply, text.slice(0, Math.floor(text.length / 2)))
      case 'empty':
        return jsonTextReply(reply, '')
      case 'cut':
        return truncatedReply(reply, text)
      default:
    }
  return jsonTextReply(reply, text)
}

const jsonReply = (reply: ApiReply): ResponseOutcome =>
  jsonTextReply(reply, JSON.stringify(reply.body))

const jsonTextReply = (reply: ApiReply, text: string): ResponseOutcome => ({
  status: reply.status,
  send: (_request, response) => {
    response.writeHead(reply.status, replyHeaders(reply, text)).end(text)
  },
})

export const replyHeaders = (
  reply: ApiReply,
  text: string,
): { readonly [name: string]: string } => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(Buffer.byteLength(text)),
  ...reply.headers,
})

const truncatedReply = (reply: ApiReply, text: string): ResponseOutcome => ({
  status: 0,
  send: (request, response) => {
    response.writeHead(reply.status, replyHeaders(reply, text))
    response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy())
  },
})

const redirectReply = (location: string): ResponseOutcome => ({
  status: 307,
  send: (_request, response) => {
    response.writeHead(307, { location, 'content-length': '0' }).end()
  },
})
