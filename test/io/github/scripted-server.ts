// A server with responses from a list, for responses that GitHub does not usually give.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GitHubOptions } from '../../../src/io/github/index.ts'
import type { Clock } from '../../../src/resources/api.ts'

export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly userAgent: string | undefined
}

/** Any other response, or none. */
export type Scripted =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | ((response: ServerResponse) => void)

export interface Script {
  readonly url: string
  readonly asked: readonly ReceivedRequest[]
  readonly options: GitHubOptions
  /** Milliseconds of each pause, without waiting. */
  readonly pauses: readonly number[]
  readonly clock: Clock
}

export const token = 'ghs_canary0123456789'

/** The last response is repeated for further requests. */
export const withScriptedServer = async (
  answers: readonly Scripted[],
  work: (script: Script) => Promise<void>,
): Promise<void> => {
  const asked: ReceivedRequest[] = []
  const pauses: number[] = []
  const server = createServer((request, response) => {
    const { headers, method = '', url = '' } = request
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push({
      method,
      path: url,
      authorization: headers.authorization,
      userAgent: headers['user-agent'],
    })
    request.resume()
    request.on('end', () => {
      if (answer === undefined) response.destroy()
      else if (typeof answer === 'function') answer(response)
      else
        response
          .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
          .end(answer.body === undefined ? '' : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  try {
    await work({
      url,
      asked,
      pauses,
      options: { apiUrl: url, token, owner: 'acme', name: 'flags' },
      clock: {
        now: () => 0,
        sleep: async (ms) => {
          pauses.push(ms)
        },
      },
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
}
