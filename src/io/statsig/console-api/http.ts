// One request over the wire and what came of it. Knows nothing of repeating.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import fetch, { type Response } from 'node-fetch'
import type { Request } from '../../../model.ts'
import { redact } from './redact.ts'

export type Reply = Answered | Lost

export interface Answered {
  readonly status: number
  readonly text: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
}

/** No complete answer arrived. */
export interface Lost {
  readonly status: undefined
  readonly cause: 'unsent' | 'broken' | 'late' | 'untrusted' | 'too big'
  /** A code such as ECONNRESET, or how long was waited. */
  readonly detail: string
}

/** A request as it goes out. */
export interface Message {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Milliseconds until the whole answer has to be there. */
export type Send = (message: Message, timeout: number) => Promise<Reply>

export interface Wire {
  readonly baseUrl: URL
  readonly key: string
  readonly respectReviews: boolean
  readonly timeouts: { readonly read: number; readonly write: number }
  /** HTTP unless given. */
  readonly send?: Send
}

const maxBytes = 10_000_000

/** `url` is the request's, from `urlOf`. */
export const exchangeOver = (wire: Wire): ((request: Request, url: URL) => Promise<Reply>) => {
  const send = wire.send ?? sendHttp(wire.baseUrl)
  return (request, url) =>
    send(
      { method: request.method, url, headers: headersOf(wire, request), body: bodyOf(request) },
      request.method === 'GET' ? wire.timeouts.read : wire.timeouts.write,
    )
}

export const sendHttp = (baseUrl: URL): Send => {
  const agent = agentFor(baseUrl)
  return async ({ url, ...message }, timeout) => {
    // The signal covers headers and body: node-fetch has no time-out of its own.
    const signal = AbortSignal.timeout(timeout)
    try {
      const response = await fetch(url, {
        ...message,
        // A followed redirect would carry the key to another host.
        redirect: 'manual',
        size: maxBytes,
        signal,
        agent,
      })
      return await answered(response)
    } catch (error) {
      return signal.aborted
        ? { status: undefined, cause: 'late', detail: `${timeout / 1_000} s` }
        : lost(error)
    }
  }
}

/** Idle connections are given up before servers commonly do, lest a request meet a closing one. */
const agentFor = (url: URL): HttpAgent => {
  const options = { keepAlive: true, timeout: 4_000 }
  // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off.
  return url.protocol === 'https:'
    ? new HttpsAgent({ ...options, rejectUnauthorized: true })
    : new HttpAgent(options)
}

/** Throws where the path would leave the host, or is not what it looks like. */
export const urlOf = (base: URL, path: string): URL => {
  const url = new URL(path, base)
  if (url.origin === base.origin && url.pathname === path.split('?', 1)[0]) return url
  throw new Error(`\`${redact(path)}\` is not a path of the Console API.`)
}

const headersOf = (wire: Wire, request: Request): Record<string, string> => ({
  'STATSIG-API-KEY': wire.key,
  'STATSIG-API-VERSION': '20240601',
  Accept: 'application/json',
  'User-Agent': 'statsig-gitops',
  ...(bodyOf(request) === null ? {} : { 'Content-Type': 'application/json' }),
  ...(wire.respectReviews && request.method !== 'GET'
    ? { 'x-respect-review-settings': 'true' }
    : {}),
})

const bodyOf = ({ method, body }: Request): string | null => {
  if (body !== undefined) return JSON.stringify(body)
  return method === 'PUT' || method === 'POST' ? '{}' : null
}

/** A refusal whose body got lost is still a refusal; a success without its body is none. */
const answered = async (response: Response): Promise<Reply> => {
  const text = response.ok ? await response.text() : await response.text().catch(() => '')
  return { status: response.status, text, headers: new Map(response.headers) }
}

/** Codes that Node gives without a system call when every address of a host failed. */
const unreachable = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/

const lost = (error: unknown): Lost => {
  const code = textMember(error, 'code') ?? textMember(error, 'type') ?? 'unknown fault'
  const call = textMember(error, 'erroredSysCall')
  const unsent =
    call === undefined ? unreachable.test(code) : call === 'connect' || call === 'getaddrinfo'
  if (unsent) return { status: undefined, cause: 'unsent', detail: code }
  if (certificate.test(code)) return { status: undefined, cause: 'untrusted', detail: code }
  if (code === 'max-size') return { status: undefined, cause: 'too big', detail: '10 MB' }
  return { status: undefined, cause: 'broken', detail: code }
}

const textMember = (value: unknown, name: string): string | undefined => {
  const found: unknown = value instanceof Error ? Reflect.get(value, name) : undefined
  return typeof found === 'string' ? found : undefined
}
