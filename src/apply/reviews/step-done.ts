// Tells whether live state has what the review of one step is to change.
import { topLevelName } from '../../core/pointer.ts'
import type { Resource, ReviewStep } from '../../model/index.ts'
import { isArchived } from '../../resources/live.ts'
import { remainingDifferences } from '../check-result.ts'
import type { ReviewRun } from './open-review.ts'

export const isStepDone = (
  { context, kind, operation }: Pick<ReviewRun, 'context' | 'kind' | 'operation'>,
  { fields }: ReviewStep,
  live: Resource | undefined,
): boolean => {
  const { action } = operation
  switch (action) {
    case 'delete':
      return live === undefined
    case 'archive':
      return live !== undefined && isArchived(kind, live)
    case 'start':
    case 'conclude':
    case 'decide':
    case 'abandon': {
      const edge = kind.statusMachine?.transitions.find((each) => each.action === action)
      return live !== undefined && live.raw[kind.statusMachine?.field ?? ''] === edge?.to
    }
    case 'create':
    case 'update':
      return (
        live !== undefined &&
        remainingDifferences(operation, live.raw, kind, context).every(
          ({ edit }) => !fields.includes(topLevelName(edit.pointer)),
        )
      )
  }
}
