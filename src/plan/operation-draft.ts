// Defines a draft of an operation, which has no id and no dependencies yet, and helpers that fill one.

import type { Json, JsonObject } from '../core/json.ts'
import { type Pointer, topLevelName } from '../core/pointer.ts'
import type { Difference, Edit } from '../fields/difference.ts'
import { normalizeValue, type ResolveName } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Operation, Resource } from '../model/index.ts'
import { operationEffects } from './effects/index.ts'
import { addRefusal, judgeWith } from './guards/guard.ts'
import type { Findings } from './guards/operation-facts.ts'
import { operationGuards } from './guards/operation-guards.ts'

export interface OperationDraft extends Omit<Operation, 'id' | 'dependsOn'> {
  /** The live values, in normal form, of managed fields only. */
  readonly before: JsonObject
  /** The wanted values in the same form. */
  readonly wanted: JsonObject
}

/** A draft whose effects are not found yet, and of which no guard was asked. */
export interface UnjudgedDraft extends Omit<OperationDraft, 'effects' | 'refusal'> {
  readonly findings: Findings
}

/** Finds the effects of a draft, and asks the guards whether it may run. */
export const judgeDraft = (
  { findings, ...draft }: UnjudgedDraft,
  kind: Kind,
  live: Resource | undefined,
): OperationDraft => {
  const effects = operationEffects(draft, kind, live)
  const { action } = draft
  const refusal = judgeWith(operationGuards, { action, kind, live, effects, findings })
  return { ...draft, effects, ...(refusal && { refusal }) }
}

/** Asks the guards once more, about what was found after the draft was judged. */
export const judgeFindings = (
  draft: OperationDraft,
  kind: Kind,
  live: Resource | undefined,
  findings: Findings,
): OperationDraft => {
  const { action, effects } = draft
  return addRefusal(draft, judgeWith(operationGuards, { action, kind, live, effects, findings }))
}

export const isRetirement = ({ action }: Pick<OperationDraft, 'action'>): boolean =>
  action === 'archive' || action === 'delete'

export const sensitivePointers = ({ lifecycle }: Definition): readonly Pointer[] =>
  (lifecycle.sensitive ?? []).map((path) => `/${path}`)

export const editPositions = (
  { positions }: Definition,
  edits: readonly Edit[],
): Operation['editPositions'] =>
  Object.fromEntries(edits.map(({ pointer }) => [pointer, positions.key(pointer)]))

/** The named top-level members in normal form. */
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
