// Every answer that is not a 2xx, as something to throw.
export type Trouble = { readonly property: string; readonly errorMessage: string }

export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly Trouble[] | Trouble | undefined

  constructor(status: number, message: string, errors?: readonly Trouble[] | Trouble) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

export const notFound = (message: string): Refusal => new Refusal(404, message)

export const badRequest = (message: string): Refusal => new Refusal(400, message)

/** Faults of a body, all of them in one answer. */
export const badFields = (errors: readonly Trouble[] | Trouble): Refusal =>
  new Refusal(400, 'Bad Request Exception', errors)

export const badField = (property: string, errorMessage: string): Refusal =>
  badFields([{ property, errorMessage }])

export const missingTargets = (property: string, noun: string, ids: readonly string[]): Refusal =>
  new Refusal(404, 'Not Found Exception', [
    { property, errorMessage: `The following ${noun} could not be found: [${ids.join(', ')}]` },
  ])
