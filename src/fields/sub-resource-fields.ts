// The fields of a kind that its resources themselves have, and those that are apart from them.
import { type JsonObject, pick } from '../json.ts'
import type { Fields } from './field.ts'

export const isSubResource = (fields: Fields, name: string): boolean =>
  fields[name]?.subResource !== undefined

export const withoutSubResources = (fields: Fields): Fields => {
  const known = ownFieldsCache.get(fields)
  if (known) return known
  const own = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !isSubResource(fields, name)),
  )
  ownFieldsCache.set(fields, own)
  return own
}

/** Made once for each kind: every resource is asked about. */
const ownFieldsCache = new WeakMap<Fields, Fields>()

/** Members that are apart, of those that are there. */
export const subResourcesIn = (fields: Fields, members: JsonObject): readonly string[] =>
  Object.keys(members).filter((name) => isSubResource(fields, name))

export const subResourceNames = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => isSubResource(fields, name))

export const membersWithoutSubResources = (fields: Fields, members: JsonObject): JsonObject =>
  pick(members, (name) => !isSubResource(fields, name))
