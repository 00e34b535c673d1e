// Words and shapes of the API that the published document does not know yet.
export const operators = [
  'any',
  'none',
  'any_case_sensitive',
  'none_case_sensitive',
  'str_contains_any',
  'str_contains_none',
  'gt',
  'lt',
  'lte',
  'gte',
  'version_gt',
  'version_lt',
  'version_gte',
  'version_lte',
  'version_eq',
  'after',
  'before',
  'on',
  'is_null',
  'is_not_null',
  'str_matches',
  'encoded_any',
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
]

/** Shapes unknown, hence any value. */
export const experimentMembers = [
  'externalEvents',
  'userBuckets',
  'defaultRollupWindow',
  'defaultChanceToBeatThreshold',
  'bayesianPriors',
  'scheduledReloadDays',
  'turboMode',
  'autoLoadToplineImpact',
  'sprtBaselineMode',
  'sprtMDESettings',
  'preComputedUserDimensions',
  'cureCovariates',
  'enabledNonProdEnvironments',
]

/** How a rule that rises may be rolled out (facts 4.2). */
export const rollout = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { type: 'string', enum: ['gradual', 'bypass'] },
    phases: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pass_percent', 'isComplete'],
        properties: {
          pass_percent: { type: 'number', minimum: 0, maximum: 100 },
          isComplete: { type: 'boolean' },
          time: { type: 'number' },
          phaseDurationMs: { type: 'number' },
        },
      },
    },
  },
}
