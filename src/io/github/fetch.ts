// `fetch` that never carries the token to another host, and never waits for ever.
import { GitHubError } from './error.ts'

/** Octokit gives the address as text. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

const usualPatience = 30_000
const mostHops = 3

/** Only reads follow a redirect, as after a repository was renamed, and only to where they came from. */
export const fetchFrom = (addresses: readonly string[], patience = usualPatience): Fetch => {
  const origins = addresses.map((address) => new URL(address).origin)
  const go = async (url: string, init: RequestInit, hops: number): Promise<Response> => {
    if (!origins.includes(new URL(url).origin)) throw elsewhere()
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    if (init.method !== 'GET' || hops === 0) throw elsewhere()
    await response.body?.cancel()
    return go(new URL(location, url).href, init, hops - 1)
  }
  return (url, init = {}) => go(url, init, mostHops)
}

const elsewhere = (): GitHubError =>
  new GitHubError(
    'rejected',
    'GitHub points to another address, and the token is not sent there. Name the repository as it is called now, and the API by its own address.',
  )
