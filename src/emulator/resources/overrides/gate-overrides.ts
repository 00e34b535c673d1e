// Overrides of gates and holdouts: a body contains users and custom ids, or environments, but not both.
import { member } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { type BodyKeys, list, nullable, parseBody, record, text } from '../../core/body-schema.ts'
import * as keys from '../../shared/body-keys.ts'
import type { EntryList, OverridesFormat } from './overrides-format.ts'

const MAX_ITEMS = 2000

const idList = list(text({ min: 1 }), 0, MAX_ITEMS)

const userListKeys: BodyKeys = {
  passingUserIDs: idList,
  failingUserIDs: idList,
  passingCustomIDs: idList,
  failingCustomIDs: idList,
}

const environmentKeys: BodyKeys = {
  environmentOverrides: list(
    record(
      {
        environment: nullable(text()),
        unitID: nullable(text()),
        passingIDs: keys.texts,
        failingIDs: keys.texts,
      },
      ['unitID', 'passingIDs', 'failingIDs'],
    ),
  ),
}

const environmentOverrides: EntryList = {
  key: ['environment', 'unitID'],
  nullable: ['environment'],
  ids: ['passingIDs', 'failingIDs'],
}

const parseGateOverrides: OverridesFormat['parseBody'] = ({ body = {} }) => {
  const namesLists = Object.keys(userListKeys).some((name) => member(body, name) !== undefined)
  if (member(body, 'environmentOverrides') === undefined)
    return parseBody(body, userListKeys, ['passingUserIDs', 'failingUserIDs'])
  if (namesLists) throw badField('environmentOverrides', 'Cannot be given beside lists of ids')
  return parseBody(body, environmentKeys, ['environmentOverrides'])
}

export const gateOverrides: OverridesFormat = {
  lists: {
    ...Object.fromEntries(Object.keys(userListKeys).map((name) => [name, { most: MAX_ITEMS }])),
    environmentOverrides,
  },
  optional: ['passingCustomIDs', 'failingCustomIDs'],
  parseBody: parseGateOverrides,
}
