// What a dynamic config’s body may hold, and what is filled in.
import type { Members } from '../../../json.ts'
import {
  bag,
  choice,
  flag,
  type Keys,
  nullable,
  record,
  type Shape,
  text,
} from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { created, keyOwner, settled } from '../../shared/handlers.ts'
import { requireExisting, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, withRuleId } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { listOf } from '../../shared/value-spellings.ts'
import { schema, twins, withText, withValue } from './dynamic-config-json5.ts'
import { completedRule, configRules, ruleAsRead } from './dynamic-config-rules.ts'

const both: Keys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\-. ]*$/ }),
  isEnabled: flag,
  description: keys.description,
  rules: configRules,
  defaultValue: bag,
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

const bodyOf = (taken: Keys, required: readonly string[]): Shape =>
  twins(twins(record(taken, required), 'defaultValue'), 'schema', schema)

export const creatable: Shape = bodyOf(
  { ...both, id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\-.]*$/ }), isTemplate: flag },
  ['name'],
)

/** `type` is newer than the document, and a creation takes no notice of it. */
const changeable: Keys = { ...both, type: choice('PERMANENT', 'TEMPORARY') }
export const updatable: Shape = bodyOf(changeable, [])
export const replaceable: Shape = bodyOf(changeable, ['isEnabled', 'description', 'rules'])

export const optional = (world: World): Members => ({
  defaultValue: {},
  idType: 'userID',
  tags: [],
  targetApps: [],
  team: null,
  teamID: null,
  owner: keyOwner,
  schema: null,
  releasePipelineID: null,
  type: world.has('gate-type-permanent') ? 'PERMANENT' : 'TEMPORARY',
})

export const fresh = (world: World, body: Members): Members => {
  const isEnabled = body['isEnabled'] ?? true
  return completed(world, {
    id: '',
    name: '',
    description: '',
    ...created(world),
    ...optional(world),
    holdoutIDs: [],
    version: 1,
    status: isEnabled === false ? 'Disabled' : 'Enabled',
    rules: [],
    ...withValue(withValue(body, 'defaultValue'), 'schema', schema),
    isEnabled,
  })
}

export const completed = (world: World, config: Members): Members => ({
  ...config,
  rules: membersIn(config['rules']).map((rule) => withRuleId(world, completedRule(world, rule))),
})

/** The body with everything that it names found, and in the shape that is stored. */
export const checked = (world: World, body: Members): Members => {
  requireRuleTargets(world, membersIn(body['rules']))
  const pipeline = textOf(body['releasePipelineID'])
  requireExisting(world, 'releasePipelineID', 'release_pipelines', [pipeline])
  return settled(world, body)
}

export const read = (world: World, config: Members): Members => {
  const rules = membersIn(config['rules']).map((rule) => ruleAsRead(world, rule))
  const whole = withText(world, withText(world, config, 'defaultValue'), 'schema', schema)
  const shown = asRead(world, 'dynamic_configs', { ...whole, rules })
  const [only, ...more] = listOf(shown['targetApps'])
  const isLone = world.has('contrary') && only !== undefined && more.length === 0
  return isLone ? { ...shown, targetApps: only } : shown
}
