// `fetch` that never carries the token to another host, and never waits for ever.
import { GitHubError } from './error.ts'

/** Octokit gives the address as text. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

const defaultTimeoutMs = 30_000
const maxRedirects = 3

/** Only reads follow a redirect, as after a repository was renamed, and only to where they came from. */
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
    'GitHub points to another address, and the token is not sent there. Name the repository as it is called now, and the API by its own address.',
  )
