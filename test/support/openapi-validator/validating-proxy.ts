// A proxy between client and API that forwards and validates every request and answer.

import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { Json } from '../../../src/core/json.ts'
import { bytesOf } from '../body-bytes.ts'
import type { OpenApiValidator } from './index.ts'

export type ValidatingProxy = {
  readonly url: string
  readonly findings: readonly string[]
  close(): Promise<void>
}

export const startValidatingProxy = async (
  witness: OpenApiValidator,
  upstream: string,
): Promise<ValidatingProxy> => {
  const findings: string[] = []
  const server = createServer((asked, answer) => {
    void pass(asked, answer, new URL(upstream), witness, findings)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    findings,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const pass = async (
  asked: IncomingMessage,
  answer: ServerResponse,
  upstream: URL,
  witness: OpenApiValidator,
  findings: string[],
): Promise<void> => {
  const body = await bytesOf(asked)
  if (body === undefined) return
  const { method = 'GET', url: path = '/' } = asked
  const where = { method, path }
  const given = parsed(body)
  findings.push(
    ...(given === 'not JSON'
      ? [`${method} ${path}, request: the body is not JSON.`]
      : witness.validateRequest({ ...where, body: given.json })),
  )
  const onward = send({
    hostname: upstream.hostname,
    port: upstream.port,
    method,
    path,
    headers: headersTo(upstream, asked.rawHeaders),
    agent: false,
  })
  onward.on('error', () => cut(answer))
  onward.on('response', (heard) =>
    relay(heard, answer, (bytes) => {
      const said = parsed(bytes)
      const status = heard.statusCode ?? 0
      // A redirect is the client's to refuse; there is nothing in it to judge.
      if (status >= 300 && status < 400) return
      const json = said === 'not JSON' ? undefined : said.json
      findings.push(...witness.validateResponse(where, { status, body: json }))
    }),
  )
  answer.on('close', () => onward.destroy())
  onward.end(body)
}

/** Passes an answer on as it comes, and judges it before its last byte: the client must not be ahead of the findings. */
const relay = (
  heard: IncomingMessage,
  answer: ServerResponse,
  judge: (bytes: Buffer) => void,
): void => {
  const chunks: Buffer[] = []
  const length = Number(heard.headers['content-length'] ?? Number.NaN)
  let received = 0
  let isJudged = false
  const judgeOnce = () => {
    if (!isJudged) judge(Buffer.concat(chunks))
    isJudged = true
  }
  answer.writeHead(heard.statusCode ?? 502, heard.statusMessage, heard.rawHeaders)
  answer.flushHeaders()
  heard.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    received += chunk.length
    if (received === length) judgeOnce()
    answer.write(chunk)
  })
  heard.on('end', () => {
    judgeOnce()
    answer.end()
  })
  heard.on('error', () => cut(answer))
}

/** What upstream has said must still arrive; then the connection ends, before the answer does. */
const cut = (answer: ServerResponse): void => {
  if (answer.headersSent) answer.socket?.end()
  else answer.socket?.resetAndDestroy()
}

const parsed = (bytes: Buffer): { readonly json: Json | undefined } | 'not JSON' => {
  if (bytes.length === 0) return { json: undefined }
  try {
    const json: Json = JSON.parse(bytes.toString('utf8'))
    return { json }
  } catch {
    return 'not JSON'
  }
}

/** The headers as they came, for another host. */
const headersTo = (upstream: URL, raw: readonly string[]): readonly string[] =>
  raw.map((value, index) =>
    index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host' ? upstream.host : value,
  )
