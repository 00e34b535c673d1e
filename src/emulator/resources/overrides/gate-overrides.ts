// Overrides of gates and holdouts: lists of user and custom ids, and overrides by environment and unit.
import { type Json, type JsonObject, member } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { type BodyKeys, list, nullable, parseBody, record, text } from '../../core/body-schema.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import type { EntryList, OverridesFormat, OverridesWrite } from './overrides-format.ts'

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
  unit: 'unitID',
}

/** The lists that an override of all environments shows once more, by its own members. */
const MIRRORED = { passingIDs: 'passingUserIDs', failingIDs: 'failingUserIDs' }

const parseGateOverrides: OverridesFormat['parseBody'] = ({ body = {}, context }, owner, write) => {
  const isWithEnvironments = member(body, 'environmentOverrides') !== undefined
  const isWithLists = Object.keys(userListKeys).some((name) => member(body, name) !== undefined)
  if (isWithEnvironments && isWithLists && context.has('overrides-in-one-form'))
    throw badField('environmentOverrides', 'Cannot be given beside lists of ids')
  const required =
    isWithEnvironments || write === 'remove' ? [] : ['passingUserIDs', 'failingUserIDs']
  const parsed = parseBody(body, { ...userListKeys, ...environmentKeys }, required)
  return context.has('overrides-mirrored') && isWithEnvironments
    ? foldMirrored(owner, parsed, write)
    : parsed
}

/** Where the lists are an override of all environments too, a body may have it in either form. */
const foldMirrored = (owner: JsonObject, body: JsonObject, write: OverridesWrite): JsonObject => {
  const entries = membersIn(body['environmentOverrides'])
  const isMirror = ({ environment, unitID }: JsonObject): boolean =>
    textOf(environment) === '' && (textOf(unitID) || owner['idType']) === 'userID'
  const mirrors = entries.filter(isMirror)
  const lists = Object.entries(MIRRORED).flatMap(([own, beside]): [string, Json][] => {
    const ids = mirrors.flatMap((entry) => textsIn(entry[own]))
    const given = body[beside]
    return given === undefined && ids.length === 0 && write !== 'set'
      ? []
      : [[beside, [...new Set([...textsIn(given), ...ids])]]]
  })
  return {
    ...body,
    ...Object.fromEntries(lists),
    environmentOverrides: entries.filter((entry) => !isMirror(entry)),
  }
}

const showMirrored = (content: JsonObject): JsonObject => {
  const ids = Object.entries(MIRRORED).map(([own, beside]): [string, Json] => [
    own,
    textsIn(content[beside]),
  ])
  if (ids.every(([, value]) => textsIn(value).length === 0)) return content
  const mirror = { environment: null, unitID: 'userID', ...Object.fromEntries(ids) }
  return {
    ...content,
    environmentOverrides: [mirror, ...membersIn(content['environmentOverrides'])],
  }
}

export const gateOverrides: OverridesFormat = {
  lists: {
    ...Object.fromEntries(Object.keys(userListKeys).map((name) => [name, { most: MAX_ITEMS }])),
    environmentOverrides,
  },
  optional: ['passingCustomIDs', 'failingCustomIDs'],
  parseBody: parseGateOverrides,
  show: (context, _owner, content) =>
    context.has('overrides-mirrored') ? showMirrored(content) : content,
}
