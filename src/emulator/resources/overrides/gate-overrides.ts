// Overrides of gates and holdouts: a body speaks of users and custom ids, or of environments, never of both.
import { member } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import { accepted, type Keys, list, nullable, record, text } from '../../core/body-schema.ts'
import * as keys from '../../shared/body-keys.ts'
import type { Entries, Form } from './overrides-format.ts'

const MOST = 2000

const ids = list(text({ min: 1 }), 0, MOST)

const userLists: Keys = {
  passingUserIDs: ids,
  failingUserIDs: ids,
  passingCustomIDs: ids,
  failingCustomIDs: ids,
}

const environments: Keys = {
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

const environmentOverrides: Entries = {
  key: ['environment', 'unitID'],
  orNull: ['environment'],
  ids: ['passingIDs', 'failingIDs'],
}

const taken: Form['taken'] = ({ body = {} }) => {
  const namesLists = Object.keys(userLists).some((name) => member(body, name) !== undefined)
  if (member(body, 'environmentOverrides') === undefined)
    return accepted(body, userLists, ['passingUserIDs', 'failingUserIDs'])
  if (namesLists) throw badField('environmentOverrides', 'Cannot be given beside lists of ids')
  return accepted(body, environments, ['environmentOverrides'])
}

export const gateOverrides: Form = {
  lists: {
    ...Object.fromEntries(Object.keys(userLists).map((name) => [name, { most: MOST }])),
    environmentOverrides,
  },
  optional: ['passingCustomIDs', 'failingCustomIDs'],
  taken,
}
