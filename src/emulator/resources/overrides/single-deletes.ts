// Routes that delete one override: one id, or one gate or segment. They answer 200 where there is none.
import type { JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import type { ApiCall } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import type { OverriddenCollection } from './overridden-collections.ts'

interface SingleDelete {
  /** After `overrides/`. */
  readonly path: string
  /** The overrides that remain. */
  readonly remove: (call: ApiCall, owner: JsonObject, content: JsonObject) => JsonObject
}

export const singleDeletes = (collection: OverriddenCollection): readonly SingleDelete[] => {
  switch (collection) {
    case 'gates':
      return [{ path: 'userID/*', remove: removePassOrFail }]
    case 'experiments':
      return deletesByGroup('overrides', 'userIDOverrides', 'unitType', 'id', ['groupID'], 'groups')
    case 'autotunes':
      return deletesByGroup(
        'overrides',
        'userIDOverrides',
        'unitType',
        'id',
        ['groupID'],
        'variants',
      )
    case 'layers':
      return deletesByGroup(
        'conditionalOverrides',
        'idOverrides',
        'idType',
        'name',
        ['groupName', 'experimentName'],
        undefined,
      )
    // The document of September 2026 has none.
    case 'holdouts':
      return []
  }
}

/** Ids of all environments and of the unit `userID` alone. */
const removePassOrFail: SingleDelete['remove'] = ({ params, query }, _owner, content) => {
  const group = query.get('groupID')
  if (group !== 'pass' && group !== 'fail')
    throw badField('groupID', "Invalid enum value. Expected 'pass' | 'fail'")
  const name = group === 'pass' ? 'passingUserIDs' : 'failingUserIDs'
  return { ...content, [name]: textsIn(content[name]).filter((id) => id !== params[1]) }
}

const deletesByGroup = (
  conditional: string,
  byId: string,
  unit: string,
  target: string,
  required: readonly string[],
  groups: string | undefined,
): readonly SingleDelete[] => {
  const isMeant = ({ query }: ApiCall, owner: JsonObject, entry: JsonObject): boolean =>
    required.every(
      (name) => textOf(entry[name]) === groupKey(owner, groups, query.get(name) ?? ''),
    ) && textOf(entry['environment']) === (query.get('environment') ?? '')
  return [
    {
      path: 'userID/*',
      remove: (call, owner, content) => {
        requireQuery(call, required)
        const wantedUnit = call.query.get(unit) ?? owner['idType']
        const remaining = membersIn(content[byId]).flatMap((entry): readonly JsonObject[] => {
          const isOfUnit = (textOf(entry[unit]) || owner['idType']) === wantedUnit
          if (!isOfUnit || !isMeant(call, owner, entry)) return [entry]
          const ids = textsIn(entry['ids']).filter((id) => id !== call.params[1])
          return ids.length > 0 ? [{ ...entry, ids }] : []
        })
        return { ...content, [byId]: remaining }
      },
    },
    {
      path: 'conditional/*/*',
      remove: (call, owner, content) => {
        requireQuery(call, required)
        const [, type, name] = call.params
        const remaining = membersIn(content[conditional]).filter(
          (entry) =>
            entry['type'] !== type || entry[target] !== name || !isMeant(call, owner, entry),
        )
        return { ...content, [conditional]: remaining }
      },
    },
  ]
}

const requireQuery = ({ query }: ApiCall, names: readonly string[]): void => {
  for (const name of names) if (!query.get(name)) throw badField(name, 'Required')
}

/** Groups are named by name, and stored by id where they have one that stays. */
const groupKey = (owner: JsonObject, groups: string | undefined, text: string): string =>
  groups === 'groups'
    ? textOf(membersIn(owner[groups]).find(({ name }) => name === text)?.['id'] ?? text)
    : text
