// The keys of a dynamic config’s body, and their defaults.
import type { JsonObject } from '../../../core/json.ts'
import {
  anyObject,
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { creationStamp, ownerOf, resolveCommonFields } from '../../shared/handlers.ts'
import { requireExisting, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, withRuleId } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { listOf } from '../../shared/value-spellings.ts'
import {
  addJson5Text,
  addValueFromText,
  schemaFormat,
  valueOrJson5,
} from './dynamic-config-json5.ts'
import { completeRule, configRulesSchema, serializeRule } from './dynamic-config-rules.ts'

const sharedKeys: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\-. ]*$/ }),
  isEnabled: flag,
  description: keys.description,
  rules: configRulesSchema,
  defaultValue: anyObject,
  defaultValueJson5: text(),
  idType: text(),
  tags: keys.texts,
  ...keys.ownership,
  owner: keys.owner,
  schema: nullable(text()),
  schemaJson5: nullable(text()),
  targetApps: keys.targetApps,
  releasePipelineID: nullable(text()),
}

const bodySchema = (bodyKeys: BodyKeys, required: readonly string[]): BodySchema =>
  valueOrJson5(valueOrJson5(record(bodyKeys, required), 'defaultValue'), 'schema', schemaFormat)

export const creatable: BodySchema = bodySchema(
  {
    ...sharedKeys,
    id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\-.]*$/ }),
    isTemplate: flag,
  },
  ['name'],
)

/** The published document does not have `type` yet. A creation ignores it. */
const updateKeys: BodyKeys = { ...sharedKeys, type: choice('PERMANENT', 'TEMPORARY') }
export const updatable: BodySchema = bodySchema(updateKeys, [])
export const replaceable: BodySchema = bodySchema(updateKeys, ['isEnabled', 'description', 'rules'])

export const optionalDefaults = (context: EmulatorContext): JsonObject => ({
  defaultValue: {},
  idType: 'userID',
  tags: [],
  targetApps: [],
  team: null,
  teamID: null,
  owner: ownerOf(context),
  schema: null,
  releasePipelineID: null,
  type: context.has('gate-type-permanent') ? 'PERMANENT' : 'TEMPORARY',
})

export const newDynamicConfig = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const isEnabled = body['isEnabled'] ?? true
  return completeDynamicConfig(context, {
    id: '',
    name: '',
    description: '',
    ...creationStamp(context),
    ...optionalDefaults(context),
    holdoutIDs: [],
    version: 1,
    status: isEnabled === false ? 'Disabled' : 'Enabled',
    rules: [],
    ...addValueFromText(addValueFromText(body, 'defaultValue'), 'schema', schemaFormat),
    isEnabled,
  })
}

export const completeDynamicConfig = (
  context: EmulatorContext,
  config: JsonObject,
): JsonObject => ({
  ...config,
  rules: membersIn(config['rules']).map((rule) => withRuleId(context, completeRule(context, rule))),
})

/** The body as stored. Everything that it names must exist. */
export const resolveDynamicConfigBody = (
  context: EmulatorContext,
  body: JsonObject,
): JsonObject => {
  requireRuleTargets(context, membersIn(body['rules']))
  const pipeline = textOf(body['releasePipelineID'])
  requireExisting(context, 'releasePipelineID', 'release_pipelines', [pipeline])
  return resolveCommonFields(context, body)
}

export const serializeDynamicConfig = (
  context: EmulatorContext,
  config: JsonObject,
): JsonObject => {
  const rules = membersIn(config['rules']).map((rule) => serializeRule(context, rule))
  const withTexts = addJson5Text(
    context,
    addJson5Text(context, config, 'defaultValue'),
    'schema',
    schemaFormat,
  )
  const serialized = serializeObject(context, 'dynamic_configs', { ...withTexts, rules })
  const [only, ...others] = listOf(serialized['targetApps'])
  const hasSingleApp = context.has('worst-case') && only !== undefined && others.length === 0
  return hasSingleApp ? { ...serialized, targetApps: only } : serialized
}
