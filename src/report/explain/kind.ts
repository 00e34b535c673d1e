// Explains a kind: what it is, the operations that it supports, and its keys.
import type { Kind } from '../../kinds/kind.ts'
import { type FieldRow, fieldRows } from './field.ts'
import { type SupportedOperations, supportedOperations } from './operations.ts'

export interface KindExplanation extends SupportedOperations {
  readonly kind: string
  readonly doc: string
  readonly folder: string
  readonly notes: readonly string[]
  readonly keys: readonly FieldRow[]
  /** Keys that Statsig generates. */
  readonly readOnlyFields: readonly string[]
}

export const explainKind = (kind: Kind): KindExplanation => ({
  kind: kind.kind,
  doc: kind.doc,
  folder: kind.folder,
  ...supportedOperations(kind),
  notes: [
    ...(kind.projectType === 'warehouse' ? ['Only for warehouse native projects.'] : []),
    ...(kind.createOnReference === undefined
      ? []
      : ['A resource that others refer to and that has no file is created.']),
    ...Object.entries(kind.aliases ?? {}).map(
      ([alias, name]) => `\`${alias}\` is another name for \`${name}\`.`,
    ),
    ...(kind.createOnly ? [kind.createOnly.reason] : []),
  ],
  keys: fieldRows(kind.fields).map((row) => ({
    ...row,
    required: row.required || (kind.identity.by === 'id' && row.name === 'id'),
  })),
  // In a kind that is identified by name, a file may have an `id`, which finds a resource whose name has changed.
  readOnlyFields: kind.readOnlyFields.filter(
    (name) => name !== 'id' || kind.identity.by !== 'name',
  ),
})

/** The first sentence. */
export const firstSentence = (doc: string): string => /^.*?[.](?=\s|$)/s.exec(doc)?.[0] ?? doc
