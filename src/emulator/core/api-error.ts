// Errors for every answer that is not a 2xx.
export type FieldError = { readonly property: string; readonly errorMessage: string }

export class ApiError extends Error {
  readonly status: number
  readonly errors: readonly FieldError[] | FieldError | undefined

  constructor(status: number, message: string, errors?: readonly FieldError[] | FieldError) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

export const notFound = (message: string): ApiError => new ApiError(404, message)

export const badRequest = (message: string): ApiError => new ApiError(400, message)

/** All faults of a body in one answer. */
export const badFields = (errors: readonly FieldError[] | FieldError): ApiError =>
  new ApiError(400, 'Bad Request Exception', errors)

export const badField = (property: string, errorMessage: string): ApiError =>
  badFields([{ property, errorMessage }])

export const missingTargets = (property: string, noun: string, ids: readonly string[]): ApiError =>
  new ApiError(404, 'Not Found Exception', [
    { property, errorMessage: `The following ${noun} could not be found: [${ids.join(', ')}]` },
  ])
