// Source files, positions in them, addresses of resources, and lifecycle options.
import type { Position } from './diagnostic.ts'
import type { Pointer } from './pointer.ts'

declare const brand: unique symbol
/** Identifies a resource in the project: `gate/new_checkout`. */
export type Address = string & { readonly [brand]: 'Address' }
export const makeAddress = (kind: string, name: string): Address => `${kind}/${name}` as Address

/** U+FEFF, which some editors write at the start of a file. It is not part of the text. */
export const byteOrderMark = '\uFEFF'

export const withoutByteOrderMark = (text: string): string =>
  text.startsWith(byteOrderMark) ? text.slice(1) : text

/** A file of a source tree. `fault` is the reason why it could not be read as text. */
export interface SourceFile {
  /** Relative to the root of the project, with `/` as the separator. */
  readonly path: string
  readonly text: string
  readonly fault?: string
}

/** Positions by pointer. A pointer that the document does not have gets the position of its nearest ancestor. */
export interface Positions {
  /** The start of the key, or of the list item. */
  readonly key: (pointer: Pointer) => Position
  /** The start of the value. */
  readonly value: (pointer: Pointer) => Position
  /** The number or `true` or `false` as the file has it, where it is spelt otherwise than its value: `1.10`, `0x1F`. */
  readonly spelling: (pointer: Pointer) => string | undefined
}

/** The `lifecycle` options of a definition. */
export interface Lifecycle {
  readonly preventDestroy?: boolean
  /** `true` archives, `'delete'` deletes. */
  readonly retired?: boolean | 'delete'
  /** Pointers like those of `sensitive`. Their live values are kept. */
  readonly ignoreChanges?: readonly string[]
  /** Pointers without the leading slash; `*` matches one segment. Their values are hidden in reports. */
  readonly sensitive?: readonly string[]
}

/** Whether a definition says that its resource is to be archived or deleted. */
export const isRetired = ({ retired }: Lifecycle): boolean =>
  retired !== undefined && retired !== false
