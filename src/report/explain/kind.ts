// A kind, explained: what it is, what can be done with it, and its keys.
import type { Kind } from '../../kinds/kind.ts'
import { type FieldRow, fieldRows } from './field.ts'
import { type SupportedOperations, supportedOperations } from './operations.ts'

export interface KindExplanation extends SupportedOperations {
  readonly kind: string
  readonly doc: string
  readonly folder: string
  readonly notes: readonly string[]
  readonly keys: readonly FieldRow[]
  /** Keys that Statsig makes. */
  readonly readOnlyFields: readonly string[]
}

export const explainKind = (kind: Kind): KindExplanation => ({
  kind: kind.kind,
  doc: kind.doc,
  folder: kind.folder,
  ...supportedOperations(kind),
  notes: [
    ...(kind.projectType === 'warehouse' ? ['Only warehouse native projects have it.'] : []),
    ...(kind.createOnReference === undefined
      ? []
      : ['One that others refer to and no file describes is created.']),
    ...Object.entries(kind.aliases ?? {}).map(([alias, name]) => `\`${alias}\` means \`${name}\`.`),
    ...(kind.createOnly ? [kind.createOnly.reason] : []),
  ],
  keys: fieldRows(kind.fields).map((row) => ({
    ...row,
    required: row.required || (kind.identity.by === 'id' && row.name === 'id'),
  })),
  // Where a name tells the resource, its id may stand in the file and find it.
  readOnlyFields: kind.readOnlyFields.filter(
    (name) => name !== 'id' || kind.identity.by !== 'name',
  ),
})

/** The first sentence. */
export const firstSentence = (doc: string): string => /^.*?[.](?=\s|$)/s.exec(doc)?.[0] ?? doc
