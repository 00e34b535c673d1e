// What goes wrong on purpose.
import { forbidden, notFound, Refusal, type Response, tooLongComment } from './response.ts'

export type Fault =
  | {
      /** A method and a path; `*` stands for one segment. */
      readonly on: string
      /** How often; without it, always. */
      readonly times?: number
      readonly answer:
        | 'forbidden'
        /** GitHub's own refusal where Actions may not open pulls. */
        | 'not-permitted'
        | 'too-long'
        | 'bad-gateway'
        /** The write is done, and nobody is told. */
        | 'bad-gateway-after-write'
        | 'rate-limited'
        | 'secondary-limit'
        | 'not-found'
        /** The connection breaks before anything is done. */
        | 'reset'
        /** Answered as always, but `late` milliseconds after. */
        | 'slow'
      /** 1,500 unless told. */
      readonly late?: number
    }
  /** The moment a creation arrives, somebody else has just created the same. */
  | { readonly on: string; readonly times?: number; readonly answer: 'race' }

/** Which fault a request meets, in the order they stand in; each is used up by itself. */
export const faultFinder = (): ((
  faults: readonly Fault[],
  method: string,
  path: string,
) => Fault | undefined) => {
  const met = new WeakMap<Fault, number>()
  return (faults, method, path) => {
    const fault = faults.find(
      (one) =>
        isOn(one.on, method, path) && (met.get(one) ?? 0) < (one.times ?? Number.POSITIVE_INFINITY),
    )
    if (fault !== undefined) met.set(fault, (met.get(fault) ?? 0) + 1)
    return fault
  }
}

const isOn = (on: string, method: string, path: string): boolean => {
  const [wanted = '', pattern = ''] = on.split(' ')
  const [ours, theirs] = [pattern.split('/'), path.split('/')]
  return (
    wanted === method &&
    ours.length === theirs.length &&
    ours.every((segment, index) => segment === '*' || segment === theirs[index])
  )
}

type Answered = Exclude<Fault['answer'], 'bad-gateway-after-write' | 'reset' | 'slow' | 'race'>

/** The answers that come instead of any work. */
export const answerInstead = (answer: Answered): Response => {
  switch (answer) {
    case 'forbidden':
      throw forbidden()
    case 'not-permitted':
      throw new Refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.')
    case 'too-long':
      throw tooLongComment()
    case 'not-found':
      throw notFound()
    case 'bad-gateway':
      return badGateway()
    case 'rate-limited':
      return {
        status: 403,
        body: {
          message: 'API rate limit exceeded for installation.',
          documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
          status: '403',
        },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '1000' },
      }
    case 'secondary-limit':
      return {
        status: 403,
        body: {
          message:
            'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          documentation_url:
            'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
          status: '403',
        },
        headers: { 'retry-after': '1' },
      }
  }
}

/** It comes from in front of the API, and is no JSON. */
export const badGateway = (): Response => ({
  status: 502,
  raw: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  headers: { 'content-type': 'text/html' },
})
