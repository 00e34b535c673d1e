// Defines the shapes of fields, a closed set from which every kind is built. Each function over fields (to JSON Schema,
// to normal form, to edits, to references, to request bodies) is one `switch` over the shapes.
import type { Json } from '../core/json.ts'
import type { FieldMetadata, ListItemKind, MemberNeed, ReferencedItems } from './field-options.ts'
import type { ItemMatch } from './match-items.ts'
import type { RepeatedItems } from './repeated-items.ts'

export type Field = FieldMetadata & Shape

export type Shape =
  | {
      readonly shape: 'text'
      /** A value for the example of `explain`. */
      readonly example?: string
      readonly min?: number
      readonly max?: number
      readonly pattern?: string
      /** Files may hold a number in place of its text: `31` and `"31"` are equal, and requests send the text. */
      readonly numeric?: true
      /** Shown as a unified diff where it has several lines. Trailing blanks do not count as a difference. */
      readonly multiline?: true
      /** Statsig returns an object where a text was sent, as for members of a team. This member of it is the text. */
      readonly valueIn?: string
      /** Texts that differ only in case are equal, as e-mail addresses are. */
      readonly caseInsensitive?: true
      /**
       * A pattern whose first group is the compared part of the text: `^(\\d+)hrs$`. Autotunes take `24` and return
       * `24hrs`.
       */
      readonly significantPattern?: string
      /** The name of an item of a list of another resource, such as of an environment of the project. */
      readonly itemOf?: ListItemKind
    }
  | {
      readonly shape: 'number'
      readonly min?: number
      readonly max?: number
      /** The value is greater, or less, than this. */
      readonly above?: number
      readonly below?: number
      /** The value is a multiple of this. */
      readonly step?: number
      readonly integer?: true
    }
  | { readonly shape: 'flag' }
  | {
      readonly shape: 'choice'
      readonly of: readonly (string | boolean)[]
      /** The values that Statsig documents here. The loader warns about the others, which Statsig accepts too. */
      readonly documented?: readonly string[]
      /** Statsig refuses every other value, so that it has none. */
      readonly isClosed?: true
      /** Live values that Statsig returns in place of a choice, and the choice that each of them means. */
      readonly readAliases?: Readonly<Record<string, string>>
    }
  | {
      readonly shape: 'ref'
      /** The name of the kind referred to. Not its descriptor, since descriptors may refer to each other. */
      readonly to: string
      /** A value for the example of `explain`. */
      readonly example?: string
      /** Requests send the id that Statsig made. `id-or-name`: files and live values may also have the display name. */
      readonly by?: 'id' | 'id-or-name'
      /** In a sub-resource: requests send the display name where live values have it, or Statsig refuses the id. */
      readonly mayTakeName?: true
      readonly itemBeside?: ReferencedItems
      /** A live value may be an id that no resource shows. It is not compared with another reference. */
      readonly mayBeInternal?: true
      /** What requests send for no reference: `null` unless given. The other one follows where it has no effect. */
      readonly clearedBy?: ''
      /** The resource may exist although no list has it: the reference only decides the order of operations. */
      readonly unverified?: true
    }
  | {
      /**
       * A reference to an item of a keyed list of the same resource, by the item's key or its `id`. Requests send the
       * `id`. Allowed at the top level of a kind, and anywhere in a sub-resource.
       */
      readonly shape: 'item'
      readonly list: string
      /** In a sub-resource: requests send the live name, or the `id` where live values have it or the name is refused. */
      readonly by?: 'name'
    }
  | {
      readonly shape: 'set'
      readonly of: Field
      /** Items are records, and items with an equal value of this member are the same item. */
      readonly key?: string
      /** A value that is not a list means a list of one item. */
      readonly singleAsList?: true
      /** It needs an item, unless the member of the same record is one of the values. */
      readonly neededUnless?: { readonly member: string; readonly is: readonly string[] }
      /** A file may have one item in place of a list of one. It is read as a list. */
      readonly singleInFile?: true
      /**
       * Live items that the file does not list are kept: requests send them back unchanged. `POST environments`
       * replaces the whole list and would delete them.
       */
      readonly keepUnlisted?: true
      /** The least and the greatest number of items. */
      readonly min?: number
      readonly max?: number
      /**
       * A further key of files that names a text file with the items, one a line, in place of the list. There can be
       * millions of items, so differences are shown as counts and never as items.
       */
      readonly fileKey?: string
      /** Statsig merges items that are equal in these members: the other members, which are sets, are joined. */
      readonly mergedBy?: readonly string[]
    }
  | {
      readonly shape: 'list'
      readonly of: Field
      /** How live and wanted items are matched. Without it, items are matched by index. */
      readonly match?: ItemMatch
      readonly min?: number
      readonly max?: number
    }
  | {
      readonly shape: 'record'
      readonly fields: Fields
      /** The record refers to a resource of kind `to`, whose identity is made of the members `by`. */
      readonly refersTo?: { readonly to: string; readonly by: readonly string[] }
      /**
       * Members that may also be given as a list of records: a list of one item means the same as the plain members. A
       * metric has `metricSourceName`, or `metricSources`.
       */
      readonly listForm?: { readonly list: string; readonly members: readonly string[] }
      /** Members that other members make necessary: what is computed from a column needs the column. */
      readonly needs?: readonly MemberNeed[]
      /** Pairs of members for one value, such as `returnValue` and `returnValueJson5`: only the one in a file is sent. */
      readonly alternatives?: readonly (readonly [string, string])[]
      /** Items of a list that say the same as members beside it, as Statsig may show them. */
      readonly repeats?: RepeatedItems
      /** Members that Statsig generates: ignored in files and never sent. */
      readonly readOnly?: readonly string[]
      /** The record names the environment variable that holds the value. Set by `secret()` only. */
      readonly secret?: true
    }
  | {
      readonly shape: 'variant'
      readonly tag: string
      readonly doc: string
      readonly cases: Readonly<Record<string, Fields>>
    }
  | { readonly shape: 'opaque'; readonly type: OpaqueType }

/** Any record, any JSON value, or a record of texts. */
export type OpaqueType = 'object' | 'any' | 'texts'

export type Fields = Readonly<Record<string, Field>>

type ShapeOptions<S extends Shape['shape']> = Omit<Extract<Shape, { shape: S }>, 'shape'>
type FieldOptions = Omit<FieldMetadata, 'doc'>

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
export const item = (
  doc: string,
  list: string,
  options: Omit<ShapeOptions<'item'>, 'list'> & FieldOptions = {},
): Field => ({
  shape: 'item',
  doc,
  list,
  ...options,
})

/** A list whose order does not matter. */
export const set = (
  doc: string,
  of: Field,
  options: Omit<ShapeOptions<'set'>, 'of'> & FieldOptions = {},
): Field => ({ shape: 'set', doc, of, ...options })

/** A list whose order matters. */
export const list = (
  doc: string,
  of: Field,
  options: Omit<ShapeOptions<'list'>, 'of'> & FieldOptions = {},
): Field => ({ shape: 'list', doc, of, ...options })

/** A record with a fixed set of members. */
export const record = (
  doc: string,
  fields: Fields,
  options: Omit<ShapeOptions<'record'>, 'fields'> & FieldOptions = {},
): Field => ({ shape: 'record', doc, fields, ...options })

/** A record whose members depend on the value of one of them, its tag. */
export const variant = (
  doc: string,
  tag: string,
  cases: Readonly<Record<string, Fields>>,
  options: FieldOptions = {},
): Field => ({ shape: 'variant', doc, tag, cases, ...options })

/** JSON that is not described further. Compared as a whole, whatever the order of its keys. */
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

/** The fields of a record or of a variant's case. The value decides the case. */
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
