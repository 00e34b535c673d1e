// What a reviewer must know before an operation is run, as data.

import type { Pointer } from '../core/pointer.ts'
import type { Address } from '../core/source.ts'
import type { Edit } from '../fields/difference.ts'
import type { KindName } from '../kinds/index.ts'
import type { RequiredReview } from './review.ts'

export type Caution =
  | NewItem
  | AmbiguousItem
  /** A creation that no file describes. `by`: the first resource that refers to it; `near`: a similar name that exists. */
  | { readonly code: 'created-on-reference'; readonly by: Address; readonly near?: string }
  /** Fields that the update sends with the file's value, although Statsig does not return them. */
  | { readonly code: 'sends-unreadable'; readonly fields: readonly string[] }
  /** A deletion cannot be undone. */
  | { readonly code: 'cannot-be-undone' }
  /** Labels of fields that were changed in Statsig since the last apply. */
  | { readonly code: 'changed-since-apply'; readonly labels: readonly string[] }
  /** Labels of fields that have had the value of the file in Statsig since the last apply, and were changed back there. */
  | { readonly code: 'changed-back'; readonly labels: readonly string[] }
  /** Statsig asks for a review of the change. */
  | { readonly code: 'needs-statsig-review'; readonly review: RequiredReview }
  /** Kinds that may refer to the resource and that Statsig did not list. */
  | { readonly code: 'unreadable-references'; readonly kinds: readonly KindName[] }

/** An item that Statsig treats as new, so that it loses state that its users depend on, such as their buckets. */
export interface NewItem {
  readonly code: 'new-item'
  /** The pointer of the edit that adds the item. */
  readonly pointer: Pointer
  readonly label: string
  /** What is lost. The sentence comes from the kind. */
  readonly detail: string
}

/** An item that has the name and the content of another one, and may be that one. */
export interface AmbiguousItem extends Omit<NewItem, 'code'> {
  readonly code: 'ambiguous-item'
}

export const findAddedEdit = (
  { pointer }: NewItem | AmbiguousItem,
  edits: readonly Edit[],
): Edit | undefined => edits.find((edit) => edit.pointer === pointer && edit.item === 'added')

/** Whether Statsig may reassign users. */
export const isReassignment = (caution: Caution): caution is NewItem | AmbiguousItem =>
  caution.code === 'new-item' || caution.code === 'ambiguous-item'

export const isNewItem = (caution: Caution): caution is NewItem => caution.code === 'new-item'

/** A change in Statsig that the file replaces because an option or a setting says so. */
export type Overwritten =
  | {
      readonly code: 'edit'
      readonly label: string
      /** The field paths of the options that name it; an empty text for the whole resource. Absent for a setting. */
      readonly namedBy?: readonly string[]
    }
  /** The resource is in use, and the file retires it. */
  | { readonly code: 'in-use' }
  /** The resource was deleted in Statsig. */
  | { readonly code: 'deletion' }
  /** Every change of a resource that is archived or deleted. */
  | { readonly code: 'anything' }
