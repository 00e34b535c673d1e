// Defines how rules and overrides decide what a user gets, for the kinds that have them.
import type { ConditionMeaning, EvaluationStep, IdsStep, Result, RulesStep } from '../evaluation.ts'

const conditions: Readonly<Record<string, ConditionMeaning>> = {
  public: { tests: 'nothing' },
  passes_gate: { tests: 'reference', to: 'gate', when: 'passes' },
  fails_gate: { tests: 'reference', to: 'gate', when: 'fails' },
  passes_segment: { tests: 'reference', to: 'segment', when: 'passes' },
  fails_segment: { tests: 'reference', to: 'segment', when: 'fails' },
  environment_tier: { tests: 'attribute', attribute: 'environment-tier' },
  user_id: { tests: 'attribute', attribute: 'userID' },
}

export const givesNothing: Result = { gives: 'nothing' }
export const givesPass: Result = { gives: 'pass' }

export const rulesStep = (
  gives: Result,
  options: Pick<RulesStep, 'share' | 'variants'> & { readonly list?: string } = {},
): RulesStep => ({ step: 'rules', list: 'rules', conditions, gives, ...options })

/** While the resource is disabled, every user gets the same. */
export const enabledStep = (gives: Result): EvaluationStep => ({
  step: 'switch',
  member: 'isEnabled',
  is: [false],
  gives,
})

/** Apps that do not receive the resource use the default in code. */
export const targetAppsStep: EvaluationStep = {
  step: 'apps',
  member: 'targetApps',
  gives: givesNothing,
}

const idsIn = (list: string, unit: string, gives: Result): IdsStep => ({
  step: 'ids',
  at: ['overrides', list],
  unit,
  gives,
})
const idsInEnvironment = (ids: string, gives: Result): IdsStep => ({
  step: 'ids',
  at: ['overrides', 'environmentOverrides'],
  unit: 'userID',
  entry: { ids, unit: 'unitID', environment: 'environment' },
  gives,
})

/** Ids that always pass, and ids that never do. */
export const gateOverrideSteps = (passes: Result): readonly EvaluationStep[] => [
  idsIn('failingUserIDs', 'userID', givesNothing),
  idsIn('passingUserIDs', 'userID', passes),
  idsIn('failingCustomIDs', 'customID', givesNothing),
  idsIn('passingCustomIDs', 'customID', passes),
  idsInEnvironment('failingIDs', givesNothing),
  idsInEnvironment('passingIDs', passes),
]
