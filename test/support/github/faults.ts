// Faults that tests inject.
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
        /** The write succeeds, and the response is lost. */
        | 'bad-gateway-after-write'
        | 'rate-limited'
        | 'secondary-limit'
        /** A limit with the status 429. */
        | 'too-many-requests'
        /** The request is not valid, for another reason than its length. */
        | 'unprocessable'
        | 'unauthorized'
        | 'not-found'
        /** A list that does not have yet what has just been made. */
        | 'empty-list'
        /** The connection breaks before the write. */
        | 'reset'
        /** The usual response, but `late` milliseconds later. */
        | 'slow'
      /** Default: 1,500. */
      readonly late?: number
    }
  /** When a creation arrives, another client has just created the same. */
  | { readonly on: string; readonly times?: number; readonly answer: 'race' }

/** The fault for a request, in the order of the list; each has its own count. */
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

/** Responses without any work. */
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
    case 'empty-list':
      return { status: 200, body: [] }
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
    case 'unauthorized':
      throw new Refusal(401, 'Bad credentials')
    case 'unprocessable':
      throw new Refusal(422, 'Validation Failed')
    case 'too-many-requests':
      return {
        status: 429,
        body: { message: 'Too many requests.' },
        headers: { 'retry-after': '1' },
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

/** The response of a proxy, which is not JSON. */
export const badGateway = (): Response => ({
  status: 502,
  raw: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  headers: { 'content-type': 'text/html' },
})
