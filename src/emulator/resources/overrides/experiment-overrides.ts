// Overrides of an experiment: they assign gates, segments and units to a group by its id.
import type { JsonObject } from '../../../core/json.ts'
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

export const experimentOverrides: OverridesFormat = {
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
    },
  },
  optional: [],
  parseBody: (call, experiment) => {
    const body = parseBody(call.body, overrideKeys, Object.keys(overrideKeys))
    const overrides = membersIn(body['overrides'])
    requireExisting(call.context, 'overrides', 'gates', idsOf(overrides, 'gate'))
    requireExisting(call.context, 'overrides', 'segments', idsOf(overrides, 'segment'))
    for (const name of Object.keys(overrideKeys))
      requireGroups(experiment, name, membersIn(body[name]))
    return body
  },
}

const idsOf = (overrides: readonly JsonObject[], type: string): readonly string[] =>
  overrides.filter((override) => override['type'] === type).map(({ id }) => textOf(id))

const requireGroups = (
  experiment: JsonObject,
  property: string,
  overrides: readonly JsonObject[],
): void => {
  const known = membersIn(experiment['groups']).map(({ id }) => id)
  const unknown = overrides.map(({ groupID = '' }) => groupID).filter((id) => !known.includes(id))
  if (unknown.length > 0)
    throw badField(property, `The following groups could not be found: [${unknown.join(', ')}]`)
}
