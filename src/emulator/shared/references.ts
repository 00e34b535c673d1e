// Who may be named by a body, and who names whom.
import { isList, type Json, type Members, member } from '../../json.ts'
import { badField, missingTargets } from '../core/api-error.ts'
import type { World } from '../core/context.ts'
import { opaqueId, textOf } from '../core/ids.ts'
import { type Collection, collections, shelves } from '../core/store.ts'
import { membersIn } from './rules.ts'

const CONDITION_TARGETS: { readonly [type: string]: Collection } = {
  passes_gate: 'gates',
  fails_gate: 'gates',
  passes_segment: 'segments',
  fails_segment: 'segments',
}

export const textsIn = (value: Json | undefined): readonly string[] =>
  isList(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)]

export const requireExisting = (
  world: World,
  property: string,
  collection: Collection,
  keys: readonly string[],
): void => {
  const missing = keys.filter((key) => key !== '' && !world.store.find(collection, key))
  if (missing.length > 0) throw missingTargets(property, shelves[collection].noun, missing)
}

export const requireRuleTargets = (world: World, rules: readonly Members[]): void => {
  for (const collection of ['gates', 'segments'] as const)
    requireExisting(world, 'rules', collection, targetsIn(rules, collection))
}

export const targetsIn = (rules: readonly Members[], collection: Collection): readonly string[] =>
  rules
    .flatMap((rule) => membersIn(rule['conditions']))
    .filter((condition) => member(CONDITION_TARGETS, textOf(condition['type'])) === collection)
    .flatMap((condition) => textsIn(condition['targetValue']))

/** Metrics named as {name, type}; the API takes unknown ones, as far as anybody has seen. */
export const requireMetrics = (world: World, property: string, value: Json | undefined): void => {
  if (!world.has('unknown-metrics-refused')) return
  const ids = membersIn(value).map((metric) => metricId(metric))
  requireExisting(world, property, 'metrics', ids)
}

export const metricId = (metric: Members): string =>
  `${textOf(metric['name'])}::${textOf(metric['type'])}`

/** The tags as stored: unknown ones are refused, made or dropped. */
export const knownTags = (world: World, value: Json | undefined): readonly string[] => {
  const names = textsIn(value)
  const known = new Set(world.store.all('tags').map((tag) => tag['name']))
  const unknown = names.filter((name) => !known.has(name))
  if (world.has('unknown-tags-dropped')) return names.filter((name) => known.has(name))
  if (unknown.length > 0 && !world.has('unknown-tags-created'))
    throw badField('tags', `The following tags could not be found: [${unknown.join(', ')}]`)
  for (const name of new Set(unknown))
    world.store.put('tags', { id: opaqueId(world.ids), name, description: '', isCore: false })
  return names
}

/** Whether a condition anywhere, a targeting or a parameter names this gate or segment. */
export const isReferred = (world: World, collection: 'gates' | 'segments', id: string): boolean =>
  WITH_RULES.flatMap((holders) => world.store.all(holders)).some((holder) =>
    targetsIn(rulesIn(holder), collection).includes(id),
  ) ||
  (collection === 'gates' &&
    (WITH_TARGETING.flatMap((holders) => world.store.all(holders)).some(
      (holder) => holder['targetingGateID'] === id,
    ) ||
      world.store
        .all('param_stores')
        .some((store) => membersIn(store['parameters']).some((one) => one['gate_name'] === id))))

const WITH_RULES: readonly Collection[] = [
  'gates',
  'segments',
  'dynamic_configs',
  'release_pipelines',
]
const WITH_TARGETING: readonly Collection[] = ['experiments', 'holdouts']

/** The rules of an object, and those of the phases of a release pipeline. */
export const rulesIn = (object: Members): readonly Members[] =>
  [object, ...membersIn(object['phases'])].flatMap((holder) => membersIn(holder['rules']))

export const isTagUsed = (world: World, name: string): boolean =>
  collections.some((collection) =>
    world.store.all(collection).some((object) => textsIn(object['tags']).includes(name)),
  )
