// Defines what a kind requires of a definition beyond the shapes of single fields. The loader checks it offline.
import type { Json } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'

export interface Requirement {
  /** Applies where each of these members has one of the values. An empty record applies always. */
  readonly when: Readonly<Record<Pointer, readonly Json[]>>
  readonly needs: Need
  /** A full sentence that says what is required. */
  readonly message: string
  /** A full imperative sentence that says what to do. */
  readonly hint?: string
  /** Statsig accepts and shows resources that do not meet it. Without the option, a file that does not is refused. */
  readonly level?: 'warning' | 'note'
}

/** In a pointer, `*` stands for each item of a list. */
export type Need =
  /** The value is there. A list or record may be empty, a text may not. */
  | { readonly rule: 'present'; readonly at: Pointer }
  | { readonly rule: 'absent'; readonly at: Pointer }
  /** The record, where it is there, has all `required` members, and no others but the `optional` ones. */
  | {
      readonly rule: 'keys'
      readonly at: Pointer
      readonly required: readonly string[]
      readonly optional: readonly string[]
    }
  /** The list has at least `min` and at most `max` items. */
  | { readonly rule: 'items'; readonly at: Pointer; readonly min: number; readonly max?: number }
  /** The sum of the member `of` over all items is `is`, within 0.01. */
  | { readonly rule: 'sum'; readonly at: Pointer; readonly of: string; readonly is: number }
  /** The record in the member `of` has the same keys in every item. */
  | { readonly rule: 'same-keys'; readonly at: Pointer; readonly of: string }
  /** Each item has the member `of`, which may be empty. */
  | { readonly rule: 'each'; readonly at: Pointer; readonly of: string }
  /** The member `of` of each item is one of the values. */
  | {
      readonly rule: 'each-of'
      readonly at: Pointer
      readonly of: string
      readonly values: readonly Json[]
    }
  /** Where both are given, `at` is a value and `alternative` is the same value as JSON5 text. */
  | { readonly rule: 'same-value'; readonly at: Pointer; readonly alternative: Pointer }
  /** The sum of the member `of` over the items of each list is at most `limit`, within 0.01. */
  | { readonly rule: 'at-most'; readonly at: Pointer; readonly of: string; readonly limit: number }
  /** No two items have equal values in all of these members. */
  | { readonly rule: 'distinct'; readonly at: Pointer; readonly of: readonly string[] }
  /** The members `of` of each item have the JSON type that its member `by` names. */
  | {
      readonly rule: 'typed'
      readonly at: Pointer
      readonly by: string
      readonly of: readonly string[]
    }

/** A referenced resource declares the keys of records: which keys there are, and the type of the value of each. */
export interface DeclaredKeys {
  /** The reference to the resource that declares the keys. */
  readonly reference: Pointer
  /** The list of declarations in that resource. */
  readonly items: Pointer
  /** The member of a declaration that is the key. */
  readonly keyMember: string
  /** The member of a declaration that is the type of the value, named as in JSON Schema. */
  readonly typeMember: string
  /** The records whose keys are declared. `*` stands for each item of a list. */
  readonly keysOf: Pointer
  /** A full sentence that says what is required. */
  readonly message: string
}
