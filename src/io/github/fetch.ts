// A `fetch` that never sends the token to another host, and has a time limit.
import { GitHubError } from './error.ts'

/** Octokit passes the URL as text. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

const defaultTimeoutMs = 30_000
const maxRedirects = 3

/** Only reads follow a redirect (a renamed repository causes one), and only to the same origin. */
export const createFetch = (addresses: readonly string[], timeoutMs = defaultTimeoutMs): Fetch => {
  const origins = addresses.map((address) => new URL(address).origin)
  const follow = async (
    url: string,
    init: RequestInit,
    redirectsLeft: number,
  ): Promise<Response> => {
    if (!origins.includes(new URL(url).origin)) throw otherHostError()
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    if (init.method !== 'GET' || redirectsLeft === 0) throw otherHostError()
    await response.body?.cancel()
    return follow(new URL(location, url).href, init, redirectsLeft - 1)
  }
  return (url, init = {}) => follow(url, init, maxRedirects)
}

const otherHostError = (): GitHubError =>
  new GitHubError(
    'rejected',
    'GitHub redirects to another host, and the token is not sent there. Use the current name of the repository and the current URL of the API.',
  )
