// Refuses a merge that would give some users what neither the file nor live state gives them.
import { topLevelName } from '../../core/pointer.ts'
import { evaluatedMembers } from '../../kinds/evaluation.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Address, Definition, Effect, Refusal, Resource } from '../../model/index.ts'
import type { Mixture } from '../../reasons/mixture.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import { judgeMerge } from '../evaluation/judge-merge.ts'
import { type ResourceSides, sidesOf, type WrittenMembers } from '../evaluation/sides.ts'
import type { ResolvedDifference, Side } from '../merge/index.ts'
import type { OperationDraft } from '../operation-draft.ts'
import { addRefusal, type Guard, judgeWith } from './guard.ts'

export interface MergedResource {
  readonly kind: Kind
  readonly definition: Definition
  readonly live: Resource
  readonly names: NameResolver
  readonly differences: readonly ResolvedDifference[]
  /** The members of the file, and their operations, as if the file won everywhere. */
  readonly file: () => WrittenMembers
  readonly mergedMembers: WrittenMembers['members']
  /** An option says that the file wins everywhere. */
  readonly isNamedToOverwrite: boolean
}

export interface MixedResultFacts {
  readonly effects: readonly Effect[]
  /** Absent where each user gets what the file or what live state gives. */
  readonly mixture: Mixture | undefined
  readonly resource: MergedResource
  /** Absent where the resource itself was changed in Statsig, and the users are its own. */
  readonly others?: OtherSide
}

export interface OtherSide {
  /** What stays as it is in Statsig: it was changed there, or its own change is refused. */
  readonly kept: readonly KeptResource[]
  /** The resource whose users get the mixture. */
  readonly usersOf: Address
}

export interface KeptResource {
  readonly resource: MergedResource
  readonly isRefused: boolean
}

export const mixedResultGuard: Guard<MixedResultFacts> = {
  name: 'mixed-result',
  codes: ['mixed-result'],
  level: 'refuse',
  effects: 'all',
  states: ['definition', 'live-values', 'base'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-rule-is-opened-and-raised',
  judge: ({ mixture, others, resource }) =>
    mixture === undefined ? undefined : mixedResult(resource, mixture, others),
}

/** Nothing of the resource is written where one part of it must not be. */
export const refuseMixedResult = (
  drafts: readonly OperationDraft[],
  resource: MergedResource,
): readonly OperationDraft[] => {
  const { differences, kind, names } = resource
  const hasOperations = drafts.some(({ refusal }) => refusal === undefined)
  const isMerge = hasOperations && differences.some(({ side }) => side === 'live')
  if (kind.evaluation === undefined || !isMerge) return drafts
  const mixture = judgeMerge(kind, mergedSides(resource, drafts), names.resolveName)
  return refuseMixture(drafts, { mixture, resource })
}

export const refuseMixture = (
  drafts: readonly OperationDraft[],
  facts: Omit<MixedResultFacts, 'effects'>,
): readonly OperationDraft[] => {
  const effects = drafts.flatMap((draft) => draft.effects)
  const refusal = judgeWith([mixedResultGuard], { effects, ...facts })
  return drafts.map((draft) => addRefusal(draft, refusal))
}

/** What is refused is not written. */
export const mergedSides = (
  { file, kind, live, mergedMembers, names }: MergedResource,
  drafts: readonly OperationDraft[],
): ResourceSides => {
  const operations = drafts.filter(({ refusal }) => refusal === undefined)
  const written = { file: file(), merged: { members: mergedMembers, operations } }
  return sidesOf(kind, live.raw, written, names)
}

const mixedResult = (resource: MergedResource, mixture: Mixture, others?: OtherSide): Refusal => {
  const { address, positions } = resource.definition
  const changedInFile = decisiveDifferences(resource, 'file')
  const kept = others?.kept ?? [{ resource, isRefused: false }]
  const elsewhere = kept.find((each) => each.resource.definition.address !== address)
  const shown = elsewhere ? [elsewhere] : kept
  return {
    isConflict: true,
    code: 'mixed-result',
    file: changedInFile.map(({ edit: { label, pointer } }) => {
      const at = positions.key(pointer)
      return { label, ...(at && { at }) }
    }),
    live: {
      labels: shown.flatMap((each) =>
        decisiveDifferences(each.resource, each.isRefused ? 'file' : 'live').map(
          ({ edit }) => edit.label,
        ),
      ),
      ...(elsewhere && { of: elsewhere.resource.definition.address }),
      ...(elsewhere?.isRefused && { isRefused: true as const }),
    },
    mixture,
    ...(others && others.usersOf !== address && { usersOf: others.usersOf }),
  }
}

/** The differences that decide what users get. */
const decisiveDifferences = (
  { differences, kind }: MergedResource,
  side: Side,
): readonly ResolvedDifference[] => {
  const decisive = new Set((kind.evaluation ?? []).flatMap(evaluatedMembers))
  return differences.filter(
    (each) => each.side === side && decisive.has(topLevelName(each.edit.pointer)),
  )
}
