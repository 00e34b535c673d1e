// Connects to a repository on GitHub: sends requests, repeats those that are safe, and converts failures to errors.
import { Octokit } from '@octokit/core'
import { RequestError } from '@octokit/request-error'
import pkg from '../../../package.json' with { type: 'json' }
import { type Json, member } from '../../core/json.ts'
import type { Clock } from '../../resources/api.ts'
import { systemClock } from '../statsig/console-api/clock.ts'
import { createFetch } from './fetch.ts'
import { hasGitHubMessage } from './message-codes.ts'
import type { GitHubOptions } from './model.ts'
import { createRepeatPolicy } from './repeat-policy.ts'
import type { RequestPurpose } from './request-purpose.ts'
import { responseMessage, toGitHubError, toGraphqlError } from './to-github-error.ts'

export interface GitHubConnection {
  readonly repository: { readonly owner: string; readonly repo: string }
  /** Errors name the purpose. */
  readonly runRequest: <T>(
    purpose: RequestPurpose,
    work: (octokit: Octokit) => Promise<T>,
  ) => Promise<T>
  /** The `data` of the response. Queries must be safe to repeat. */
  readonly queryGraphql: (
    purpose: RequestPurpose,
    query: string,
    variables: Variables,
  ) => Promise<Json | undefined>
}

export type Variables = Readonly<Record<string, string>>

/** For an idempotent POST. */
export const retryable = { request: { mayRepeat: true } } as const

export const connectToGitHub = (
  options: GitHubOptions,
  clock: Clock = systemClock,
): GitHubConnection => {
  const { apiUrl, name, owner, token } = options
  const graphqlUrl = options.graphqlUrl ?? graphqlUrlOf(apiUrl)
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: `statsig-gitops/${pkg.version}`,
    log: silentLog,
    request: { fetch: createFetch([apiUrl, graphqlUrl]), log: silentLog },
    // Octokit would repeat creations, and wait a second after each write.
    retry: { enabled: false },
    throttle: { enabled: false },
  })
  octokit.hook.wrap('request', (request, requestOptions) =>
    withRetries(
      async () => {
        const response = await request(requestOptions)
        if (isGitHubResponse(response)) return response
        throw new RequestError('This is not a response of GitHub.', 500, {
          request: requestOptions,
        })
      },
      requestOptions.method !== 'POST' || requestOptions.request?.['mayRepeat'] === true,
      clock,
    ),
  )
  const runRequest: GitHubConnection['runRequest'] = async (purpose, work) => {
    try {
      return await work(octokit)
    } catch (cause) {
      throw toGitHubError(cause, purpose, token)
    }
  }
  return {
    repository: { owner, repo: name },
    runRequest,
    queryGraphql: async (purpose, query, variables) => {
      const { data } = await runRequest(purpose, (client) =>
        client.request({ method: 'POST', url: graphqlUrl, query, variables, ...retryable }),
      )
      const response: Json = data
      const errors = member(response, 'errors')
      if (errors !== undefined) throw toGraphqlError(errors, purpose, token)
      return member(response, 'data')
    },
  }
}

/** A truncated response, or one of a proxy, is text. A failure of GraphQL is a response with `errors`. */
const isGitHubResponse = ({
  data,
  status,
}: {
  readonly data: Json
  readonly status: number
}): boolean =>
  status === 204 ||
  (typeof data !== 'string' &&
    !(
      member(data, 'errors') !== undefined &&
      hasGitHubMessage(responseMessage(data, ''), 'server-error')
    ))

const discardLog = (): void => {}
const silentLog = { debug: discardLog, info: discardLog, warn: discardLog, error: discardLog }

/** GitHub Enterprise Server has other URLs. */
const graphqlUrlOf = (apiUrl: string): string => {
  const base = apiUrl.replace(/\/+$/, '')
  return base.endsWith('/api/v3') ? `${base.slice(0, -3)}/graphql` : `${base}/graphql`
}

const withRetries = async <T>(
  send: () => Promise<T>,
  mayRepeat: boolean,
  clock: Clock,
): Promise<T> => {
  const nextPause = createRepeatPolicy(mayRepeat)
  for (;;) {
    try {
      return await send()
    } catch (cause) {
      const pauseMs = nextPause(cause)
      if (pauseMs === undefined) throw cause
      await clock.sleep(pauseMs)
    }
  }
}

interface RestPage<T> {
  readonly data: readonly T[]
  readonly headers: { readonly link?: string | undefined }
  /** Comparisons have a total and no link to the next page. */
  readonly total?: number
}

/** Reads all pages in sequence. */
export const readPages = async <T>(
  runRequest: (page: number) => Promise<RestPage<T>>,
  maxPages = 1_000,
): Promise<readonly T[]> => {
  const items: T[] = []
  for (let page = 1; page <= maxPages; page += 1) {
    const { data, headers, total } = await runRequest(page)
    items.push(...data)
    const hasNext =
      total === undefined
        ? /;\s*rel="?next"?/.test(headers.link ?? '')
        : items.length < total && data.length > 0
    if (!hasNext) break
  }
  return items
}
