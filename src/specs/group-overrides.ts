// Reads the overrides of an experiment and of its layer: they put units, or who passes a gate or segment, into a group.
import { isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import {
  type ConditionContext,
  environmentCondition,
  gateCondition,
  segmentName,
  unitCondition,
  unknownCondition,
} from './conditions.ts'
import { objectsIn, resourceId, textIn, textsOf, unitTypeOf } from './members.ts'
import { contradictionsIn } from './overrides.ts'
import type { CompiledRules } from './rules.ts'
import type { SpecCondition } from './spec.ts'

/** One override: the conditions, and the group of whom meets them. */
export interface GroupOverride {
  readonly id: string
  readonly group: JsonObject
  readonly conditions: readonly SpecCondition[]
}

export interface GroupOverrides {
  readonly overrides: readonly GroupOverride[]
  readonly unknowns: CompiledRules['unknowns']
}

interface Entry {
  readonly groupText: string
  readonly environment: string
  readonly ids?: { readonly unit: string; readonly ids: readonly string[] }
  readonly target?: { readonly type: 'gate' | 'segment'; readonly id: string }
}

export const groupOverridesOf = (
  experiment: JsonObject,
  layer: JsonObject | undefined,
  context: ConditionContext,
): GroupOverrides => {
  const entries = [
    ...ownEntries(experiment),
    ...(layer === undefined ? [] : layerEntries(layer, experiment)),
  ].toSorted((a, b) => Number(a.ids === undefined) - Number(b.ids === undefined))
  const groups = objectsIn(experiment['groups'])
  const found = entries.map((entry) => ({ entry, group: groupCalled(groups, entry.groupText) }))
  const conditions = entries.map((entry) => entryConditions(entry, context))
  return {
    overrides: found.flatMap(({ entry, group }, index) =>
      group === undefined
        ? []
        : [{ id: overrideId(entry, group), group, conditions: conditions[index]?.all ?? [] }],
    ),
    unknowns: [
      ...conditions.flatMap(({ unknown }) => (unknown ? [unknown] : [])),
      ...found.flatMap(({ entry, group }) =>
        group === undefined
          ? [{ reason: 'missing-reference' as const, of: `group/${entry.groupText}` }]
          : [],
      ),
      ...contradictionsIn(
        found.flatMap(({ entry: { environment, groupText, ids }, group }) =>
          ids === undefined
            ? []
            : [{ ...ids, environment, gives: group ? resourceId(group) : groupText }],
        ),
      ).map((of) => ({ reason: 'contradicting-overrides' as const, of })),
    ],
  }
}

/** Layer overrides that name no experiment, although several have such a group. */
export const ambiguousOverrides = (
  layer: JsonObject,
  experiments: readonly JsonObject[],
): CompiledRules['unknowns'] =>
  overrideList(layer, 'idOverrides')
    .filter((entry) => textIn(entry, 'experimentName') === '')
    .map((entry) => textIn(entry, 'groupName'))
    .filter(
      (group) =>
        experiments.filter(({ groups }) => groupCalled(objectsIn(groups), group) !== undefined)
          .length > 1,
    )
    .map((of) => ({ reason: 'ambiguous-group', of }))

export const groupCalled = (
  groups: readonly JsonObject[],
  text: Json | undefined,
): JsonObject | undefined =>
  typeof text !== 'string' || text === ''
    ? undefined
    : groups.find(({ id, name }) => id === text || name === text)

const overrideList = (owner: JsonObject, name: string): readonly JsonObject[] => {
  const { overrides } = owner
  return isJsonObject(overrides) ? objectsIn(overrides[name]) : []
}

const ownEntries = (experiment: JsonObject): readonly Entry[] => [
  ...overrideList(experiment, 'userIDOverrides').map((entry) => ({
    groupText: textIn(entry, 'groupID'),
    environment: textIn(entry, 'environment'),
    ids: {
      unit: textIn(entry, 'unitType') || unitTypeOf(experiment),
      ids: textsOf(entry['ids']),
    },
  })),
  ...overrideList(experiment, 'overrides').map((entry) => ({
    groupText: textIn(entry, 'groupID'),
    environment: textIn(entry, 'environment'),
    target: targetIn(entry, textIn(entry, 'id') || textIn(entry, 'name')),
  })),
]

const layerEntries = (layer: JsonObject, experiment: JsonObject): readonly Entry[] => {
  const isAbout = (entry: JsonObject): boolean => {
    const text = textIn(entry, 'experimentName')
    return text === ''
      ? groupCalled(objectsIn(experiment['groups']), member(entry, 'groupName')) !== undefined
      : [experiment['id'], experiment['name']].includes(text)
  }
  return [
    ...overrideList(layer, 'idOverrides')
      .filter(isAbout)
      .map((entry) => ({
        groupText: textIn(entry, 'groupName'),
        environment: textIn(entry, 'environment'),
        ids: { unit: textIn(entry, 'idType') || unitTypeOf(layer), ids: textsOf(entry['ids']) },
      })),
    ...overrideList(layer, 'conditionalOverrides')
      .filter(isAbout)
      .map((entry) => ({
        groupText: textIn(entry, 'groupName'),
        environment: textIn(entry, 'environment'),
        target: targetIn(entry, textIn(entry, 'name') || textIn(entry, 'id')),
      })),
  ]
}

const targetIn = (entry: JsonObject, id: string): NonNullable<Entry['target']> => ({
  type: entry['type'] === 'segment' ? 'segment' : 'gate',
  id,
})

const entryConditions = (
  { environment, ids, target }: Entry,
  { idType, unknownTarget }: ConditionContext,
): { readonly all: readonly SpecCondition[] } & Pick<
  ReturnType<typeof unknownCondition>,
  'unknown'
> => {
  const place = environment === '' ? [] : [environmentCondition([environment], idType)]
  if (ids !== undefined) return { all: [...place, unitCondition(ids.unit, ids.ids)] }
  if (target === undefined) return { all: place }
  const reason = unknownTarget(target.type, target.id)
  if (reason !== undefined) {
    const { condition, unknown } = unknownCondition(reason, `${target.type}/${target.id}`, idType)
    return { all: [...place, condition], ...(unknown && { unknown }) }
  }
  const name = target.type === 'segment' ? segmentName(target.id) : target.id
  return { all: [...place, gateCondition('pass_gate', name, idType)] }
}

const overrideId = ({ environment, ids, target }: Entry, group: JsonObject): string => {
  const parts = [resourceId(group), ...(environment === '' ? [] : [environment])]
  return ids === undefined
    ? `${parts.join(':')}:${target?.id ?? ''}:override`
    : `${parts.join(':')}:${ids.unit}:id_override`
}
