// Alerts since the published document, which can only list them.
import type { Json, JsonObject } from '../../../src/core/json.ts'
import type { Patch } from './correction.ts'
import { inPath, inSchemas } from './schema-paths.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const texts = { type: 'array', items: text }
const choice = (...words: readonly string[]): JsonObject => ({ type: 'string', enum: words })
const listOf = (properties: JsonObject): JsonObject => ({
  type: 'array',
  items: { type: 'object', required: Object.keys(properties), properties },
})
const orNull = (schema: JsonObject): JsonObject => ({ ...schema, nullable: true })
const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
})

const name = { type: 'string', minLength: 4, maxLength: 100 }
const month = 30 * 24 * 60 * 60 * 1000
const owner = object({ ownerID: text, ownerType: text, ownerName: text, ownerEmail: text })
const subscribers = listOf({
  type: choice('user', 'slackChannel', 'pagerDutyOncall', 'pagerDutyService'),
  id: text,
})

const both = {
  name,
  message: text,
  definitionMetricsJson: texts,
  groupBys: listOf({ column: text, key: text }),
}

const created = object(
  { ...both, teamID: text, formula: text, tags: listOf({ id: text, name: text }) },
  ['name'],
)

const updated = object({
  ...both,
  teamID: orNull(text),
  formula: orNull(text),
  tags: texts,
  alertThreshold: number,
  warningThreshold: orNull(number),
  windowMs: { type: 'number', minimum: 60_000, maximum: month },
  condition: choice('greater', 'greater_or_equal', 'less', 'less_or_equal', 'equal', 'not_equal'),
  priority: choice('P1', 'P2', 'P3', 'P4'),
  renotificationConditions: orNull({ type: 'array', items: choice('raise', 'warn', 'no-data') }),
  renotificationWindowMs: number,
  renotificationMessage: text,
  evaluationDelayMs: { type: 'number', minimum: 0, maximum: month },
  owner: orNull(owner),
  subscribers,
})

const content = (schema: Json): JsonObject => ({ content: { 'application/json': { schema } } })
const schemaOf = (dto: string): JsonObject => ({ $ref: `#/components/schemas/${dto}` })
const alert = content({
  allOf: [schemaOf('SingleDataResponse'), { properties: { data: schemaOf('AlertSchemaDto') } }],
})

const source = 'facts 8.2, 2.6 (spec-C, its AlertCreateDto, AlertUpdateDto, AlertDetailsSchemaDto)'

export const alertsSince: readonly Patch[] = [
  {
    at: [inPath('/alerts')],
    change: {
      op: 'set',
      keyword: 'post',
      was: undefined,
      is: { requestBody: content(created), responses: { 201: alert } },
    },
    why: 'an alert can be created, though without what is compared',
    source,
  },
  {
    at: ['/paths'],
    change: {
      op: 'set',
      keyword: '/console/v1/alerts/{id}',
      was: undefined,
      is: {
        get: { responses: { 200: alert } },
        patch: { requestBody: content(updated), responses: { 200: alert } },
        delete: { responses: { 200: content({ properties: { message: text } }) } },
      },
    },
    why: 'an alert can be read, updated and deleted by its id',
    source,
  },
  {
    at: inSchemas(['AlertSchemaDto'], ''),
    change: {
      op: 'declare',
      members: {
        evaluationDelayMs: orNull(number),
        owner: orNull(owner),
        subscribers,
        status: orNull(choice('alert', 'setup_incomplete', 'stable', 'warn')),
        lastTriggeredTime: orNull(number),
        activeMuteSchedules: { type: 'array' },
      },
    },
    why: 'an alert says who owns it, whom it calls and how it stands',
    source,
  },
]
