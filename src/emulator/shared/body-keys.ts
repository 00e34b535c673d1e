// The keys that several bodies share, as the document limits them.
import {
  bag,
  choice,
  either,
  flag,
  type Keys,
  list,
  nullable,
  number,
  record,
  type Shape,
  text,
} from '../core/body-schema.ts'

export const description: Shape = text({ max: 1000 })
export const texts: Shape = list(text())

export const ownership: Keys = {
  team: nullable(text()),
  teamID: nullable(text()),
  creatorID: nullable(text()),
  creatorEmail: nullable(text()),
}

export const targetApps: Shape = either(text(), texts)

export const owner: Shape = nullable(
  record({ ownerID: text(), ownerType: text(), ownerName: text(), ownerEmail: text() }),
)

export const reviewSettings: Shape = record({ requiredReview: flag }, ['requiredReview'])

export const metricNames: Shape = list(record({ name: text(), type: text() }, ['name', 'type']))

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

// The last two are newer than the document.
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

const conditionsOf = (types: readonly string[]): Shape =>
  list(
    record(
      {
        type: choice(...types),
        operator: text(),
        targetValue: nullable(either(texts, list(number()), text(), number())),
        field: nullable(text()),
        customID: nullable(text()),
      },
      ['type'],
    ),
  )

export const percentage: Shape = number({ min: 0, max: 100, step: 0.01 })
export const gateConditions: Shape = conditionsOf(GATE_CONDITIONS)

const rulesOf = (conditionTypes: readonly string[]): Shape =>
  list(
    record(
      {
        name: text(),
        passPercentage: percentage,
        conditions: conditionsOf(conditionTypes),
        environments: nullable(texts),
        id: text(),
        baseID: text(),
        returnValue: bag,
      },
      ['name', 'passPercentage', 'conditions'],
    ),
  )

export const gateRules: Shape = rulesOf(GATE_CONDITIONS)
export const segmentRules: Shape = rulesOf(SEGMENT_CONDITIONS)
