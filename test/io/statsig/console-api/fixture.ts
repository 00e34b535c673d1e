// A server on this machine with responses from a test, and clocks that do not wait.
import { createServer, type ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setImmediate as turnOver } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { ConsoleApiOptions } from '../../../../src/io/statsig/console-api/index.ts'
import { type ConsoleWriter, consoleWriter } from '../../../../src/io/statsig/console-api/writer.ts'
import type { Clock } from '../../../../src/resources/api.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** `nth` counts requests from 1. */
export type Respond = (response: ServerResponse, request: Received, nth: number) => unknown

export interface Server {
  readonly url: URL
  readonly received: readonly Received[]
}

export const serve = async (respond: Respond): Promise<Server> => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const one: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    }
    received.push(one)
    await respond(response, one, received.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const place = server.address()
  const port = typeof place === 'object' ? place?.port : undefined
  return { url: new URL(`http://127.0.0.1:${port}`), received }
}

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

export const done = (response: ServerResponse): void =>
  json(response, 200, { message: 'Done.', data: { id: 'a' } })

/** The real time, but sleeping takes no time. */
export const fastClock = (): Clock & { readonly slept: readonly number[] } => {
  const slept: number[] = []
  let skipped = 0
  return {
    slept,
    now: () => performance.now() + skipped,
    sleep: async (ms) => {
      slept.push(ms)
      skipped += ms
      await turnOver()
    },
  }
}

export const key = 'console-emulator-canary0123456789'

export const client = (
  server: { readonly url: URL },
  options: Partial<ConsoleApiOptions> = {},
): ConsoleWriter =>
  consoleWriter({
    baseUrl: server.url,
    key,
    clock: fastClock(),
    random: () => 0.5,
    respectReviews: true,
    ...options,
  })

/** The reason of a rejected promise. */
export const refusal = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It succeeded.')
}
