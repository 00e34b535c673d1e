// Keys that several bodies share, with the limits of the published document.
import {
  anyObject,
  anyOf,
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  list,
  nullable,
  number,
  record,
  text,
} from '../core/body-schema.ts'
import { withCheckedOperator } from './condition-operators.ts'

export const description: BodySchema = text({ max: 1000 })
export const texts: BodySchema = list(text())

export const ownership: BodyKeys = {
  team: nullable(text()),
  teamID: nullable(text()),
  creatorID: nullable(text()),
  creatorEmail: nullable(text()),
}

export const targetApps: BodySchema = anyOf(text(), texts)

export const owner: BodySchema = nullable(
  record({ ownerID: text(), ownerType: text(), ownerName: text(), ownerEmail: text() }),
)

export const reviewSettings: BodySchema = record({ requiredReview: flag }, ['requiredReview'])

export const metricNames: BodySchema = list(
  record({ name: text(), type: text() }, ['name', 'type']),
)

const SEGMENT_CONDITIONS = [
  'app_version',
  'browser_name',
  'browser_version',
  'country',
  'custom_field',
  'email',
  'environment_tier',
  'fails_segment',
  'ip_address',
  'os_name',
  'os_version',
  'passes_segment',
  'unit_id',
  'user_id',
] as const

// The published document does not have the last two yet.
const GATE_CONDITIONS = [
  ...SEGMENT_CONDITIONS,
  'fails_gate',
  'locale',
  'passes_gate',
  'public',
  'time',
  'url',
  'javascript',
  'device_model',
  'target_app',
  'user_agent',
  'experiment_group',
] as const

const conditionsOf = (types: readonly string[]): BodySchema =>
  list(
    withCheckedOperator(
      record(
        {
          type: choice(...types),
          operator: text(),
          targetValue: nullable(anyOf(texts, list(number()), text(), number())),
          field: nullable(text()),
          customID: nullable(text()),
        },
        ['type'],
      ),
    ),
  )

export const percentage: BodySchema = number({ min: 0, max: 100, step: 0.01 })
export const gateConditions: BodySchema = conditionsOf(GATE_CONDITIONS)

const ruleKeysOf = (conditionTypes: readonly string[]): BodyKeys => ({
  name: text(),
  passPercentage: percentage,
  conditions: conditionsOf(conditionTypes),
  environments: nullable(texts),
  id: text(),
  baseID: text(),
  returnValue: anyObject,
})

export const gateRuleKeys: BodyKeys = ruleKeysOf(GATE_CONDITIONS)

const rulesOf = (conditionTypes: readonly string[]): BodySchema =>
  list(record(ruleKeysOf(conditionTypes), ['name', 'passPercentage', 'conditions']))

export const gateRules: BodySchema = rulesOf(GATE_CONDITIONS)
export const segmentRules: BodySchema = rulesOf(SEGMENT_CONDITIONS)
