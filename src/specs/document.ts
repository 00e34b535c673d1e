// Writes config specs as the two documents that SDKs download: version 1 has lists, version 2 has maps and each condition
// once.
import { createHash } from 'node:crypto'
import { isJsonArray, type Json, type JsonObject, toPlainJson } from '../core/json.ts'
import type { CompiledSpecs, Spec, SpecCondition } from './spec.ts'

export type SpecsFormat = 'v1' | 'v2'

export interface DocumentHeader {
  /** When the specs changed, in milliseconds. SDKs ignore an older document. */
  readonly time: number
  /** The environment of users for whom the SDK was given none. */
  readonly defaultEnvironment?: string
}

export const specsDocument = (
  specs: CompiledSpecs,
  format: SpecsFormat,
  { defaultEnvironment, time }: DocumentHeader,
): JsonObject => {
  const header: JsonObject = {
    has_updates: true,
    time,
    ...(defaultEnvironment === undefined ? {} : { default_environment: defaultEnvironment }),
    id_lists: Object.fromEntries([...specs.idLists.keys()].map((name) => [name, true])),
    diagnostics: {},
  }
  switch (format) {
    case 'v1':
      return { ...header, ...listsOf(specs) }
    case 'v2':
      return { ...header, ...mapsOf(specs) }
  }
}

const listsOf = ({ configs, experimentsByLayer, gates, layers }: CompiledSpecs): JsonObject => ({
  feature_gates: gates.map(toPlainJson),
  dynamic_configs: configs.map(toPlainJson),
  layer_configs: layers.map(toPlainJson),
  layers: Object.fromEntries([...experimentsByLayer]),
})

const mapsOf = ({ configs, experimentsByLayer, gates, layers }: CompiledSpecs): JsonObject => {
  const conditions = new Map<string, JsonObject>()
  const keyOf = (condition: SpecCondition): string => {
    const text = JSON.stringify(condition)
    const key = createHash('sha256').update(text).digest('hex').slice(0, 16)
    if (!conditions.has(key)) conditions.set(key, mappedCondition(condition))
    return key
  }
  const mapped = (specs: readonly Spec[]): JsonObject =>
    Object.fromEntries(
      specs.map(({ name, rules, ...spec }) => [
        name,
        {
          ...toPlainJson(spec),
          rules: rules.map((rule) => ({
            ...toPlainJson(rule),
            conditions: rule.conditions.map(keyOf),
          })),
        },
      ]),
    )
  return {
    response_format: 'dcs-v2',
    feature_gates: mapped(gates),
    dynamic_configs: mapped(configs),
    layer_configs: mapped(layers),
    experiment_to_layer: Object.fromEntries(
      [...experimentsByLayer].flatMap(([layer, members]) => members.map((id) => [id, layer])),
    ),
    condition_map: Object.fromEntries(conditions),
  }
}

/** Buckets are a map: as a list they match no user. */
const mappedCondition = (condition: SpecCondition): JsonObject => {
  const { targetValue, type } = condition
  const isSet = type === 'user_bucket' && isJsonArray(targetValue)
  return {
    ...toPlainJson(condition),
    targetValue: isSet ? setOf(targetValue) : targetValue,
  }
}

const setOf = (values: readonly Json[]): JsonObject =>
  Object.fromEntries(values.map((value) => [String(value), true]))
