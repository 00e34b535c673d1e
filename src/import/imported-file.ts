// The files of an imported resource, and what they leave out.
import type { JsonObject } from '../core/json.ts'
import type { Edit } from '../fields/difference.ts'
import type { Address, KeptReason, Operation, Resource, SourceFile } from '../model/index.ts'
import type { SplitDefinition } from './list-files.ts'

export interface ImportedFile {
  readonly resource: Resource
  /** What the file says. */
  readonly members: JsonObject
  readonly file: SourceFile
  /** The list file that the definition names. */
  readonly list?: SourceFile
  /** Why a file cannot express a member of the resource. */
  readonly fault?: SplitDefinition['fault']
  /** What the resource has and the file does not say, because no file can. */
  readonly leftOut: readonly LeftOutMember[]
}

export interface LeftOutMember {
  /** The key of the definition. */
  readonly name: string
  readonly because: Misfit
}

/** Why a file does not express the live state. */
export type Misfit =
  /** It would be invalid, alone or with the live state. */
  | { readonly code: 'fault'; readonly reason: string }
  /** It would change something. */
  | { readonly code: 'change'; readonly change: RoundTripChange }

export interface RoundTripChange {
  readonly address: Address
  readonly edits: readonly Edit[]
  readonly because:
    | { readonly code: 'planned'; readonly operation: Operation }
    | { readonly code: 'kept'; readonly reason: KeptReason }
}

/** The files of a resource: all are written, or none. */
export const filesOf = ({ file, list }: ImportedFile): readonly SourceFile[] =>
  list ? [list, file] : [file]

/** What the files leave out because they would be invalid with it, and because they would change something. */
export const listLeftOut = (
  files: readonly ImportedFile[],
): {
  readonly faulty: readonly {
    readonly address: Address
    readonly field: string
    readonly reason: string
  }[]
  readonly changing: readonly RoundTripChange[]
} => ({
  faulty: files.flatMap(({ leftOut, resource: { address } }) =>
    leftOut.flatMap(({ because, name }) =>
      because.code === 'fault' ? [{ address, field: name, reason: because.reason }] : [],
    ),
  ),
  changing: files.flatMap(({ leftOut }) => [
    ...new Set(
      leftOut.flatMap(({ because }) => (because.code === 'change' ? [because.change] : [])),
    ),
  ]),
})
