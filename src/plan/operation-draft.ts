// An operation in the making: what it will be known by and what it must come after are not settled yet.
import type { Difference, Edit } from '../fields/difference.ts'
import { type Canonical, normal } from '../fields/normalize.ts'
import type { Json, Members } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Operation } from '../model.ts'
import { type Pointer, topOf } from '../pointer.ts'

export interface Draft extends Omit<Operation, 'id' | 'after'> {
  /** In normal form, managed paths only. */
  readonly before: Members
  readonly wanted: Members
}

export const sensitiveIn = ({ lifecycle }: Definition): readonly Pointer[] =>
  (lifecycle.sensitive ?? []).map((path) => `/${path}`)

export const placesOf = ({ positions }: Definition, edits: readonly Edit[]): Operation['places'] =>
  Object.fromEntries(edits.map(({ pointer }) => [pointer, positions.key(pointer)]))

/** The given top-level members in normal form. */
export const normalOf = (
  kind: Kind,
  members: Members,
  names: Iterable<string>,
  canonical: Canonical,
): Members =>
  Object.fromEntries(
    [...new Set(names)].flatMap((name) => {
      const field = kind.fields[name]
      const value: Json | undefined = field && normal(field, members[name], canonical)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

export const topsOf = (differences: readonly Difference[]): readonly string[] => [
  ...new Set(differences.map(({ edit }) => topOf(edit.pointer))),
]

export const editsIn = (differences: readonly Difference[]): readonly Edit[] =>
  differences.map(({ edit }) => edit)
