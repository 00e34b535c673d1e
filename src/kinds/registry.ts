// The kinds as one repository knows them: with the keys that its settings let pass.
import type { Field } from '../fields/field.ts'
import type { Schema } from '../fields/json-schema.ts'
import { type KindName, kindOf } from './index.ts'
import { type Kind, rootOf } from './kind.ts'
import { schemaOfKind, withExtra } from './schema.ts'

/** A kind, the whole of it as one field, and its JSON Schema. */
export interface Known {
  readonly kind: Kind
  readonly root: Field
  readonly schema: Schema
}
export type Lexicon = (name: KindName) => Known

/** Kinds with the keys that the settings let pass. A kind without any is made once: its schema takes long to compile. */
export const lexicon = (extra: Readonly<Record<string, readonly string[]>>): Lexicon => {
  const own = remembered((name) => withExtra(kindOf(name), extra[name] ?? []))
  return (name) => ((extra[name] ?? []).length === 0 ? plain(name) : own(name))
}

const remembered = (kindFor: (name: KindName) => Kind): Lexicon => {
  const known = new Map<KindName, Known>()
  return (name) => {
    const found = known.get(name)
    if (found) return found
    const kind = kindFor(name)
    const made = { kind, root: rootOf(kind), schema: schemaOfKind(kind) }
    known.set(name, made)
    return made
  }
}

const plain = remembered(kindOf)
