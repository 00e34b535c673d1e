// One connection to a repository on GitHub: what is repeated, what is sent once, and how failures are told.
import { Octokit } from '@octokit/core'
import { RequestError } from '@octokit/request-error'
import pkg from '../../../package.json' with { type: 'json' }
import { type Json, member } from '../../json.ts'
import type { Clock } from '../../resources/api.ts'
import { systemClock } from '../statsig/console-api/clock.ts'
import { GitHubError } from './error.ts'
import { fetchFrom } from './fetch.ts'
import type { GitHubOptions } from './model.ts'
import type { Task } from './request-purpose.ts'
import { errorOf, isLimit, queryErrorOf, wordsOf } from './to-github-error.ts'

export interface Connection {
  readonly repository: { readonly owner: string; readonly repo: string }
  /** Whatever fails is said in the words of the task. */
  readonly ask: <T>(task: Task, work: (octokit: Octokit) => Promise<T>) => Promise<T>
  /** The `data` of an answer. What is asked here may be asked twice. */
  readonly query: (task: Task, query: string, variables: Variables) => Promise<Json | undefined>
}

export type Variables = Readonly<Record<string, string>>

/** For a POST that makes the same of the same, however often it is sent. */
export const repeatable = { request: { mayRepeat: true } } as const

export const connect = (options: GitHubOptions, clock: Clock = systemClock): Connection => {
  const { apiUrl, name, owner, token } = options
  const graphqlUrl = options.graphqlUrl ?? graphqlUrlOf(apiUrl)
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: `statsig-gitops/${pkg.version}`,
    log,
    request: { fetch: fetchFrom([apiUrl, graphqlUrl]), log },
    // It would send again what creates something, and it waits a second after each write.
    retry: { enabled: false },
    throttle: { enabled: false },
  })
  octokit.hook.wrap('request', (request, about) =>
    repeated(
      async () => {
        const response = await request(about)
        if (isAnswer(response)) return response
        throw new RequestError('This is no answer of GitHub.', 500, { request: about })
      },
      about.method !== 'POST' || about.request?.['mayRepeat'] === true,
      clock,
    ),
  )
  const ask: Connection['ask'] = async (task, work) => {
    try {
      return await work(octokit)
    } catch (cause) {
      throw errorOf(cause, task, token)
    }
  }
  return {
    repository: { owner, repo: name },
    ask,
    query: async (task, query, variables) => {
      const { data } = await ask(task, (client) =>
        client.request({ method: 'POST', url: graphqlUrl, query, variables, ...repeatable }),
      )
      const answer: Json = data
      const errors = member(answer, 'errors')
      if (errors !== undefined) throw queryErrorOf(errors, task, token)
      return member(answer, 'data')
    },
  }
}

/** What was cut off, or comes from something that stands before GitHub, is text. GraphQL fails in an answer. */
const isAnswer = ({ data, status }: { readonly data: Json; readonly status: number }): boolean =>
  status === 204 ||
  (typeof data !== 'string' &&
    !(member(data, 'errors') !== undefined && /Something went wrong/.test(wordsOf(data, ''))))

const silent = (): void => {}
const log = { debug: silent, info: silent, warn: silent, error: silent }

/** The addresses of GitHub Enterprise Server are another. */
const graphqlUrlOf = (apiUrl: string): string => {
  const base = apiUrl.replace(/\/+$/, '')
  return base.endsWith('/api/v3') ? `${base.slice(0, -3)}/graphql` : `${base}/graphql`
}

const pauses = [1_000, 3_000, 9_000]
const longestWait = 60_000

const repeated = async <T>(
  send: () => Promise<T>,
  mayRepeat: boolean,
  clock: Clock,
): Promise<T> => {
  const left = mayRepeat ? [...pauses] : []
  let mayWait = mayRepeat
  for (;;) {
    try {
      return await send()
    } catch (cause) {
      const wait = mayWait ? waitIn(cause) : undefined
      if (wait !== undefined) mayWait = false
      const pause = wait ?? (isBroken(cause) ? left.shift() : undefined)
      if (pause === undefined) throw cause
      await clock.sleep(pause)
    }
  }
}

const isBroken = (cause: unknown): boolean =>
  cause instanceof RequestError && cause.status >= 500 && !(cause.cause instanceof GitHubError)

/** What GitHub asks to be waited for, where that is not long. */
const waitIn = (cause: unknown): number | undefined => {
  if (!(cause instanceof RequestError) || cause.response === undefined) return undefined
  const { data, headers } = cause.response
  const seconds = headers['retry-after']
  if (!isLimit(cause.status, wordsOf(data, ''), headers) || seconds === undefined) return undefined
  const ms = Number(seconds) * 1_000
  return ms >= 0 && ms <= longestWait ? ms : undefined
}

interface Page<T> {
  readonly data: readonly T[]
  readonly headers: { readonly link?: string | undefined }
  /** Comparisons say how many there are, and link to no other page. */
  readonly total?: number
}

/** All pages, one after the other. */
export const pagesOf = async <T>(
  ask: (page: number) => Promise<Page<T>>,
  most = 1_000,
): Promise<readonly T[]> => {
  const all: T[] = []
  for (let page = 1; page <= most; page += 1) {
    const { data, headers, total } = await ask(page)
    all.push(...data)
    const hasNext =
      total === undefined
        ? /;\s*rel="?next"?/.test(headers.link ?? '')
        : all.length < total && data.length > 0
    if (!hasNext) break
  }
  return all
}
