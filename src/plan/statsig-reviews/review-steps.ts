// Divides an operation into reviews: each holds one kind of change. No user may get between two of them what they get
// neither before nor after all of them.
import { topLevelName } from '../../core/pointer.ts'
import type { Kind } from '../../kinds/kind.ts'
import { reviewOfField } from '../../kinds/reviewed-fields.ts'
import type { Operation, Resource, ReviewStep } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import { judgeMerge } from '../evaluation/judge-merge.ts'
import { sidesOf } from '../evaluation/sides.ts'

export type ReviewSteps =
  | { readonly steps: readonly ReviewStep[] }
  /** Fields that no review can hold. */
  | { readonly notReviewable: readonly string[] }
  /** The types of the reviews, for which there is no safe order. */
  | { readonly unordered: readonly string[] }

export const reviewSteps = (
  kind: Kind,
  operation: Operation,
  live: Resource | undefined,
  names: NameResolver,
): ReviewSteps => {
  const { action, subResource } = operation
  const label = action === 'create' || action === 'update' ? subResource : action
  if (subResource !== undefined) return { notReviewable: [subResource] }
  if (action !== 'create' && action !== 'update') {
    const type = kind.reviews?.routes?.actions[action]?.type
    return type === undefined
      ? { notReviewable: [label ?? action] }
      : { steps: [{ type, fields: [] }] }
  }
  const touched = touchedFields(operation)
  const notReviewable = touched.filter((name) => reviewOfField(kind, name) === undefined)
  if (notReviewable.length > 0) return { notReviewable }
  const steps = stepsOf(kind, touched)
  const order = permutations(byDirection(steps, operation)).find((each) =>
    isSafe(kind, operation, live, each, names),
  )
  return order === undefined ? { unordered: steps.map(({ type }) => type) } : { steps: order }
}

export const touchedFields = ({ edits }: Pick<Operation, 'edits'>): readonly string[] => [
  ...new Set(edits.map(({ pointer }) => topLevelName(pointer))),
]

const stepsOf = (kind: Kind, touched: readonly string[]): readonly ReviewStep[] => {
  const types = new Map<string, readonly string[]>()
  for (const name of touched) {
    const type = reviewOfField(kind, name)?.entry.type
    if (type !== undefined) types.set(type, [...(types.get(type) ?? []), name])
  }
  return [...types].map(([type, fields]) => ({ type, fields }))
}

/** What is switched off comes first, and what is switched on last. */
const byDirection = (
  steps: readonly ReviewStep[],
  { effects }: Operation,
): readonly ReviewStep[] => {
  const rank = ({ fields }: ReviewStep): number => {
    const own = effects.filter(({ pointer }) => fields.includes(topLevelName(pointer)))
    if (own.some(({ type }) => type === 'switches-off')) return 0
    if (own.some(({ type }) => type === 'switches-on')) return 3
    return own.some(({ type }) => type === 'loses') ? 1 : 2
  }
  return steps.toSorted((one, other) => rank(one) - rank(other))
}

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, index) =>
        permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
      )

const isSafe = (
  kind: Kind,
  operation: Operation,
  live: Resource | undefined,
  order: readonly ReviewStep[],
  names: NameResolver,
): boolean => {
  if (order.length === 1) return true
  if (kind.evaluation === undefined || live === undefined) return false
  const { edits, members } = operation
  const file = { members, operations: [{ edits }] }
  return order.slice(1).every((_, index) => {
    const done = order.slice(0, index + 1).flatMap(({ fields }) => fields)
    const written = edits.filter(({ pointer }) => done.includes(topLevelName(pointer)))
    const merged = { members, operations: [{ edits: written }] }
    const sides = sidesOf(kind, live.raw, { file, merged }, names)
    return judgeMerge(kind, sides, names.resolveName) === undefined
  })
}
