// Provides the kinds of a repository: with the further keys that its settings allow.
import type { Field } from '../fields/field.ts'
import type { JsonSchema } from '../fields/json-schema.ts'
import { type KindName, kindOf } from './index.ts'
import { type Kind, rootFieldOf } from './kind.ts'
import { kindSchemaOf, withExtraKeys } from './schema.ts'

/** A kind, its root field, and its JSON Schema. */
export interface KindEntry {
  readonly kind: Kind
  readonly root: Field
  readonly schema: JsonSchema
}
export type KindRegistry = (name: KindName) => KindEntry

/** Kinds with the keys that `extraFields` allows. The other kinds are shared, since a schema is slow to compile. */
export const createKindRegistry = (
  extraKeys: Readonly<Record<string, readonly string[]>>,
): KindRegistry => {
  const extendedRegistry = memoizeKinds((name) =>
    withExtraKeys(kindOf(name), extraKeys[name] ?? []),
  )
  return (name) =>
    (extraKeys[name] ?? []).length === 0 ? defaultRegistry(name) : extendedRegistry(name)
}

const memoizeKinds = (findKind: (name: KindName) => Kind): KindRegistry => {
  const cache = new Map<KindName, KindEntry>()
  return (name) => {
    const cached = cache.get(name)
    if (cached) return cached
    const kind = findKind(name)
    const entry = { kind, root: rootFieldOf(kind), schema: kindSchemaOf(kind) }
    cache.set(name, entry)
    return entry
  }
}

const defaultRegistry = memoizeKinds(kindOf)
