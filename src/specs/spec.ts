// Defines config specs: what Statsig's SDKs download and evaluate for each user.
import type { Json, JsonObject } from '../core/json.ts'

export interface SpecCondition {
  readonly type: string
  readonly targetValue: Json
  readonly operator: string | null
  readonly field: string | null
  readonly additionalValues: JsonObject
  readonly idType: string
}

/** The first rule whose conditions a user meets decides. A user beyond its percentage gets the default. */
export interface SpecRule {
  readonly name: string
  readonly id: string
  readonly salt: string
  readonly passPercentage: number
  readonly conditions: readonly SpecCondition[]
  readonly returnValue: Json
  readonly idType: string
  readonly groupName?: string
  readonly isExperimentGroup?: true
  /** The experiment whose value a layer returns. */
  readonly configDelegate?: string
}

export interface Spec {
  readonly name: string
  readonly type: 'feature_gate' | 'dynamic_config'
  readonly entity:
    | 'feature_gate'
    | 'segment'
    | 'holdout'
    | 'dynamic_config'
    | 'experiment'
    | 'layer'
  readonly salt: string
  readonly enabled: boolean
  readonly defaultValue: Json
  readonly rules: readonly SpecRule[]
  readonly idType: string
  readonly isActive?: boolean
  readonly hasSharedParams?: boolean
  readonly explicitParameters?: readonly string[]
  readonly targetAppIDs?: readonly string[]
}

export interface CompiledSpecs {
  /** Gates, segments and holdouts. */
  readonly gates: readonly Spec[]
  /** Dynamic configs and experiments. */
  readonly configs: readonly Spec[]
  readonly layers: readonly Spec[]
  /** The ids of the experiments of each layer. */
  readonly experimentsByLayer: ReadonlyMap<string, readonly string[]>
  /** The ids in each ID list, by its name. */
  readonly idLists: ReadonlyMap<string, readonly string[]>
  /** The buckets of its layer that each experiment owns. */
  readonly buckets: OwnedBuckets
  /** What is not known. Where a condition would decide it, the spec has one that no SDK supports. */
  readonly unknowns: readonly UnknownResult[]
}

/** The buckets, from 0 to 999, by the id of the experiment. */
export type OwnedBuckets = ReadonlyMap<string, readonly number[]>

export type SpecKind =
  | 'gate'
  | 'segment'
  | 'holdout'
  | 'dynamic_config'
  | 'experiment'
  | 'layer'
  | 'autotune'

/** Why it is not known what some users get. */
export type UnknownReason =
  /** How the SDKs evaluate this type of condition, or this operator for the type, is not known. */
  | 'condition-type'
  | 'operator'
  /** What several values mean together is not known, or there is no value. */
  | 'several-values'
  | 'no-value'
  /** The gate, segment, experiment or group is not among the resources. */
  | 'missing-reference'
  /** The resource refers to itself, directly or through others. */
  | 'reference-cycle'
  /** The value is given as JSON5 text alone. */
  | 'value-as-text'
  /** How the users of a rule are divided among variants is not known. */
  | 'variants'
  /** The targeting rules of an experiment have a format that is not documented. */
  | 'inline-targeting'
  /** Two overrides give the same unit different results. */
  | 'contradicting-overrides'
  /** Several groups match the override. */
  | 'ambiguous-group'
  /** What users get in this status is not known. */
  | 'status'
  /** Some users are kept from the decision to measure it. */
  | 'holdback'
  /** The decided group and the default of the layer give different values. */
  | 'shipped-value'
  /** The experiments of a layer take more than all users. */
  | 'over-allocated'
  /** Statsig does not give SDKs the ids of such a list. */
  | 'list-type'
  /** Statsig alone has the values. */
  | 'learned-by-statsig'

export interface UnknownResult {
  readonly kind: SpecKind
  readonly id: string
  readonly reason: UnknownReason
  /** The name of the rule. */
  readonly rule?: string
  /** The type, operator, status or reference that is not known. */
  readonly of?: string
}
