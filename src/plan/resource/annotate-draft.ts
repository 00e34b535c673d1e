// Adds to a draft its conflict, the changes that it overwrites, and what a reviewer must know.

import { topLevelName } from '../../core/pointer.ts'
import { type Caution, isReassignment, type Overwritten } from '../../model/index.ts'
import type { MergeResult, ResolvedDifference } from '../merge/index.ts'
import { editPositions, judgeFindings, type OperationDraft } from '../operation-draft.ts'
import type { ResourceContext } from './context.ts'

export interface NotedDifferences {
  readonly conflicts: readonly ResolvedDifference[]
  readonly overwritten: readonly OverwrittenDifference[]
  /** Changes to values that were changed back in Statsig. */
  readonly changedBack: readonly ResolvedDifference[]
}

interface OverwrittenDifference extends ResolvedDifference {
  /** The field paths of the options that name it. */
  readonly namedBy: readonly string[]
}

/** A draft whose pointers point into the file, with its conflict or the changes that it overwrites. */
export const annotateDraft = (
  draft: OperationDraft,
  { changedBack, conflicts, overwritten }: NotedDifferences,
  { toFilePointer }: MergeResult,
  { definition, kind, live }: ResourceContext,
): OperationDraft => {
  const tops = new Set(draft.edits.map(({ pointer }) => topLevelName(pointer)))
  const inDraft = ({ edit }: ResolvedDifference) => tops.has(topLevelName(edit.pointer))
  const edits = draft.edits.map((edit) => ({ ...edit, pointer: toFilePointer(edit.pointer) }))
  const conflictLabels = new Set(conflicts.filter(inDraft).map(({ edit }) => edit.label))
  const overwrites = overwrittenEdits(overwritten.filter(inDraft))
  return {
    ...judgeFindings(draft, kind, live, { conflicts: [...conflictLabels] }),
    edits,
    effects: draft.effects.map((each) => ({ ...each, pointer: toFilePointer(each.pointer) })),
    cautions: [
      ...draft.cautions.map((each) =>
        isReassignment(each) ? { ...each, pointer: toFilePointer(each.pointer) } : each,
      ),
      ...changedBackCaution(changedBack.filter(inDraft)),
    ],
    editPositions: editPositions(definition, edits),
    ...(overwrites.length > 0 && { overwrites }),
  }
}

const changedBackCaution = (differences: readonly ResolvedDifference[]): readonly Caution[] =>
  differences.length === 0
    ? []
    : [{ code: 'changed-back', labels: differences.map(({ edit }) => edit.label) }]

/** One for each label. */
const overwrittenEdits = (differences: readonly OverwrittenDifference[]): readonly Overwritten[] =>
  [...new Set(differences.map(({ edit }) => edit.label))].map((label) => {
    const sameLabel = differences.filter(({ edit }) => edit.label === label)
    const namedBy = [...new Set(sameLabel.flatMap((each) => each.namedBy))]
    return { code: 'edit', label, ...(namedBy.length > 0 && { namedBy }) }
  })
