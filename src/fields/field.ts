// The field algebra: a small closed set of shapes from which every kind is built. Folds read it: to JSON Schema,
// to normal form, to edits, to references, to request bodies.
import type { Json } from '../json.ts'
import type { ItemMatch } from './match-items.ts'
import type { Immutability, SentIn } from './mutability.ts'
import type { SubResource } from './sub-resource.ts'

interface CommonOptions {
  /** What the field is for, in a sentence or two of our own. Shown by editors. */
  readonly doc: string
  readonly required?: boolean
  readonly sentIn?: SentIn
  readonly immutable?: Immutability
  /**
   * What absence means. A value that equals it is in normal form absent; inside a record, a member that the file leaves
   * out is compared as this. Without it, a member left out is not ours and its live value is handed back.
   */
  readonly default?: Json
  /** Statsig puts its default over the live value when an update leaves the key out: every update carries it. */
  readonly resetWhenOmitted?: true
  /** `null` in a file clears the value. */
  readonly nullable?: true
  /** A pattern of live texts that mean the same as absence. */
  readonly emptyPattern?: string
  /**
   * `true`: Statsig does not give it back as it was sent, so that it is never compared.
   * `maybe`: it is compared where Statsig shows it, and nobody can tell where it does not.
   */
  readonly writeOnly?: true | 'sometimes'
  /** A live value with this member is what Statsig itself fills in where nobody says any: no import tells it. */
  readonly serverDefault?: { readonly member: string; readonly is: Json }
  /**
   * It may name what refers back to this resource, as a team's default holdout does: a creation leaves it out, and an
   * update of its own attaches it.
   */
  readonly deferred?: true
  /** It has routes of its own: only for fields at the top of a kind. */
  readonly subResource?: SubResource
  /** Only projects whose data lives in a warehouse have it. */
  readonly warehouseOnly?: true
}

export type Field = CommonOptions & Shape

export type Shape =
  | {
      readonly shape: 'text'
      readonly min?: number
      readonly max?: number
      readonly pattern?: string
      /** A number is the text of its decimal digits: `31` and `"31"` are the same. */
      readonly numeric?: true
      /** Shown as a unified diff when it has several lines. */
      readonly multiline?: true
      /** Statsig answers with an object where a text was sent, as for members of a team: this member of it is the text. */
      readonly valueIn?: string
      /** Capital letters mean nothing, as in mail addresses. */
      readonly caseInsensitive?: true
      /**
       * A pattern of spellings of which the first group alone is meant: `^(\\d+)hrs$`. Autotunes take `24` and show `24hrs`.
       */
      readonly significantPattern?: string
    }
  | {
      readonly shape: 'number'
      readonly min?: number
      readonly max?: number
      /** The value is a multiple of this. */
      readonly step?: number
      readonly integer?: true
    }
  | { readonly shape: 'flag' }
  | {
      readonly shape: 'choice'
      readonly of: readonly (string | boolean)[]
      /** The part of `of` that Statsig documents here; the others earn a warning. */
      readonly documented?: readonly string[]
      /** Live spellings and the choice that each of them means. */
      readonly readAliases?: Readonly<Record<string, string>>
    }
  | {
      readonly shape: 'ref'
      /** The kind referred to. A name, not the descriptor: descriptors may refer to each other. */
      readonly to: string
      /**
       * What the API wants in place of the name that identities are made of: an id that Statsig made, or the name that
       * people see, which is not always the former.
       */
      readonly by?: 'id' | 'name'
      /** Others that no file describes may be meant as well, and nobody asks Statsig: only the order follows from it. */
      readonly unverified?: true
    }
  | {
      /**
       * A reference to an item of a keyed list of the same resource, by the item's key or its `id`. The API wants the `id`.
       * It stands at the top of the kind, or anywhere in a field that is apart.
       */
      readonly shape: 'item'
      readonly list: string
    }
  | {
      readonly shape: 'set'
      readonly of: Field
      /** Items are records matched by this member. */
      readonly key?: string
      /** A lone item means a set of one. */
      readonly singleAsList?: true
      /**
       * Items with keys that the file does not name are not ours: they stay as they are. `POST environments` replaces the
       * whole list and would delete them.
       */
      readonly keepUnlisted?: true
      /** How many items there must be, and may be. */
      readonly min?: number
      readonly max?: number
      /**
       * A key of our own, which names a text file with the items in place of them: one a line. There can be millions of
       * them: differences are told as counts, and the items are shown nowhere.
       */
      readonly fileKey?: string
    }
  | {
      readonly shape: 'list'
      readonly of: Field
      /** Items are matched as the same by these, not by place. */
      readonly match?: ItemMatch
      readonly min?: number
      readonly max?: number
    }
  | {
      readonly shape: 'record'
      readonly fields: Fields
      /** The record as a whole refers to a resource of this kind; `by` are the members that make up its identity. */
      readonly refersTo?: { readonly to: string; readonly by: readonly string[] }
      /**
       * Members that Statsig also spells as a list of records with these members: one item means the same as none. A
       * metric has `metricSourceName`, or `metricSources`.
       */
      readonly listForm?: { readonly list: string; readonly members: readonly string[] }
      /** Two spellings of one value each, as `returnValue` and `returnValueJson5`: a file uses either, and the other follows. */
      readonly alternatives?: readonly (readonly [string, string])[]
      /** Members that Statsig makes: ignored in files and never handed back. */
      readonly readOnly?: readonly string[]
      /** It names the environment variable that holds the value. From `secret` alone. */
      readonly secret?: true
    }
  | {
      readonly shape: 'variant'
      readonly tag: string
      readonly doc: string
      readonly cases: Readonly<Record<string, Fields>>
    }
  | { readonly shape: 'opaque'; readonly type: OpaqueType }

/** Any record, any value, or a record of texts. */
export type OpaqueType = 'object' | 'any' | 'texts'

export type Fields = Readonly<Record<string, Field>>

type ShapeOptions<S extends Shape['shape']> = Omit<Extract<Shape, { shape: S }>, 'shape'>
type FieldOptions = Omit<CommonOptions, 'doc'>

export const text = (doc: string, options: ShapeOptions<'text'> & FieldOptions = {}): Field => ({
  shape: 'text',
  doc,
  ...options,
})
export const number = (
  doc: string,
  options: ShapeOptions<'number'> & FieldOptions = {},
): Field => ({
  shape: 'number',
  doc,
  ...options,
})
export const flag = (doc: string, options: FieldOptions = {}): Field => ({
  shape: 'flag',
  doc,
  ...options,
})
export const choice = (
  doc: string,
  of: readonly (string | boolean)[],
  options: Omit<ShapeOptions<'choice'>, 'of'> & FieldOptions = {},
): Field => ({ shape: 'choice', doc, of, ...options })
export const ref = (
  doc: string,
  to: string,
  options: Omit<ShapeOptions<'ref'>, 'to'> & FieldOptions = {},
): Field => ({ shape: 'ref', doc, to, ...options })
export const item = (doc: string, list: string, options: FieldOptions = {}): Field => ({
  shape: 'item',
  doc,
  list,
  ...options,
})

/** Order carries no meaning. */
export const set = (
  doc: string,
  of: Field,
  options: Omit<ShapeOptions<'set'>, 'of'> & FieldOptions = {},
): Field => ({ shape: 'set', doc, of, ...options })

/** Order carries meaning. */
export const list = (
  doc: string,
  of: Field,
  options: Omit<ShapeOptions<'list'>, 'of'> & FieldOptions = {},
): Field => ({ shape: 'list', doc, of, ...options })

/** A closed record: the file names all members that are ours. */
export const record = (
  doc: string,
  fields: Fields,
  options: Omit<ShapeOptions<'record'>, 'fields'> & FieldOptions = {},
): Field => ({ shape: 'record', doc, fields, ...options })

/** A record whose members depend on one of them. */
export const variant = (
  doc: string,
  tag: string,
  cases: Readonly<Record<string, Fields>>,
  options: FieldOptions = {},
): Field => ({ shape: 'variant', doc, tag, cases, ...options })

/** Any JSON the author likes; compared as a whole, key order apart. */
export const opaque = (
  doc: string,
  type: OpaqueType = 'object',
  options: FieldOptions = {},
): Field => ({
  shape: 'opaque',
  doc,
  type,
  ...options,
})

/** The members in force for a record-like value: a variant's depend on its tag. */
export const fieldsOf = (field: Field, value: Json | undefined): Fields => {
  if (field.shape === 'record') return field.fields
  if (field.shape !== 'variant') return {}
  const tag =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [name: string]: Json })[field.tag]
      : undefined
  const known = typeof tag === 'string' && Object.hasOwn(field.cases, tag) ? field.cases[tag] : {}
  return {
    [field.tag]: choice(field.doc, Object.keys(field.cases), { required: true }),
    ...known,
  }
}
