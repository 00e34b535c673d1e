// Who makes a change: a client of the Console API, or a person in the console.

export interface Author {
  readonly name: string
  readonly id: string
  /** `null`: a key of the Console API. */
  readonly email: string | null
}

/** A person in the console, as a test or a request names them. */
export interface Person {
  readonly name: string
  readonly email: string
}

export const consoleApiAuthor: Author = {
  name: 'CONSOLE API',
  id: '1vaQaBoLlkauH9iiuOSBP2',
  email: null,
}

export const isPerson = ({ email }: Author): boolean => email !== null
