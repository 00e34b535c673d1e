// Overrides of an experiment: gates, segments and units that are put into a group by its id.
import type { Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import {
  accepted,
  choice,
  type Keys,
  list,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import { textOf } from '../../core/ids.ts'
import { requireExisting } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import type { Form } from './overrides-format.ts'

const MOST = 1000

const lists: Keys = {
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
    MOST,
  ),
  userIDOverrides: list(
    record(
      {
        groupID: text(),
        ids: list(text(), 0, MOST),
        environment: nullable(text()),
        unitType: nullable(text()),
      },
      ['groupID', 'ids'],
    ),
  ),
}

export const experimentOverrides: Form = {
  lists: {
    overrides: {
      key: ['type', 'id', 'groupID', 'environment'],
      orNull: ['environment'],
      ids: [],
      most: MOST,
    },
    userIDOverrides: {
      key: ['groupID', 'environment', 'unitType'],
      orNull: ['environment', 'unitType'],
      ids: ['ids'],
      most: MOST,
    },
  },
  optional: [],
  taken: (call, experiment) => {
    const body = accepted(call.body, lists, Object.keys(lists))
    const overrides = membersIn(body['overrides'])
    requireExisting(call.world, 'overrides', 'gates', idsOf(overrides, 'gate'))
    requireExisting(call.world, 'overrides', 'segments', idsOf(overrides, 'segment'))
    for (const name of Object.keys(lists)) requireGroups(experiment, name, membersIn(body[name]))
    return body
  },
}

const idsOf = (overrides: readonly Members[], type: string): readonly string[] =>
  overrides.filter((override) => override['type'] === type).map(({ id }) => textOf(id))

const requireGroups = (
  experiment: Members,
  property: string,
  overrides: readonly Members[],
): void => {
  const known = membersIn(experiment['groups']).map(({ id }) => id)
  const unknown = overrides.map(({ groupID = '' }) => groupID).filter((id) => !known.includes(id))
  if (unknown.length > 0)
    throw badField(property, `The following groups could not be found: [${unknown.join(', ')}]`)
}
