// Refuses a merge that would give some users what neither the file nor live state gives them.
import { type Pointer, topLevelName } from '../../core/pointer.ts'
import { evaluatedMembers } from '../../kinds/evaluation.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Definition, Effect, Refusal, Resource } from '../../model/index.ts'
import type { Mixture } from '../../reasons/mixture.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import { judgeMerge } from '../evaluation/judge-merge.ts'
import { type ResourceSides, sidesOf, type WrittenMembers } from '../evaluation/sides.ts'
import type { ResolvedDifference, Side } from '../merge/index.ts'
import type { OperationDraft } from '../operation-draft.ts'
import { type Guard, judgeWith } from './guard.ts'

export interface MergedResource {
  readonly kind: Kind
  readonly definition: Definition
  readonly live: Resource
  readonly names: NameResolver
  readonly differences: readonly ResolvedDifference[]
  /** The definition of the file, and its operations, as if Statsig had not been changed. */
  readonly file: () => WrittenMembers
  readonly mergedMembers: WrittenMembers['members']
}

/** The sides of a resource that both the file and Statsig have changed. Absent for any other. */
const mixedSides = (
  resource: MergedResource,
  drafts: readonly OperationDraft[],
): ResourceSides | undefined => {
  const { differences, file, kind, live, mergedMembers, names } = resource
  const operations = drafts.filter(({ refusal }) => refusal === undefined)
  if (kind.evaluation === undefined || operations.length === 0) return undefined
  if (differences.every(({ side }) => side === 'file')) return undefined
  return sidesOf(
    kind,
    live.raw,
    { file: file(), merged: { members: mergedMembers, operations } },
    names,
  )
}

export interface MixedResultFacts {
  readonly effects: readonly Effect[]
  /** Absent where each user gets what the file or what live state gives. */
  readonly mixture: Mixture | undefined
  readonly resource: MergedResource
}

export const mixedResultGuard: Guard<MixedResultFacts> = {
  name: 'mixed-result',
  codes: ['mixed-result'],
  level: 'refuse',
  effects: 'all',
  states: ['definition', 'live-values', 'base'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-rule-is-opened-and-raised',
  judge: ({ mixture, resource }) =>
    mixture === undefined ? undefined : mixedResult(resource, mixture),
}

/** Nothing of the resource is written where one part of it must not be. */
export const refuseMixedResult = (
  drafts: readonly OperationDraft[],
  resource: MergedResource,
): readonly OperationDraft[] => {
  const { kind, names } = resource
  const sides = mixedSides(resource, drafts)
  const mixture = sides && judgeMerge(kind, sides, names.resolveName)
  const effects = drafts.flatMap((draft) => draft.effects)
  const refusal = judgeWith([mixedResultGuard], { effects, mixture, resource })
  return refusal === undefined
    ? drafts
    : drafts.map((draft) => ({ ...draft, refusal: draft.refusal ?? refusal }))
}

const mixedResult = (
  { definition, differences, kind }: MergedResource,
  mixture: Mixture,
): Refusal => {
  const decisive = new Set((kind.evaluation ?? []).flatMap(evaluatedMembers))
  const labelsOf = (side: Side): ReadonlyMap<string, Pointer> =>
    new Map(
      differences
        .filter((each) => each.side === side && decisive.has(topLevelName(each.edit.pointer)))
        .map(({ edit }) => [edit.label, edit.pointer]),
    )
  return {
    isConflict: true,
    code: 'mixed-result',
    file: [...labelsOf('file')].map(([label, pointer]) => {
      const at = definition.positions.key(pointer)
      return { label, ...(at && { at }) }
    }),
    live: { labels: [...labelsOf('live').keys()] },
    mixture,
  }
}
