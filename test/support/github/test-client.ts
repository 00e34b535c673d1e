// Plain requests to the server, for its own tests.
import type { FakeGitHub } from './index.ts'

export interface TestResponse {
  readonly status: number
  /** The value at a path of names and numbers: `0.user.login`. */
  readonly at: (path: string) => unknown
  readonly json: unknown
  readonly text: string
  readonly header: (name: string) => string | null
}

export type TestRequest = (
  /** `GET issues/1`, below the repository unless it begins with a slash. */
  what: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<TestResponse>

export const createRequester =
  ({ url, token }: Pick<FakeGitHub, 'url' | 'token'>, repository = 'acme/flags'): TestRequest =>
  async (what, body, headers = {}) => {
    const cut = what.indexOf(' ')
    const [method, path] = [what.slice(0, cut), what.slice(cut + 1)]
    const answer = await fetch(
      /^https?:/.test(path)
        ? path
        : `${url}${path.startsWith('/') ? '' : `/repos/${repository}/`}${path}`,
      {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    )
    const text = await answer.text()
    const json: unknown =
      /json/.test(answer.headers.get('content-type') ?? '') &&
      text !== '' &&
      !/raw/.test(answer.headers.get('content-type') ?? '')
        ? JSON.parse(text)
        : undefined
    return {
      status: answer.status,
      at: (names) => names.split('.').reduce(memberOf, json),
      json,
      text,
      header: (name) => answer.headers.get(name),
    }
  }

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
