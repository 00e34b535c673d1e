// Values as YAML and the Console API speak them.
export type Json = null | boolean | number | string | readonly Json[] | Members
export type Members = { readonly [member: string]: Json }

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

/** Whether a value says that there is nothing: an absent one, `null`, or an empty text, list or record. */
export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isList(value) && value.length === 0) ||
  (isMembers(value) && Object.keys(value).length === 0)

/** As it is written: what is absent is no member. */
export const plain = (value: object): Members => JSON.parse(JSON.stringify(value))

/** An object's members, own ones alone: a key called `constructor` finds nothing by accident. */
export const member = (value: Json | undefined, name: string): Json | undefined =>
  isMembers(value) && Object.hasOwn(value, name) ? value[name] : undefined

export const pick = (members: Members, wanted: (name: string) => boolean): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => wanted(name)))
