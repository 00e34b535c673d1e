// Reads members of a request body, or refuses as GitHub does if they are missing or of another type.
import { Refusal } from './response.ts'

export type Body = Readonly<Record<string, unknown>>

export const bodyOf = (body: unknown): Body => {
  if (isObject(body)) return body
  throw new Refusal(
    body === undefined ? 400 : 422,
    body === undefined
      ? 'Problems parsing JSON'
      : `Invalid request.\n\n${shown(body)} is not an object.`,
  )
}

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const text = (body: Body, name: string): string =>
  textIn(body, name) ?? refuse(`"${name}" wasn't supplied.`)

export const textIn = (body: Body, name: string): string | undefined => {
  const value = body[name]
  if (value === undefined || typeof value === 'string') return value
  return refuse(`For 'properties/${name}', ${shown(value)} is not a string.`)
}

/** `null` clears the member; if it is absent, the value is kept. */
export const textOrNullIn = (body: Body, name: string): string | null | undefined =>
  body[name] === null ? null : textIn(body, name)

export const flagIn = (body: Body, name: string): boolean | undefined => {
  const value = body[name]
  if (value === undefined || typeof value === 'boolean') return value
  return refuse(`For 'properties/${name}', ${shown(value)} is not a boolean.`)
}

export const textsIn = (body: Body, name: string): readonly string[] | undefined =>
  listIn(body, name)?.map((item) =>
    typeof item === 'string' ? item : refuse(`For 'items', ${shown(item)} is not a string.`),
  )

export const listIn = (body: Body, name: string): readonly unknown[] | undefined => {
  const value = body[name]
  if (value === undefined || Array.isArray(value)) return value
  return refuse(`For 'properties/${name}', ${shown(value)} is not an array.`)
}

export const oneOf = <T extends string>(
  body: Body,
  name: string,
  choices: readonly T[],
): T | undefined => {
  const value = textIn(body, name)
  if (value === undefined) return undefined
  return (
    choices.find((choice) => choice === value) ??
    refuse(`For 'properties/${name}', ${value} is not a member of ${JSON.stringify(choices)}.`)
  )
}

const shown = (value: unknown): string => JSON.stringify(value)

export const refuse = (problem: string): never => {
  throw new Refusal(422, `Invalid request.\n\n${problem}`)
}
