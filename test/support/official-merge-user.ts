// One resource by itself for the official evaluators, with the hashes that `evaluator.ts` uses: gates that a condition
// names are decided by attributes of the user.
import type { JsonObject } from '../../src/core/json.ts'
import { type CompiledSpecs, compileSpecs, type SpecResources } from '../../src/specs/index.ts'
import type { EvaluatedKind, Given, User } from './evaluator.ts'
import type { Official, OfficialEvaluator, OfficialUser } from './official-evaluators.ts'

const gateByAttribute = (id: string): JsonObject => ({
  id,
  rules: [
    {
      name: id,
      passPercentage: 100,
      conditions: [{ type: 'custom_field', field: id, operator: 'any', targetValue: ['yes'] }],
    },
  ],
})

const resourcesOf = (kind: EvaluatedKind, resource: JsonObject): SpecResources => {
  switch (kind) {
    case 'gate':
      return { gates: [resource] }
    case 'segment':
      return { segments: [resource] }
    case 'dynamic_config':
      return { dynamicConfigs: [resource] }
    case 'layer':
      return { layers: [resource] }
    // Its members are other resources: the gates of conditions are none of them.
    case 'holdout':
      return { holdouts: [{ ...resource, gateIDs: [], experimentIDs: [], layerIDs: [] }] }
    case 'experiment':
      return { experiments: [resource] }
  }
}

/** The name of the resource in the specs, and in the hashes of a holdout. */
const idOf = (kind: EvaluatedKind): string => (kind === 'holdout' ? 'holdout' : 'sample')

/** The unit of a server key has no app: `targetApps` decides for the keys of an app alone. */
export const compileAlone = (kind: EvaluatedKind, resource: JsonObject): CompiledSpecs => {
  const { targetApps: _, ...others } = resource
  const { gates = [], ...resources } = resourcesOf(kind, { ...others, id: idOf(kind) })
  return compileSpecs(
    { ...resources, gates: [...gates, gateByAttribute('first'), gateByAttribute('second')] },
    {
      saltOf: (of) => (of === 'experiment' || of === 'layer' ? of : 'spec'),
      ownedBuckets: new Map([['sample', Array.from({ length: 1000 }, (_, index) => index)]]),
    },
  )
}

export const toOfficialUser = ({ app: _, passes, ...user }: User): OfficialUser => ({
  ...user,
  custom: Object.fromEntries(
    ['first', 'second'].map((id) => [id, passes(`gate/${id}`) ? 'yes' : 'no']),
  ),
})

/** What the evaluator of the merges would say of the same resource. */
export const givenBy = (
  evaluator: OfficialEvaluator,
  kind: EvaluatedKind,
  resource: JsonObject,
  user: OfficialUser,
): Given => {
  switch (kind) {
    case 'gate':
      return passing(evaluator.gate(idOf(kind), user))
    case 'segment':
      return passing(evaluator.gate(`segment:${idOf(kind)}`, user))
    case 'dynamic_config':
    case 'experiment':
      return keysIn(evaluator.config(idOf(kind), user))
    case 'layer':
      return keysIn(evaluator.layer(idOf(kind), user, namesIn(resource)))
    case 'holdout':
      return evaluator.gate(idOf(kind), user).value === true ? exclusionsIn(resource) : {}
  }
}

const passing = ({ value }: Official): Given => (value === true ? { passes: 'true' } : {})

/** The id of a group is that of its rule, and the beginning of the id of its override. */
const keysIn = ({ group, rule, value }: Official): Given => ({
  ...(group === null
    ? {}
    : { group: rule === 'launchedGroup' ? group : (rule.split(':')[0] ?? group) }),
  ...Object.fromEntries(
    Object.entries(value ?? {}).map(([key, inner]) => [`key ${key}`, JSON.stringify(inner)]),
  ),
})

const listIn = (resource: JsonObject, name: string): readonly unknown[] => {
  const list = resource[name]
  return Array.isArray(list) ? list : []
}

const namesIn = (layer: JsonObject): readonly string[] =>
  listIn(layer, 'parameters').map((each) => String((each as JsonObject)['name']))

const exclusionsIn = (holdout: JsonObject): Given =>
  Object.fromEntries(
    ['gateIDs', 'experimentIDs', 'layerIDs'].flatMap((list) =>
      listIn(holdout, list).map((name) => [`held out of ${list} ${String(name)}`, 'true']),
    ),
  )
