// Sends one request over HTTP, without repeating it.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import fetch, { type Response } from 'node-fetch'
import type { Request } from '../../../model/index.ts'
import { redact } from './redact.ts'
import type { RunSignals } from './run-signals.ts'

export type HttpResult = HttpResponse | HttpFailure

export interface HttpResponse {
  readonly status: number
  readonly text: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
}

/** There is no complete response. */
export interface HttpFailure {
  readonly status: undefined
  readonly cause:
    | 'not-sent'
    | 'connection-broken'
    | 'timeout'
    | 'untrusted-certificate'
    | 'too-large'
  /** A code such as ECONNRESET, the time limit or the size limit. */
  readonly detail: string
}

/** A request as it is sent. */
export interface Message {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** `timeout` is in milliseconds, for the whole response. After `abort` the response is not waited for. */
export type Send = (message: Message, timeout: number, abort?: AbortSignal) => Promise<HttpResult>

export interface HttpOptions {
  readonly baseUrl: URL
  readonly key: string
  readonly respectReviews: boolean
  readonly timeouts: { readonly read: number; readonly write: number }
  readonly signals: RunSignals
  /** Default: HTTP. */
  readonly send?: Send
}

const maxResponseBytes = 10_000_000

/** `url` is from `requestUrl`. */
export const createHttpSender = (
  httpOptions: HttpOptions,
): ((request: Request, url: URL, remainingMs?: number) => Promise<HttpResult>) => {
  const { abort } = httpOptions.signals
  const send = httpOptions.send ?? sendHttp(httpOptions.baseUrl)
  return (request, url, remainingMs = Number.POSITIVE_INFINITY) =>
    orAborted(
      abort,
      send(
        {
          method: request.method,
          url,
          headers: requestHeaders(httpOptions, request),
          body: requestBody(request),
        },
        request.method === 'GET'
          ? Math.max(1, Math.min(httpOptions.timeouts.read, remainingMs))
          : httpOptions.timeouts.write,
        abort,
      ),
    )
}

const abortedResult: HttpFailure = {
  status: undefined,
  cause: 'connection-broken',
  detail: 'the run has ended',
}

const orAborted = async (abort: AbortSignal, work: Promise<HttpResult>): Promise<HttpResult> => {
  if (abort.aborted) return abortedResult
  let onAbort = () => {}
  const aborted = new Promise<HttpResult>((resolve) => {
    onAbort = () => resolve(abortedResult)
  })
  abort.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work, aborted])
  } finally {
    abort.removeEventListener('abort', onAbort)
  }
}

export const sendHttp = (baseUrl: URL): Send => {
  const agent = createAgent(baseUrl)
  return async ({ url, ...message }, timeout, abort) => {
    // The signal covers headers and body: node-fetch has no timeout.
    const controller = new AbortController()
    const { signal } = controller
    let hasTimedOut = false
    const timer = setTimeout(() => {
      hasTimedOut = true
      controller.abort()
    }, timeout)
    const onAbort = () => controller.abort()
    abort?.addEventListener('abort', onAbort)
    try {
      const response = await fetch(url, {
        ...message,
        // Following a redirect would send the key to another host.
        redirect: 'manual',
        size: maxResponseBytes,
        signal,
        agent,
      })
      return await readResponse(response)
    } catch (error) {
      if (hasTimedOut)
        return { status: undefined, cause: 'timeout', detail: `${timeout / 1_000} s` }
      return signal.aborted ? abortedResult : toHttpFailure(error)
    } finally {
      clearTimeout(timer)
      abort?.removeEventListener('abort', onAbort)
    }
  }
}

/** Closes idle connections earlier than servers usually do, so that no request meets a closing connection. */
const createAgent = (url: URL): HttpAgent => {
  const options = { keepAlive: true, timeout: 4_000 }
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off.
  return url.protocol === 'https:'
    ? new HttpsAgent({ ...options, rejectUnauthorized: true })
    : new HttpAgent(options)
}

/** Throws if the path would lead to another host, or changes when it is parsed. */
export const requestUrl = (base: URL, path: string): URL => {
  const url = new URL(path, base)
  if (url.origin === base.origin && url.pathname === path.split('?', 1)[0]) return url
  throw new Error(`\`${redact(path)}\` is not a valid path of the Console API.`)
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

/** An error status counts without its body; a success needs its body. */
const readResponse = async (response: Response): Promise<HttpResult> => {
  const text = response.ok ? await response.text() : await response.text().catch(() => '')
  return { status: response.status, text, headers: new Map(response.headers) }
}

/** Codes that Node reports without a system call if all addresses of a host failed. */
const unreachableCodes = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/

const toHttpFailure = (error: unknown): HttpFailure => {
  const code = stringProperty(error, 'code') ?? stringProperty(error, 'type') ?? 'unknown error'
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
