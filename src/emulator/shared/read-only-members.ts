// Adds the members of reads that no body sets: the address in the console, and what Statsig works out itself
// (document of September 2026).
import type { JsonObject } from '../../core/json.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { membersIn } from './rules.ts'

export const addReadOnlyMembers = (
  context: EmulatorContext,
  object: JsonObject,
  collection: Collection,
): JsonObject => ({
  ...addressOf(context, object, collection),
  ...derivedMembers[collection]?.(object),
  ...object,
  ...(collection === 'experiments' ? { groups: withControl(object) } : {}),
})

/** The segment of an object's address in the console. */
const consoleSegments: { readonly [C in Collection]?: string } = {
  gates: 'gates',
  dynamic_configs: 'dynamic_configs',
  experiments: 'experiments',
  layers: 'layers',
  holdouts: 'holdouts',
  metrics: 'metrics',
}

const addressOf = (
  { projectId }: EmulatorContext,
  { id }: JsonObject,
  collection: Collection,
): JsonObject => {
  const segment = consoleSegments[collection]
  if (segment === undefined) return {}
  const path = `${projectId}/${segment}/${encodeURIComponent(textOf(id))}`
  return { permalink: `https://console.statsig.com/${path}` }
}

const derivedMembers: { readonly [C in Collection]?: (object: JsonObject) => JsonObject } = {
  gates: () => ({ store0100Exposures: false }),
  dynamic_configs: ({ type }) => ({ typeReason: 'NONE', isPermanent: type === 'PERMANENT' }),
  experiments: () => ({ experimentType: 'BASE', isStale: false, powerAnalyses: [] }),
  layers: () => ({ targeting_gate_parameter_values: [], holdout_parameter_values: [] }),
}

const withControl = ({ controlGroupID, groups }: JsonObject): readonly JsonObject[] =>
  membersIn(groups).map((group) => ({ ...group, isControl: group['id'] === controlGroupID }))
