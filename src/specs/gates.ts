// Compiles gates, segments and holdouts: all three are gates to the SDKs.
import type { JsonObject } from '../core/json.ts'
import {
  type ConditionContext,
  gateCondition,
  publicCondition,
  segmentName,
  unknownCondition,
  unsupportedCondition,
} from './conditions.ts'
import { numberIn, resourceId, textIn, textsOf, unitTypeOf } from './members.ts'
import { compilePassOverrides } from './overrides.ts'
import { type HoldoutList, holdoutsOf, nodeOf, type SpecProject } from './project.ts'
import { type CompiledRules, compileRules, joinRules, noRules } from './rules.ts'
import type { Spec, SpecCondition, SpecKind, SpecRule, UnknownResult } from './spec.ts'

export interface CompiledSpec {
  readonly spec: Spec
  readonly unknowns: readonly UnknownResult[]
}

export const contextOf = (
  { unknownTarget }: SpecProject,
  kind: SpecKind,
  resource: JsonObject,
): ConditionContext => ({
  idType: unitTypeOf(resource),
  unknownTarget: unknownTarget(nodeOf(kind, resourceId(resource))),
})

export const compileGate = (project: SpecProject, gate: JsonObject): CompiledSpec => {
  const id = resourceId(gate)
  const idType = unitTypeOf(gate)
  const isOn = gate['isEnabled'] !== false && gate['status'] !== 'Archived'
  const rules =
    gate['status'] === 'Launched'
      ? alwaysRule('launched', idType, true)
      : compileRules(gate, contextOf(project, 'gate', gate), () => true)
  const overrides = gate['status'] === 'Launched' ? noRules : compilePassOverrides(gate)
  return compiled('gate', id, {
    spec: { ...gateSpec(project, 'gate', id, gate), entity: 'feature_gate', enabled: isOn },
    // Server SDKs of the newest kind try the rules of a disabled gate, too.
    rules: isOn
      ? joinRules(
          overrides,
          holdoutRules(project, 'gateIDs', 'gate', gate, idType, 0, false),
          rules,
        )
      : noRules,
  })
}

export const compileSegment = (project: SpecProject, segment: JsonObject): CompiledSpec => {
  const id = resourceId(segment)
  const isOn = segment['isEnabled'] !== false
  return compiled('segment', id, {
    spec: {
      ...gateSpec(project, 'segment', id, segment),
      name: segmentName(id),
      entity: 'segment',
      enabled: isOn,
    },
    rules: isOn ? segmentRules(project, id, segment) : noRules,
  })
}

const segmentRules = (project: SpecProject, id: string, segment: JsonObject): CompiledRules => {
  const idType = unitTypeOf(segment)
  const type = textIn(segment, 'type')
  switch (type) {
    case 'id_list':
      return conditionRule('id_list', idType, {
        condition: {
          ...publicCondition(idType),
          type: 'unit_id',
          operator: 'in_segment_list',
          targetValue: id,
        },
      })
    case 'rule_based':
    case '':
      return compileRules(segment, contextOf(project, 'segment', segment), () => true)
    default:
      return conditionRule(type, idType, unknownCondition('list-type', type, idType))
  }
}

/** A holdout excludes the users who pass. */
export const compileHoldout = (project: SpecProject, holdout: JsonObject): CompiledSpec => {
  const id = resourceId(holdout)
  const idType = unitTypeOf(holdout)
  const isOn = holdout['isEnabled'] !== false
  const share = numberIn(holdout, 'passPercentage', 0)
  const targeting = textIn(holdout, 'targetingGateID')
  const { unknownTarget } = contextOf(project, 'holdout', holdout)
  const gate = targeting === '' ? undefined : requireTarget(targeting, idType, unknownTarget)
  const { rules, unknowns } = conditionRule(
    id,
    idType,
    gate ?? { condition: publicCondition(idType) },
  )
  return compiled('holdout', id, {
    spec: { ...gateSpec(project, 'holdout', id, holdout), entity: 'holdout', enabled: isOn },
    rules: isOn
      ? joinRules(compilePassOverrides(holdout), {
          rules: rules.map((rule) => ({ ...rule, passPercentage: share })),
          unknowns,
        })
      : noRules,
  })
}

/** Whether users pass a gate that a resource names as its targeting gate. */
const requireTarget = (
  id: string,
  idType: string,
  unknownTarget: ConditionContext['unknownTarget'],
) => {
  const reason = unknownTarget('gate', id)
  return reason === undefined
    ? { condition: gateCondition('pass_gate', id, idType) }
    : unknownCondition(reason, `gate/${id}`, idType)
}

const gateSpec = (
  { saltOf }: SpecProject,
  kind: SpecKind,
  id: string,
  resource: JsonObject,
): Omit<Spec, 'entity' | 'enabled' | 'rules'> => ({
  name: id,
  type: 'feature_gate',
  salt: saltOf(kind, id),
  defaultValue: false,
  idType: unitTypeOf(resource),
  ...targetAppsOf(resource),
})

export const targetAppsOf = (resource: JsonObject): Pick<Spec, 'targetAppIDs'> => {
  const apps = textsOf(resource['targetApps'])
  return apps.length === 0 ? {} : { targetAppIDs: apps }
}

/** Rules for the users whom holdouts exclude. They come before the rules of a member. */
export const holdoutRules = (
  { holdouts, unknownTarget }: SpecProject,
  list: HoldoutList,
  kind: SpecKind,
  member: JsonObject,
  idType: string,
  passPercentage: 0 | 100,
  returnValue: SpecRule['returnValue'],
): CompiledRules => {
  const check = unknownTarget(nodeOf(kind, resourceId(member)))
  return joinRules(
    ...holdoutsOf({ holdouts }, list, member).map((holdout) => {
      const id = resourceId(holdout)
      const reason = check('holdout', id)
      const condition = reason
        ? unsupportedCondition(`holdout/${id}`, idType)
        : gateCondition('pass_gate', id, idType)
      return {
        rules: [{ ...plainRule(id, [condition], idType, returnValue), passPercentage }],
        unknowns: reason ? [{ reason, of: `holdout/${id}` }] : [],
      }
    }),
  )
}

export const plainRule = (
  id: string,
  conditions: readonly SpecCondition[],
  idType: string,
  returnValue: SpecRule['returnValue'],
): SpecRule => ({
  name: id,
  id,
  salt: id,
  passPercentage: 100,
  conditions,
  returnValue,
  idType,
})

export const alwaysRule = (
  id: string,
  idType: string,
  returnValue: SpecRule['returnValue'],
): CompiledRules => ({
  rules: [plainRule(id, [publicCondition(idType)], idType, returnValue)],
  unknowns: [],
})

const conditionRule = (
  id: string,
  idType: string,
  { condition, unknown }: ReturnType<typeof unknownCondition>,
): CompiledRules => ({
  rules: [plainRule(id, [condition], idType, true)],
  unknowns: unknown ? [unknown] : [],
})

export const compiled = (
  kind: SpecKind,
  id: string,
  {
    rules: { rules, unknowns },
    spec,
  }: { readonly spec: Omit<Spec, 'rules'>; readonly rules: CompiledRules },
): CompiledSpec => ({
  spec: { ...spec, rules },
  unknowns: unknowns.map((each) => ({ kind, id, ...each })),
})
