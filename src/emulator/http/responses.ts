// How an answer leaves, or fails to.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../core/api-error.ts'
import type { Fault, FaultKind } from '../core/faults.ts'
import { badKey, type Reply, refused, tooMany } from './request-pipeline.ts'

/** What the client gets to see; `status` 0 is a connection cut, or one that nobody answers. */
export interface Outcome {
  readonly status: number
  readonly send: (request: IncomingMessage, response: ServerResponse) => void
}

const cut: Outcome = { status: 0, send: (request) => request.socket.resetAndDestroy() }
const silence: Outcome = { status: 0, send: () => undefined }

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>\n'

const page: Outcome = {
  status: 502,
  send: (_request, response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end(HTML)
  },
}

/** The answer to a request that a fault keeps from being processed. */
export const unprocessed = (
  fault: Fault,
  key: string | undefined,
  elsewhere: string,
): Outcome | undefined => {
  switch (fault.kind) {
    case '429':
      return plain(tooMany(fault.retryAfter))
    case '500':
      return plain(refused(new Refusal(500, 'Internal server error')))
    case '503':
      return plain({
        ...refused(new Refusal(503, 'Service Unavailable')),
        headers: fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
      })
    case 'reset':
      return cut
    case 'hang':
      return silence
    case 'html':
      return page
    case '401':
      return plain(refused(badKey(key)))
    case '403':
      return plain(refused(new Refusal(403, 'Forbidden resource')))
    case 'redirect':
      return redirect(elsewhere)
    case 'errors-object':
      return plain(
        refused(
          new Refusal(400, 'Bad Request Exception', {
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
export const processed = (reply: Reply, kinds: readonly FaultKind[]): Outcome => {
  const text = JSON.stringify(reply.body)
  for (const kind of kinds)
    switch (kind) {
      case 'lost':
        return cut
      case 'timeout':
        return silence
      case 'lost-html':
        return page
      case 'truncated':
        return json(reply, text.slice(0, Math.floor(text.length / 2)))
      case 'empty':
        return json(reply, '')
      case 'cut':
        return halved(reply, text)
      default:
    }
  return json(reply, text)
}

const plain = (reply: Reply): Outcome => json(reply, JSON.stringify(reply.body))

const json = (reply: Reply, text: string): Outcome => ({
  status: reply.status,
  send: (_request, response) => {
    response.writeHead(reply.status, headersOf(reply, text)).end(text)
  },
})

export const headersOf = (reply: Reply, text: string): { readonly [name: string]: string } => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(Buffer.byteLength(text)),
  ...reply.headers,
})

const halved = (reply: Reply, text: string): Outcome => ({
  status: 0,
  send: (request, response) => {
    response.writeHead(reply.status, headersOf(reply, text))
    response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy())
  },
})

const redirect = (location: string): Outcome => ({
  status: 307,
  send: (_request, response) => {
    response.writeHead(307, { location, 'content-length': '0' }).end()
  },
})
