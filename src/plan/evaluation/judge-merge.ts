// Judges a merged resource as a whole: what it gives each user has to be what one of the two sides gives.
import type { ResolveName } from '../../fields/normalize.ts'
import type { Evaluation } from '../../kinds/evaluation.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Mixture } from '../../reasons/mixture.ts'
import type { FindDecisions } from './conditions.ts'
import type { Decisions } from './decision.ts'
import { evaluateMembers } from './evaluate.ts'
import { findMixture } from './find-mixture.ts'
import type { ResourceSides } from './sides.ts'

export type SideName = keyof ResourceSides

/** What other resources decide on one side. */
export interface OtherResources {
  readonly findDecisions: FindDecisions
  /** Decisions that come before those of the resource itself. */
  readonly precede: (decisions: Decisions) => Decisions
}

/** References to other resources are free variables. */
const noOtherResources: OtherResources = {
  findDecisions: () => undefined,
  precede: (decisions) => decisions,
}

export const judgeMerge = (
  kind: Kind,
  sides: ResourceSides,
  resolveName: ResolveName,
  others: (side: SideName) => OtherResources = () => noOtherResources,
): Mixture | undefined => {
  for (const evaluation of kind.evaluation ?? []) {
    const decide = (side: SideName) =>
      decisionsOf({ kind, evaluation }, sides[side], resolveName, others(side))
    const [file, live, merged] = [decide('file'), decide('live'), decide('merged')]
    for (const key of new Set([...file.keys(), ...live.keys(), ...merged.keys()])) {
      const found = findMixture({
        file: file.get(key) ?? [],
        live: live.get(key) ?? [],
        merged: merged.get(key) ?? [],
      })
      if (found !== undefined)
        return evaluation.each === undefined
          ? found
          : { ...found, label: `${evaluation.each.list}[${key}]` }
    }
  }
  return undefined
}

interface EvaluatedKind {
  readonly kind: Kind
  readonly evaluation: Evaluation
}

const decisionsOf = (
  { evaluation, kind }: EvaluatedKind,
  members: ResourceSides[SideName],
  resolveName: ResolveName,
  { findDecisions, precede }: OtherResources,
): ReadonlyMap<string, Decisions> =>
  new Map(
    [
      ...evaluateMembers(evaluation, kind.fields, members, {
        resolveName,
        findDecisions,
        salt: '',
      }),
    ].map(([key, decisions]) => [key, precede(decisions)]),
  )
