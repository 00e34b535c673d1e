// Routes, calls and responses, with refusals in the words of GitHub.

export interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly accept: string
  /** The canonical path, without the query. */
  readonly path: string
}

export interface Response {
  readonly status: number
  readonly body?: unknown
  /** Instead of a JSON body. */
  readonly raw?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export type Permission = 'contents' | 'issues' | 'pull-requests'
export type RequiredPermission = readonly [Permission, 'read' | 'write']

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `:name` is one segment, `:#name` one that is a number, `*name` the rest, slashes and all. */
  readonly path: string
  /** The page of the documentation that refusals refer to. */
  readonly page: string
  readonly needs?: RequiredPermission | ((call: Call) => RequiredPermission)
  readonly run: (call: Call) => Response | Promise<Response>
}

/** A response with an error. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly unknown[] | undefined
  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

export const ok = (body: unknown): Response => ({ status: 200, body })
export const created = (body: Readonly<Record<string, unknown>>): Response => ({
  status: 201,
  body,
  ...(typeof body['url'] === 'string' && { headers: { location: body['url'] } }),
})
export const gone = (): Response => ({ status: 204 })

export const notFound = (): Refusal => new Refusal(404, 'Not Found')
export const forbidden = (): Refusal => new Refusal(403, 'Resource not accessible by integration')

/** One or more validation errors, in the format of GitHub. */
export const invalid = (
  ...errors: readonly {
    readonly resource: string
    readonly code: 'missing_field' | 'invalid' | 'custom' | 'unprocessable' | 'already_exists'
    readonly field?: string
    readonly message?: string
    readonly value?: unknown
  }[]
): Refusal => new Refusal(422, 'Validation Failed', errors)

export const tooLongComment = (): Refusal =>
  invalid({
    resource: 'IssueComment',
    code: 'unprocessable',
    field: 'data',
    message: 'Body is too long (maximum is 65536 characters)',
  })

/** It is not documented whether the limit counts characters or bytes: here both count. */
export const isTooLong = (body: string): boolean =>
  body.length > 65_536 || Buffer.byteLength(body) > 262_144
