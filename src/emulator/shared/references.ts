// Checks the references of a body, and finds what refers to an object.
import { isJsonArray, type Json, type JsonObject, member } from '../../core/json.ts'
import { badField, missingTargets } from '../core/api-error.ts'
import { type Collection, collectionSpecs, collections } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { membersIn } from './rules.ts'

const CONDITION_TARGETS: { readonly [type: string]: Collection } = {
  passes_gate: 'gates',
  fails_gate: 'gates',
  passes_segment: 'segments',
  fails_segment: 'segments',
}

export const textsIn = (value: Json | undefined): readonly string[] =>
  isJsonArray(value)
    ? value.map(String)
    : value === undefined || value === null
      ? []
      : [String(value)]

export const requireExisting = (
  context: EmulatorContext,
  property: string,
  collection: Collection,
  keys: readonly string[],
): void => {
  const missing = keys.filter((key) => key !== '' && !context.store.find(collection, key))
  if (missing.length > 0) throw missingTargets(property, collectionSpecs[collection].noun, missing)
}

export const requireRuleTargets = (
  context: EmulatorContext,
  rules: readonly JsonObject[],
): void => {
  for (const collection of ['gates', 'segments'] as const)
    requireExisting(context, 'rules', collection, conditionTargets(rules, collection))
}

export const conditionTargets = (
  rules: readonly JsonObject[],
  collection: Collection,
): readonly string[] =>
  rules
    .flatMap((rule) => membersIn(rule['conditions']))
    .filter((condition) => member(CONDITION_TARGETS, textOf(condition['type'])) === collection)
    .flatMap((condition) => textsIn(condition['targetValue']))

/** Metrics named as {name, type}. By all observations, the API accepts unknown ones. */
export const requireMetrics = (
  context: EmulatorContext,
  property: string,
  value: Json | undefined,
): void => {
  if (!context.has('unknown-metrics-refused')) return
  const ids = membersIn(value).map((metric) => metricId(metric))
  requireExisting(context, property, 'metrics', ids)
}

export const metricId = (metric: JsonObject): string =>
  `${textOf(metric['name'])}::${textOf(metric['type'])}`

/** The tags as stored. Unknown tags are refused, created or dropped. */
export const resolveTags = (
  context: EmulatorContext,
  value: Json | undefined,
): readonly string[] => {
  const names = textsIn(value)
  const knownNames = new Set(context.store.all('tags').map((tag) => tag['name']))
  const unknownNames = names.filter((name) => !knownNames.has(name))
  if (context.has('unknown-tags-dropped')) return names.filter((name) => knownNames.has(name))
  if (unknownNames.length > 0 && !context.has('unknown-tags-created'))
    throw badField('tags', `The following tags could not be found: [${unknownNames.join(', ')}]`)
  for (const name of new Set(unknownNames))
    context.store.put('tags', {
      id: context.newId(),
      name,
      description: '',
      isCore: false,
    })
  return names
}

/** Whether a condition, a targeting or a parameter of any object names this gate or segment. */
export const isReferenced = (
  context: EmulatorContext,
  collection: 'gates' | 'segments',
  id: string,
): boolean =>
  COLLECTIONS_WITH_RULES.flatMap((holders) => context.store.all(holders)).some((holder) =>
    conditionTargets(rulesIn(holder), collection).includes(id),
  ) ||
  (collection === 'gates' &&
    (COLLECTIONS_WITH_TARGETING.flatMap((holders) => context.store.all(holders)).some(
      (holder) => holder['targetingGateID'] === id,
    ) ||
      context.store
        .all('param_stores')
        .some((store) => membersIn(store['parameters']).some((one) => one['gate_name'] === id))))

const COLLECTIONS_WITH_RULES: readonly Collection[] = [
  'gates',
  'segments',
  'dynamic_configs',
  'release_pipelines',
]
const COLLECTIONS_WITH_TARGETING: readonly Collection[] = ['experiments', 'holdouts']

/** The rules of an object, and those of the phases of a release pipeline. */
export const rulesIn = (object: JsonObject): readonly JsonObject[] =>
  [object, ...membersIn(object['phases'])].flatMap((holder) => membersIn(holder['rules']))

export const isTagUsed = (context: EmulatorContext, name: string): boolean =>
  collections.some((collection) =>
    context.store.all(collection).some((object) => textsIn(object['tags']).includes(name)),
  )
