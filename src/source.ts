// What a file is, where things stand in it, what it describes, and how it wants that to be treated.
import type { Position } from './diagnostic.ts'
import type { Pointer } from './pointer.ts'

declare const brand: unique symbol
/** Names one resource across the whole project: `gate/new_checkout`. */
export type Address = string & { readonly [brand]: 'Address' }
export const makeAddress = (kind: string, name: string): Address => `${kind}/${name}` as Address
/** A file as it lies in the tree. `fault` says why it could not be read as text. */
export interface SourceFile {
  /** Relative to the root of the project, with `/`. */
  readonly path: string
  readonly text: string
  readonly fault?: string
}

/** Where things stand in their file. A pointer that the document does not hold answers for its nearest ancestor. */
export interface Positions {
  /** Where the key (for an item of a list: the item) begins. */
  readonly key: (pointer: Pointer) => Position
  /** Where the value begins. */
  readonly value: (pointer: Pointer) => Position
}

/** What a file says about how its resource is to be treated. */
export interface Lifecycle {
  readonly preventDestroy?: boolean
  /** `true` archives, `'delete'` deletes. */
  readonly retired?: boolean | 'delete'
  /** Pointers like those of `sensitive`: the live value stays, whatever the file says. */
  readonly ignoreChanges?: readonly string[]
  /** Pointers without the leading slash; `*` stands for one segment. Shown as digests only. */
  readonly sensitive?: readonly string[]
}
