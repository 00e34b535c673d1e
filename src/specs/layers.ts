// Compiles layers: a layer sends each user to the one experiment that owns the user's bucket.
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../core/json.ts'
import { assignBuckets, BUCKETS, bucketsOf } from './buckets.ts'
import { bucketCondition, publicCondition } from './conditions.ts'
import {
  type CompiledExperiment,
  compileExperiment,
  type ExperimentPlace,
  launchedGroupOf,
  ownsBuckets,
} from './experiments.ts'
import { type CompiledSpec, compiled, holdoutRules, plainRule, targetAppsOf } from './gates.ts'
import { ambiguousOverrides } from './group-overrides.ts'
import { numberIn, objectsIn, resourceId, textIn, unitTypeOf } from './members.ts'
import type { SpecProject } from './project.ts'
import { type CompiledRules, joinRules } from './rules.ts'
import type { OwnedBuckets, SpecRule } from './spec.ts'

export interface CompiledLayer {
  /** Absent where an experiment is in no layer. */
  readonly layer?: CompiledSpec
  readonly experiments: readonly CompiledExperiment[]
  readonly buckets: OwnedBuckets
}

export const compileLayer = (
  project: SpecProject,
  layer: JsonObject,
  experiments: readonly JsonObject[],
): CompiledLayer => {
  const id = resourceId(layer)
  const salt = project.saltOf('layer', id)
  const idType = unitTypeOf(layer)
  const excludedDefaults = layerDefaults(layer)
  const defaults = { ...excludedDefaults, ...shippedValues(experiments, excludedDefaults) }
  const { buckets, isOver } = bucketsFor(project, salt, experiments)
  const compiledExperiments = experiments.map((experiment) =>
    compileExperiment(project, experiment, {
      layer,
      layerSalt: salt,
      idType,
      defaults,
      excludedDefaults,
      buckets: buckets.get(resourceId(experiment)) ?? [],
    }),
  )
  const isShipped = !jsonEquals(defaults, excludedDefaults)
  return {
    experiments: compiledExperiments,
    buckets,
    layer: compiled('layer', id, {
      spec: {
        name: id,
        type: 'dynamic_config',
        entity: 'layer',
        salt,
        enabled: true,
        defaultValue: defaults,
        idType,
        ...targetAppsOf(layer),
      },
      rules: joinRules(
        { rules: compiledExperiments.flatMap(overrideRules), unknowns: [] },
        holdoutRules(project, 'layerIDs', 'layer', layer, idType, 100, excludedDefaults),
        {
          rules: experiments
            .filter(ownsBuckets)
            .map((each) => assignmentRule(each, salt, idType, defaults, buckets)),
          unknowns: [
            ...(isOver ? [{ reason: 'over-allocated' as const }] : []),
            ...(isShipped ? [{ reason: 'shipped-value' as const }] : []),
            ...ambiguousOverrides(layer, experiments),
          ],
        } satisfies CompiledRules,
      ),
    }),
  }
}

/** An experiment outside of all layers has the thousand buckets for itself. */
export const compileLoneExperiment = (
  project: SpecProject,
  experiment: JsonObject,
): CompiledLayer => {
  const layerSalt = project.saltOf('layer', `experiment/${resourceId(experiment)}`)
  const { buckets } = bucketsFor(project, layerSalt, [experiment])
  const place: ExperimentPlace = {
    layer: undefined,
    layerSalt,
    idType: unitTypeOf(experiment),
    defaults: {},
    excludedDefaults: {},
    buckets: buckets.get(resourceId(experiment)) ?? [],
  }
  return { experiments: [compileExperiment(project, experiment, place)], buckets }
}

const bucketsFor = (
  { ownedBuckets }: SpecProject,
  salt: string,
  experiments: readonly JsonObject[],
): { readonly buckets: OwnedBuckets; readonly isOver: boolean } => {
  const wanted = experiments.filter(ownsBuckets).map((experiment) => ({
    id: resourceId(experiment),
    count: bucketsOf(numberIn(experiment, 'allocation', 100)),
  }))
  const sum = wanted.reduce((total, { count }) => total + count, 0)
  return { buckets: assignBuckets(salt, wanted, ownedBuckets), isOver: sum > BUCKETS }
}

const layerDefaults = (layer: JsonObject): JsonObject =>
  Object.fromEntries(
    objectsIn(layer['parameters']).map((parameter): [string, Json] => [
      textIn(parameter, 'name'),
      parameter['defaultValue'] ?? null,
    ]),
  )

/** A decision writes the values of its group to the layer; whether the defaults show it yet is not known. */
const shippedValues = (experiments: readonly JsonObject[], defaults: JsonObject): JsonObject =>
  Object.fromEntries(
    experiments
      .toSorted((a, b) => numberIn(a, 'decisionTime', 0) - numberIn(b, 'decisionTime', 0))
      .map((experiment) => launchedGroupOf(experiment)?.['parameterValues'])
      .filter(isJsonObject)
      .flatMap((values) => Object.entries(values))
      .filter(([name]) => Object.hasOwn(defaults, name)),
  )

const overrideRules = ({ overrides, spec }: CompiledExperiment): readonly SpecRule[] =>
  overrides.map(({ conditions, id }) => ({
    ...plainRule(`${spec.name} ${id}`, conditions, spec.idType, spec.defaultValue),
    salt: '',
    configDelegate: spec.name,
  }))

const assignmentRule = (
  experiment: JsonObject,
  salt: string,
  idType: string,
  defaults: JsonObject,
  buckets: OwnedBuckets,
): SpecRule => {
  const id = resourceId(experiment)
  const own = buckets.get(id) ?? []
  const isInside =
    own.length === BUCKETS
      ? publicCondition(idType)
      : bucketCondition(salt, 'any', own.length === 0 ? [-1] : own, idType)
  return { ...plainRule('experimentAssignment', [isInside], idType, defaults), configDelegate: id }
}
