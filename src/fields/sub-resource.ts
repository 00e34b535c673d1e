// Separates the fields of a resource from its sub-resources: fields with routes of their own, such as `overrides`.
import { type JsonObject, pick } from '../core/json.ts'
import type { Fields } from './field.ts'
import type { AddRemoveWrite, IdListVariant, SubResource } from './field-options.ts'

export const isSubResource = (fields: Fields, name: string): boolean =>
  fields[name]?.subResource !== undefined

export const withoutSubResources = (fields: Fields): Fields => {
  const cached = ownFieldsCache.get(fields)
  if (cached) return cached
  const ownFields = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !isSubResource(fields, name)),
  )
  ownFieldsCache.set(fields, ownFields)
  return ownFields
}

/** Computed once for each kind, since it is needed for every resource. */
const ownFieldsCache = new WeakMap<Fields, Fields>()

/** The names of the members that are sub-resources. */
export const subResourcesIn = (fields: Fields, members: JsonObject): readonly string[] =>
  Object.keys(members).filter((name) => isSubResource(fields, name))

export const subResourceNames = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => isSubResource(fields, name))

export const membersWithoutSubResources = (fields: Fields, members: JsonObject): JsonObject =>
  pick(members, (name) => !isSubResource(fields, name))

/** Absent where resources like this one have no such items: a segment with rules has no ids. */
export const findIdListVariant = (
  { variants }: AddRemoveWrite,
  resource: JsonObject,
): IdListVariant | undefined => variants.find(({ when }) => resource[when.member] === when.is)

/** Whether a resource like this one has the sub-resource. */
export const hasSubResource = ({ write }: SubResource, resource: JsonObject): boolean =>
  write.by === 'replace' || findIdListVariant(write, resource) !== undefined
