// JSON values: types, and functions that read them.
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [member: string]: Json }

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isJsonArray = (value: unknown): value is readonly Json[] => Array.isArray(value)

/** The items of a list; none of any other value. */
export const itemsOf = (value: Json | undefined): readonly Json[] =>
  isJsonArray(value) ? value : []

/** Whether a value is neither a list nor a record. */
export const isJsonScalar = (value: Json): value is null | boolean | number | string =>
  !isJsonArray(value) && !isJsonObject(value)

/** Whether a value is absent, `null`, or an empty text, list or record. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isJsonArray(value) && value.length === 0) ||
  (isJsonObject(value) && Object.keys(value).length === 0)

/** The value after it is written as JSON and read again: members that are `undefined` are dropped. */
export const toPlainJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value))

/** `undefined` if the text is not JSON. */
export const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether lists and records lie within each other more than so many times. Without recursion, which has a limit itself. */
export const isDeeperThan = (value: Json, levels: number): boolean => {
  let level: readonly Json[] = [value]
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((each) =>
      isJsonArray(each) ? each : isJsonObject(each) ? Object.values(each) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

/** An own member of an object; never an inherited one such as `constructor`. */
export const member = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

export const pick = (members: JsonObject, wanted: (name: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([name]) => wanted(name)))

/** Whether two values are equal, with record keys in any order. */
export const jsonEquals = (one: Json, other: Json): boolean => {
  if (isJsonArray(one) && isJsonArray(other))
    return (
      one.length === other.length && one.every((item, at) => jsonEquals(item, other[at] ?? null))
    )
  if (!isJsonObject(one) || !isJsonObject(other)) return one === other
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && jsonEquals(one[name] ?? null, other[name] ?? null),
    )
  )
}
