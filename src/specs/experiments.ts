// Compiles experiments: overrides and holdouts first, then what their status says.
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { BUCKETS, bucketsOf } from './buckets.ts'
import { bucketCondition, gateCondition, unsupportedCondition } from './conditions.ts'
import {
  alwaysRule,
  type CompiledSpec,
  compiled,
  contextOf,
  holdoutRules,
  plainRule,
  targetAppsOf,
} from './gates.ts'
import { type GroupOverrides, groupCalled, groupOverridesOf } from './group-overrides.ts'
import { numberIn, objectsIn, resourceId, textIn } from './members.ts'
import type { SpecProject } from './project.ts'
import { type CompiledRules, joinRules, noRules } from './rules.ts'
import type { SpecCondition, SpecRule, UnknownReason } from './spec.ts'

/** What an experiment has from its layer; a layer of its own where it is in none. */
export interface ExperimentPlace {
  readonly layer: JsonObject | undefined
  readonly layerSalt: string
  readonly idType: string
  /** Empty outside of a layer. */
  readonly defaults: JsonObject
  /** The defaults of users whom a holdout excludes: decisions of experiments do not reach them. */
  readonly excludedDefaults: JsonObject
  readonly buckets: readonly number[]
}

export interface CompiledExperiment extends CompiledSpec {
  readonly overrides: GroupOverrides['overrides']
}

export const compileExperiment = (
  project: SpecProject,
  experiment: JsonObject,
  place: ExperimentPlace,
): CompiledExperiment => {
  const id = resourceId(experiment)
  const { idType, layer } = place
  const context = { ...contextOf(project, 'experiment', experiment), idType }
  const { overrides, unknowns } = groupOverridesOf(experiment, layer, context)
  const excluding = (list: 'experimentIDs' | 'layerIDs', of: JsonObject): CompiledRules =>
    holdoutRules(project, list, 'experiment', of, idType, 100, place.excludedDefaults)
  const groups = objectsIn(experiment['groups'])
  const spec = compiled('experiment', id, {
    spec: {
      name: id,
      type: 'dynamic_config',
      entity: 'experiment',
      salt: project.saltOf('experiment', id),
      enabled: true,
      defaultValue: place.defaults,
      idType,
      isActive: experiment['status'] === 'active',
      hasSharedParams: layer !== undefined,
      ...(layer === undefined ? {} : { explicitParameters: parametersOf(groups) }),
      ...targetAppsOf(experiment),
    },
    rules: joinRules(
      {
        rules: overrides.map(({ conditions, group, id: name }) => ({
          ...groupRule(group, place, name, conditions),
          salt: '',
        })),
        unknowns,
      },
      excluding('experimentIDs', experiment),
      layer === undefined ? noRules : excluding('layerIDs', layer),
      statusRules(project, experiment, groups, place),
    ),
  })
  return { ...spec, overrides }
}

/** Whether an experiment in this status owns buckets of its layer. */
export const ownsBuckets = ({ status }: JsonObject): boolean =>
  !['decision_made', 'abandoned', 'archived'].includes(String(status))

export const launchedGroupOf = (experiment: JsonObject): JsonObject | undefined =>
  experiment['status'] === 'decision_made'
    ? groupCalled(objectsIn(experiment['groups']), experiment['launchedGroupID'])
    : undefined

const groupValue = (group: JsonObject, defaults: JsonObject): JsonObject => {
  const { parameterValues } = group
  return { ...defaults, ...(isJsonObject(parameterValues) ? parameterValues : {}) }
}

const statusRules = (
  project: SpecProject,
  experiment: JsonObject,
  groups: readonly JsonObject[],
  place: ExperimentPlace,
): CompiledRules => {
  const { defaults, idType } = place
  const status = textIn(experiment, 'status') || 'setup'
  switch (status) {
    case 'setup':
      return alwaysRule('prestart', idType, defaults)
    case 'active':
      return activeRules(project, experiment, groups, place)
    case 'decision_made':
      return decidedRules(experiment, place)
    case 'abandoned':
    case 'archived':
      return alwaysRule('abandoned', idType, defaults)
    default:
      return unknownRule('status', status, idType)
  }
}

const decidedRules = (experiment: JsonObject, place: ExperimentPlace): CompiledRules => {
  const { shipWithHoldout: holdback } = experiment
  const share = isJsonObject(holdback) ? numberIn(holdback, 'holdoutPercent', 0) : 0
  if (share > 0) return unknownRule('holdback', `${share}`, place.idType)
  const group = launchedGroupOf(experiment)
  if (group === undefined)
    return unknownRule(
      'missing-reference',
      `group/${textIn(experiment, 'launchedGroupID')}`,
      place.idType,
    )
  const value = groupValue(group, place.defaults)
  const { rules, unknowns } = alwaysRule('launchedGroup', place.idType, value)
  return { rules: rules.map((rule) => ({ ...rule, ...groupNameOf(group) })), unknowns }
}

const activeRules = (
  project: SpecProject,
  experiment: JsonObject,
  groups: readonly JsonObject[],
  place: ExperimentPlace,
): CompiledRules => {
  const { buckets, defaults, idType, layerSalt } = place
  const salt = project.saltOf('experiment', resourceId(experiment))
  // All buckets are written as none that is missing.
  const isOutside =
    buckets.length === BUCKETS
      ? bucketCondition(layerSalt, 'any', [-1], idType)
      : bucketCondition(layerSalt, 'none', buckets, idType)
  let end = 0
  return joinRules(
    { rules: [plainRule('layerAssignment', [isOutside], idType, defaults)], unknowns: [] },
    targetingRules(project, experiment, place),
    {
      rules: groups.map((group) => {
        end += numberIn(group, 'size', 0)
        const isBelow = bucketCondition(salt, 'lt', bucketsOf(end), idType)
        const rule = groupRule(group, place, resourceId(group), [isBelow])
        return { ...rule, isExperimentGroup: true }
      }),
      unknowns: [],
    },
  )
}

const targetingRules = (
  project: SpecProject,
  experiment: JsonObject,
  { defaults, idType }: ExperimentPlace,
): CompiledRules => {
  const gate = textIn(experiment, 'targetingGateID')
  const reason =
    gate === ''
      ? undefined
      : contextOf(project, 'experiment', experiment).unknownTarget('gate', gate)
  const inline = textIn(experiment, 'inlineTargetingRulesJSON').replaceAll(/\s/g, '')
  return joinRules(
    gate === ''
      ? noRules
      : reason !== undefined
        ? unknownRule(reason, `gate/${gate}`, idType)
        : {
            rules: [
              plainRule(
                'targetingGate',
                [gateCondition('fail_gate', gate, idType)],
                idType,
                defaults,
              ),
            ],
            unknowns: [],
          },
    ['', '{}', '[]', 'null'].includes(inline)
      ? noRules
      : unknownRule('inline-targeting', 'inlineTargetingRulesJSON', idType),
  )
}

/** Users of a disabled group get the default and are counted in the group. */
const groupRule = (
  group: JsonObject,
  { defaults, idType }: ExperimentPlace,
  id: string,
  conditions: readonly SpecCondition[],
): SpecRule => ({
  ...plainRule(id, conditions, idType, groupValue(group, defaults)),
  ...groupNameOf(group),
  passPercentage: group['disabled'] === true ? 0 : 100,
})

const groupNameOf = (group: JsonObject): Pick<SpecRule, 'groupName'> => ({
  groupName: textIn(group, 'name'),
})

const unknownRule = (reason: UnknownReason, of: string, idType: string): CompiledRules => ({
  rules: [plainRule(reason, [unsupportedCondition(of, idType)], idType, {} satisfies Json)],
  unknowns: [{ reason, of }],
})

const parametersOf = (groups: readonly JsonObject[]): readonly string[] => [
  ...new Set(
    groups.flatMap(({ parameterValues }) =>
      isJsonObject(parameterValues) ? Object.keys(parameterValues) : [],
    ),
  ),
]
