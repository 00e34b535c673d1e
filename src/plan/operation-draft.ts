// An operation in the making: what it will be known by and what it must come after are not settled yet.
import type { Difference, Edit } from '../fields/difference.ts'
import { normalizeValue, type ResolveName } from '../fields/normalize.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Operation } from '../model.ts'
import { type Pointer, topLevelName } from '../pointer.ts'

export interface OperationDraft extends Omit<Operation, 'id' | 'dependsOn'> {
  /** In normal form, managed paths only. */
  readonly before: JsonObject
  readonly wanted: JsonObject
}

export const sensitivePointers = ({ lifecycle }: Definition): readonly Pointer[] =>
  (lifecycle.sensitive ?? []).map((path) => `/${path}`)

export const editPositions = (
  { positions }: Definition,
  edits: readonly Edit[],
): Operation['editPositions'] =>
  Object.fromEntries(edits.map(({ pointer }) => [pointer, positions.key(pointer)]))

/** The given top-level members in normal form. */
export const normalizedMembers = (
  kind: Kind,
  members: JsonObject,
  names: Iterable<string>,
  resolveName: ResolveName,
): JsonObject =>
  Object.fromEntries(
    [...new Set(names)].flatMap((name) => {
      const field = kind.fields[name]
      const value: Json | undefined = field && normalizeValue(field, members[name], resolveName)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

export const topLevelNames = (differences: readonly Difference[]): readonly string[] => [
  ...new Set(differences.map(({ edit }) => topLevelName(edit.pointer))),
]

export const editsOf = (differences: readonly Difference[]): readonly Edit[] =>
  differences.map(({ edit }) => edit)
