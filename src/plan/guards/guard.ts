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
  | 'review-settings'

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
  | 'bypass-reviews'

/** `Facts` is what the guard judges: an operation, or all removals of a plan. */
export interface Guard<Facts, Verdict extends { readonly code: string } = Refusal> {
  readonly name: string
  /** The codes of the refusals, or of the reasons why a difference is kept, that it returns. */
  readonly codes: readonly Verdict['code'][]
  readonly level: GuardLevel
  /** The effects that it concerns. */
  readonly effects: 'all' | readonly EffectType[]
  readonly states: readonly GuardState[]
  readonly liftedBy: readonly Lift[]
  /** A scenario that shows it. */
  readonly scenario: string
  readonly judge: (facts: Facts) => Verdict | undefined
}

/** The first verdict, in the order of the guards that concern one of the effects. */
export const judgeWith = <
  Facts extends { readonly effects: readonly { readonly type: EffectType }[] },
  Verdict extends { readonly code: string },
>(
  guards: readonly Guard<Facts, Verdict>[],
  facts: Facts,
): Verdict | undefined => {
  for (const guard of guards) {
    const verdict = concerns(guard, facts.effects) ? guard.judge(facts) : undefined
    if (verdict !== undefined) return verdict
  }
  return undefined
}

/** The operation with the refusal, unless it has one already. */
export const addRefusal = <O extends { readonly refusal?: Refusal }>(
  operation: O,
  refusal: Refusal | undefined,
): O =>
  operation.refusal !== undefined || refusal === undefined ? operation : { ...operation, refusal }

const concerns = (
  { effects }: { readonly effects: 'all' | readonly EffectType[] },
  found: readonly { readonly type: EffectType }[],
): boolean => effects === 'all' || found.some(({ type }) => effects.includes(type))
