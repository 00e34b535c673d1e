// A kind, explained: what it is, what can be done with it, and its keys.
import type { Kind } from '../../kinds/kind.ts'
import { type Row, rowsOf } from './field.ts'
import { type Abilities, abilitiesOf } from './operations.ts'

export interface KindExplanation extends Abilities {
  readonly kind: string
  readonly doc: string
  readonly folder: string
  readonly notes: readonly string[]
  readonly keys: readonly Row[]
  /** Keys that Statsig makes. */
  readonly made: readonly string[]
}

export const kindExplained = (kind: Kind): KindExplanation => ({
  kind: kind.kind,
  doc: kind.doc,
  folder: kind.folder,
  ...abilitiesOf(kind),
  notes: [
    ...(kind.project === 'warehouse' ? ['Only warehouse native projects have it.'] : []),
    ...(kind.implied === undefined
      ? []
      : ['One that others refer to and no file describes is created.']),
    ...Object.entries(kind.aliases ?? {}).map(([alias, name]) => `\`${alias}\` means \`${name}\`.`),
    ...(kind.settled ? [kind.settled.reason] : []),
  ],
  keys: rowsOf(kind.fields).map((row) => ({
    ...row,
    required: row.required || (kind.identity.by === 'id' && row.name === 'id'),
  })),
  // Where a name tells the resource, its id may stand in the file and find it.
  made: kind.made.filter((name) => name !== 'id' || kind.identity.by !== 'name'),
})

/** The first sentence. */
export const firstSentence = (doc: string): string => /^.*?[.](?=\s|$)/s.exec(doc)?.[0] ?? doc
