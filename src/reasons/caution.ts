// What a reviewer must know before an operation is run, as data.
import type { Edit } from '../fields/difference.ts'
import type { KindName } from '../kinds/index.ts'
import type { Pointer } from '../pointer.ts'
import type { Address } from '../source.ts'

export type Caution =
  | NewItem
  /** A creation that no file describes: what first refers to it, and a name that it may be a slip of. */
  | { readonly code: 'first-used'; readonly by: Address; readonly near?: string }
  /** Fields that an update sends along and that Statsig does not show. */
  | { readonly code: 'sends-unshown'; readonly fields: readonly string[] }
  /** A deletion is final. */
  | { readonly code: 'cannot-be-undone' }
  /** Labels of what was changed in Statsig since it was applied. */
  | { readonly code: 'changed-since'; readonly labels: readonly string[] }
  /** Kinds that may refer to the resource and that Statsig did not show. */
  | { readonly code: 'unseen-references'; readonly kinds: readonly KindName[] }

/** An item that Statsig takes for a new one, so that something is lost that users were sorted by. */
export interface NewItem {
  readonly code: 'new-item'
  /** Of the edit that adds it. */
  readonly pointer: Pointer
  readonly label: string
  /** What is lost, in the words of the kind. */
  readonly detail: string
}

/** The edit that a new item comes with. */
export const addingEdit = ({ pointer }: NewItem, edits: readonly Edit[]): Edit | undefined =>
  edits.find((edit) => edit.pointer === pointer && edit.item === 'added')

export const isNewItem = (caution: Caution): caution is NewItem => caution.code === 'new-item'

/** What was changed in Statsig as well, where the file wins because somebody said so. */
export type Overwritten =
  | { readonly code: 'edit'; readonly label: string }
  /** The resource is in use, and the file retires it. */
  | { readonly code: 'use' }
  /** The resource was deleted. */
  | { readonly code: 'deletion' }
  /** Whatever has changed of a resource that is to go. */
  | { readonly code: 'anything' }
