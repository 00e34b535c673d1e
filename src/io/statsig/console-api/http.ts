// One request over the wire and what came of it. Knows nothing of repeating.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import fetch, { type Response } from 'node-fetch'
import type { Request } from '../../../model.ts'
import { redact } from './redact.ts'

export type HttpResult = HttpResponse | HttpFailure

export interface HttpResponse {
  readonly status: number
  readonly text: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
}

/** No complete answer arrived. */
export interface HttpFailure {
  readonly status: undefined
  readonly cause:
    | 'not-sent'
    | 'connection-broken'
    | 'timeout'
    | 'untrusted-certificate'
    | 'too-large'
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
export type Send = (message: Message, timeout: number) => Promise<HttpResult>

export interface HttpOptions {
  readonly baseUrl: URL
  readonly key: string
  readonly respectReviews: boolean
  readonly timeouts: { readonly read: number; readonly write: number }
  /** HTTP unless given. */
  readonly send?: Send
}

const maxResponseBytes = 10_000_000

/** `url` is the request's, from `urlOf`. */
export const createHttpSender = (
  httpOptions: HttpOptions,
): ((request: Request, url: URL) => Promise<HttpResult>) => {
  const send = httpOptions.send ?? sendHttp(httpOptions.baseUrl)
  return (request, url) =>
    send(
      {
        method: request.method,
        url,
        headers: requestHeaders(httpOptions, request),
        body: requestBody(request),
      },
      request.method === 'GET' ? httpOptions.timeouts.read : httpOptions.timeouts.write,
    )
}

export const sendHttp = (baseUrl: URL): Send => {
  const agent = createAgent(baseUrl)
  return async ({ url, ...message }, timeout) => {
    // The signal covers headers and body: node-fetch has no time-out of its own.
    const signal = AbortSignal.timeout(timeout)
    try {
      const response = await fetch(url, {
        ...message,
        // A followed redirect would carry the key to another host.
        redirect: 'manual',
        size: maxResponseBytes,
        signal,
        agent,
      })
      return await readResponse(response)
    } catch (error) {
      return signal.aborted
        ? { status: undefined, cause: 'timeout', detail: `${timeout / 1_000} s` }
        : toHttpFailure(error)
    }
  }
}

/** Idle connections are given up before servers commonly do, lest a request meet a closing one. */
const createAgent = (url: URL): HttpAgent => {
  const options = { keepAlive: true, timeout: 4_000 }
  // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off.
  return url.protocol === 'https:'
    ? new HttpsAgent({ ...options, rejectUnauthorized: true })
    : new HttpAgent(options)
}

/** Throws where the path would leave the host, or is not what it looks like. */
export const requestUrl = (base: URL, path: string): URL => {
  const url = new URL(path, base)
  if (url.origin === base.origin && url.pathname === path.split('?', 1)[0]) return url
  throw new Error(`\`${redact(path)}\` is not a path of the Console API.`)
}

const requestHeaders = (httpOptions: HttpOptions, request: Request): Record<string, string> => ({
  'STATSIG-API-KEY': httpOptions.key,
  'STATSIG-API-VERSION': '20240601',
  Accept: 'application/json',
  'User-Agent': 'statsig-gitops',
  ...(requestBody(request) === null ? {} : { 'Content-Type': 'application/json' }),
  ...(httpOptions.respectReviews && request.method !== 'GET'
    ? { 'x-respect-review-settings': 'true' }
    : {}),
})

const requestBody = ({ method, body }: Request): string | null => {
  if (body !== undefined) return JSON.stringify(body)
  return method === 'PUT' || method === 'POST' ? '{}' : null
}

/** A refusal whose body got lost is still a refusal; a success without its body is none. */
const readResponse = async (response: Response): Promise<HttpResult> => {
  const text = response.ok ? await response.text() : await response.text().catch(() => '')
  return { status: response.status, text, headers: new Map(response.headers) }
}

/** Codes that Node gives without a system call when every address of a host failed. */
const unreachableCodes = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/

const toHttpFailure = (error: unknown): HttpFailure => {
  const code = stringProperty(error, 'code') ?? stringProperty(error, 'type') ?? 'unknown fault'
  const systemCall = stringProperty(error, 'erroredSysCall')
  const isUnsent =
    systemCall === undefined
      ? unreachableCodes.test(code)
      : systemCall === 'connect' || systemCall === 'getaddrinfo'
  if (isUnsent) return { status: undefined, cause: 'not-sent', detail: code }
  if (certificateCodes.test(code))
    return { status: undefined, cause: 'untrusted-certificate', detail: code }
  if (code === 'max-size') return { status: undefined, cause: 'too-large', detail: '10 MB' }
  return { status: undefined, cause: 'connection-broken', detail: code }
}

const stringProperty = (value: unknown, name: string): string | undefined => {
  const propertyValue: unknown = value instanceof Error ? Reflect.get(value, name) : undefined
  return typeof propertyValue === 'string' ? propertyValue : undefined
}
