// Overrides of an experiment or an autotune: they assign gates, segments and units to a group or a variant, by its name.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import {
  type BodyKeys,
  choice,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireExisting } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import type { OverridesFormat } from './overrides-format.ts'

const MAX_ITEMS = 1000

const overrideKeys: BodyKeys = {
  overrides: list(
    record(
      {
        type: choice('gate', 'segment'),
        id: text(),
        groupID: text(),
        environment: nullable(text()),
      },
      ['type', 'id', 'groupID'],
    ),
    0,
    MAX_ITEMS,
  ),
  userIDOverrides: list(
    record(
      {
        groupID: text(),
        ids: list(text(), 0, MAX_ITEMS),
        environment: nullable(text()),
        unitType: nullable(text()),
      },
      ['groupID', 'ids'],
    ),
  ),
}

/** `groups`: the member that has the groups. */
const groupOverrides = (groups: 'groups' | 'variants'): OverridesFormat => ({
  lists: {
    overrides: {
      key: ['type', 'id', 'groupID', 'environment'],
      nullable: ['environment'],
      ids: [],
      most: MAX_ITEMS,
    },
    userIDOverrides: {
      key: ['groupID', 'environment', 'unitType'],
      nullable: ['environment', 'unitType'],
      ids: ['ids'],
      most: MAX_ITEMS,
      unit: 'unitType',
    },
  },
  optional: [],
  parseBody: (call, owner) => {
    const body = parseBody(call.body, overrideKeys, Object.keys(overrideKeys))
    if (call.context.has('override-references-unchecked')) return body
    const overrides = membersIn(body['overrides'])
    requireExisting(call.context, 'overrides', 'gates', idsOf(overrides, 'gate'))
    requireExisting(call.context, 'overrides', 'segments', idsOf(overrides, 'segment'))
    const stored = Object.keys(overrideKeys).map((name): [string, Json] => [
      name,
      storeGroups(call.context, owner, groups, name, membersIn(body[name])),
    ])
    return Object.fromEntries(stored)
  },
  show: (context, owner, content) =>
    context.has('override-references-unchecked') ? content : showGroups(context, owner, content),
})

export const experimentOverrides = groupOverrides('groups')
export const autotuneOverrides = groupOverrides('variants')

const idsOf = (overrides: readonly JsonObject[], type: string): readonly string[] =>
  overrides.filter((override) => override['type'] === type).map(({ id }) => textOf(id))

/** Overrides of an experiment are stored with the ids of groups, so that they follow a group that is renamed. */
const storeGroups = (
  context: EmulatorContext,
  owner: JsonObject,
  groups: string,
  property: string,
  overrides: readonly JsonObject[],
): readonly JsonObject[] => {
  const known = membersIn(owner[groups])
  const takenBy = context.has('experiment-overrides-by-id') && groups === 'groups' ? 'id' : 'name'
  const groupOf = ({ groupID = '' }: JsonObject): JsonObject | undefined =>
    known.find((group) => group[takenBy] === groupID)
  const unknown = overrides.filter((override) => !groupOf(override))
  if (unknown.length > 0)
    throw badField(
      property,
      `The following groups could not be found: [${unknown.map(({ groupID }) => groupID).join(', ')}]`,
    )
  const storedBy = groups === 'groups' ? 'id' : 'name'
  return overrides.map((override) => ({
    ...override,
    groupID: textOf(groupOf(override)?.[storedBy]),
  }))
}

const showGroups = (
  context: EmulatorContext,
  owner: JsonObject,
  content: JsonObject,
): JsonObject => {
  const groups = membersIn(owner['groups'])
  const showGroup = (override: JsonObject): JsonObject => {
    const group = groups.find(({ id }) => id === override['groupID'])
    const isShownByName = group && !context.has('experiment-overrides-by-id')
    return isShownByName ? { ...override, groupID: textOf(group['name']) } : override
  }
  const showTarget = ({ id, ...override }: JsonObject): JsonObject =>
    context.has('override-targets-under-name') && id !== undefined
      ? { ...override, name: id }
      : { ...override, ...(id === undefined ? {} : { id }) }
  return {
    ...content,
    overrides: membersIn(content['overrides']).map((override) => showTarget(showGroup(override))),
    userIDOverrides: membersIn(content['userIDOverrides']).map(showGroup),
  }
}
