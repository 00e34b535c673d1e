// Handles requests: authentication, routing and injected faults.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { bytesOf } from '../body-bytes.ts'
import { answerInstead, badGateway, type Fault, faultFinder } from './faults.ts'
import {
  type Call,
  forbidden,
  notFound,
  type Permission,
  Refusal,
  type Response,
  type Route,
} from './response.ts'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  status: number
}

export interface ServerContext {
  readonly token: string
  readonly routes: readonly Route[]
  readonly repositoryId: number
  readonly repository: string
  readonly faults: () => readonly Fault[]
  readonly may: (permission: Permission, level: 'read' | 'write') => boolean
  readonly seen: SeenRequest[]
}

export interface Listening {
  readonly url: string
  readonly close: () => Promise<void>
}

/** The routes need the address, and the address needs the server. */
export const listen = async (deskAt: (url: string) => ServerContext): Promise<Listening> => {
  const stop = new AbortController()
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const serve = serverOf(deskAt(url), stop.signal)
  const open = new Set<Promise<void>>()
  server.on('request', (asked, answer) => {
    const work = serve(asked, answer).finally(() => open.delete(work))
    open.add(work)
  })
  return {
    url,
    close: async () => {
      stop.abort()
      await Promise.all(open)
      await new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
    },
  }
}

const serverOf = (desk: ServerContext, stop: AbortSignal) => {
  const faultOn = faultFinder()
  let served = 0
  return async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method = 'GET' } = asked
    const target = new URL(asked.url ?? '/', 'http://127.0.0.1')
    const path = canonical(desk, target.pathname)
    const bytes = await bytesOf(asked)
    if (bytes === undefined) return
    const body = parsed(bytes)
    const seen: SeenRequest = {
      method,
      path: `${path}${target.search}`,
      body: body?.json,
      status: 0,
    }
    desk.seen.push(seen)
    served += 1
    const send = (said: Response): void => {
      seen.status = said.status
      write(answer, said, served)
    }
    const found = routeFor(desk.routes, method, path)
    const pageOf = `https://docs.github.com/rest${found ? `/${found.route.page}` : ''}`
    try {
      check(asked, desk)
      const fault = faultOn(desk.faults(), method, decoded(path))
      if (fault?.answer === 'reset') return void answer.socket?.resetAndDestroy()
      if (fault?.answer === 'slow')
        await sleep(fault.late ?? 1500, undefined, { signal: stop }).catch(() => {})
      if (found === undefined) throw notFound()
      const call: Call = {
        params: found.params,
        query: target.searchParams,
        body: body?.json,
        accept: asked.headers.accept ?? '*/*',
        path,
      }
      const run = async (): Promise<Response> => {
        const { needs } = found.route
        const need = typeof needs === 'function' ? needs(call) : needs
        if (need !== undefined && !desk.may(...need)) throw forbidden()
        if (body === undefined) throw new Refusal(400, 'Problems parsing JSON')
        return found.route.run(call)
      }
      send(await withFault(fault, run))
    } catch (cause) {
      if (cause instanceof Refusal) send(refusal(cause, pageOf))
      else send({ status: 500, body: { message: String(cause), status: '500' } })
    }
  }
}

const withFault = async (
  fault: Fault | undefined,
  run: () => Promise<Response>,
): Promise<Response> => {
  switch (fault?.answer) {
    case undefined:
    case 'reset':
    case 'slow':
      return run()
    case 'race':
      await run()
      return run()
    case 'bad-gateway-after-write':
      await run()
      return badGateway()
    case 'forbidden':
    case 'not-permitted':
    case 'too-long':
    case 'bad-gateway':
    case 'rate-limited':
    case 'secondary-limit':
    case 'too-many-requests':
    case 'unauthorized':
    case 'unprocessable':
    case 'not-found':
    case 'empty-list':
      return answerInstead(fault.answer)
  }
}

/** `/repositories/1/…` is the same as `/repos/owner/name/…`. */
const canonical = ({ repositoryId, repository }: ServerContext, path: string): string => {
  const numbered = `/repositories/${repositoryId}`
  const named =
    path === numbered || path.startsWith(`${numbered}/`)
      ? `/repos/${repository}${path.slice(numbered.length)}`
      : path
  // Names of owners and repositories are case-insensitive.
  const given = named.split('/').slice(2, 4).join('/')
  return named.startsWith('/repos/') && given.toLowerCase() === repository.toLowerCase()
    ? `/repos/${repository}${named.slice('/repos/'.length + given.length)}`
    : named
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const check = ({ headers }: IncomingMessage, { token }: ServerContext): void => {
  if (headers['user-agent'] === undefined)
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    )
  const version = headers['x-github-api-version']
  // A newer version of the API omits members that are returned here.
  if (version !== undefined && version !== '2022-11-28')
    throw new Refusal(400, `The requested API version is not supported: ${version}`)
  const [, given] = /^(?:token|bearer) +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  if (given !== token) throw new Refusal(401, 'Bad credentials')
}

interface Found {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

const routeFor = (routes: readonly Route[], method: string, path: string): Found | undefined => {
  for (const route of routes) {
    const params = route.method === method ? paramsOf(route.path, path) : undefined
    if (params !== undefined) return { route, params }
  }
  return undefined
}

const paramsOf = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const [ours, theirs] = [pattern.split('/'), path.split('/').map(decoded)]
  const params: Record<string, string> = {}
  for (const [index, segment] of ours.entries()) {
    const given = theirs[index]
    if (segment.startsWith('*')) {
      params[segment.slice(1)] = theirs.slice(index).join('/')
      return given ? params : undefined
    }
    if (given === undefined) return undefined
    if (segment.startsWith(':#')) {
      if (!/^\d+$/.test(given)) return undefined
      params[segment.slice(2)] = given
    } else if (segment.startsWith(':')) {
      if (given === '') return undefined
      params[segment.slice(1)] = given
    } else if (segment !== given) return undefined
  }
  return ours.length === theirs.length ? params : undefined
}

const refusal = ({ status, message, errors }: Refusal, page: string): Response => ({
  status,
  body: {
    message,
    ...(errors && { errors }),
    documentation_url: status === 401 ? 'https://docs.github.com/rest' : page,
    status: String(status),
  },
})

const write = (
  to: ServerResponse,
  { status, body, raw, headers }: Response,
  served: number,
): void => {
  // With the real clock, as the timeouts of clients.
  const reset = Math.ceil(Date.now() / 1000) + 1
  to.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    'x-github-request-id': `FA4E:${served.toString(16).toUpperCase().padStart(6, '0')}`,
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(1000 - (served % 1000)),
    'x-ratelimit-used': String(served % 1000),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
    ...headers,
  })
  to.end(raw ?? (status === 204 ? undefined : JSON.stringify(body)))
}

const parsed = (bytes: Buffer): { readonly json: unknown } | undefined => {
  if (bytes.length === 0) return { json: undefined }
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return { json }
  } catch {
    return undefined
  }
}
