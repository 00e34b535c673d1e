// Defines what a guard is: the answer to "may this operation run?", as data with a pure function.
import type { EffectType, Refusal } from '../../model/index.ts'

export type GuardLevel =
  /** The operation runs. */
  | 'free'
  /** The operation runs, and the plan says something about it. */
  | 'note'
  /** The operation runs, and the plan warns of it. */
  | 'warn'
  /** The operation does not run. */
  | 'refuse'
  /** The operation does not run, because Statsig’s API has no request for it. */
  | 'API'

/** What a guard looks at besides the effects of an operation. */
export type GuardState =
  | 'action'
  | 'routes'
  | 'live-status'
  | 'live-values'
  | 'base'
  | 'definition'
  | 'references'
  | 'removal-count'
  | 'audit-log'
  | 'workflow-inputs'
  | 'reviewed-plans'

/** What a person can do so that the operation runs. */
export type Lift =
  | 'change-file'
  | 'change-in-console'
  | 'overwrite-option'
  | 'fetch-record'
  | 'allow-prune-option'
  | 'remove-prevent-destroy'
  | 'end-experiment'
  | 'remove-references'
  | 'allow-archive-input'
  | 'review'

/** `Facts` is what the guard judges: an operation, or all removals of a plan. */
export interface Guard<Facts> {
  readonly name: string
  /** The codes of the refusals that it returns. */
  readonly codes: readonly Refusal['code'][]
  readonly level: GuardLevel
  /** The effects that it concerns. */
  readonly effects: 'all' | readonly EffectType[]
  readonly states: readonly GuardState[]
  readonly liftedBy: readonly Lift[]
  /** A scenario that shows it. */
  readonly scenario: string
  readonly judge: (facts: Facts) => Refusal | undefined
}

/** The first refusal, in the order of the guards that concern one of the effects. */
export const judgeWith = <
  Facts extends { readonly effects: readonly { readonly type: EffectType }[] },
>(
  guards: readonly Guard<Facts>[],
  facts: Facts,
): Refusal | undefined => {
  for (const guard of guards) {
    const refusal = concerns(guard, facts.effects) ? guard.judge(facts) : undefined
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const concerns = <Facts>(
  { effects }: Guard<Facts>,
  found: readonly { readonly type: EffectType }[],
): boolean => effects === 'all' || found.some(({ type }) => effects.includes(type))
