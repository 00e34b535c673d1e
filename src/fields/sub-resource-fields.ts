// The fields of a kind that its resources themselves have, and those that are apart from them.
import { type Members, pick } from '../json.ts'
import type { Fields } from './field.ts'

export const isApart = (fields: Fields, name: string): boolean => fields[name]?.apart !== undefined

export const withoutApart = (fields: Fields): Fields => {
  const known = plain.get(fields)
  if (known) return known
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !isApart(fields, name)))
  plain.set(fields, own)
  return own
}

/** Made once for each kind: every resource is asked about. */
const plain = new WeakMap<Fields, Fields>()

/** Members that are apart, of those that are there. */
export const apartIn = (fields: Fields, members: Members): readonly string[] =>
  Object.keys(members).filter((name) => isApart(fields, name))

export const apartNames = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => isApart(fields, name))

export const ownMembers = (fields: Fields, members: Members): Members =>
  pick(members, (name) => !isApart(fields, name))
