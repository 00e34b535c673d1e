// Looks for references that the change of a list has left without an item: Statsig may keep the old name of a group.
import { type JsonObject, member } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import { itemReferencesIn, referencedItemLists } from '../fields/item-references.ts'
import { asList } from '../fields/normalize.ts'
import { subResourceNames } from '../fields/sub-resource.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import type { ApplyContext } from './context.ts'
import { failedOutcome } from './outcomes.ts'

/** A failed outcome where a sub-resource names an item by a name that the update has changed. One read for each. */
export const lostReferenceOutcome = async (
  operation: Operation,
  before: Resource,
  kind: Kind,
  { api, cache }: ApplyContext,
): Promise<Outcome | undefined> => {
  const after = cache.find(operation.address)?.resource
  if (after === undefined) return undefined
  const touched = new Set(operation.edits.map(({ pointer }) => topLevelName(pointer)))
  const isGone = (list: string, name: unknown): boolean =>
    namesOf(kind, list, before.raw).includes(name) && !namesOf(kind, list, after.raw).includes(name)
  for (const name of subResourceNames(kind.fields)) {
    const field = kind.fields[name]
    const lists = field ? referencedItemLists(field).filter((list) => touched.has(list)) : []
    const isRenamed = lists.some((list) =>
      namesOf(kind, list, before.raw).some((each) => isGone(list, each)),
    )
    if (field === undefined || !isRenamed) continue
    const values = await api.readSubResources(after, [name])
    const references = itemReferencesIn(field, member(values, name), '')
    if (references.some((reference) => isGone(reference.list, reference.name)))
      return failedOutcome(operation, { code: 'field-differs-after-write', field: name }, 'yes')
  }
  return undefined
}

/** The names of the items of a list whose items others refer to, and their ids. */
const namesOf = ({ fields }: Kind, list: string, raw: JsonObject): readonly unknown[] => {
  const field = fields[list]
  if (field?.shape !== 'list' || field.match === undefined) return []
  const members = [field.match.name, ...field.match.ids]
  return asList(raw[list]).flatMap((item) => members.map((name) => member(item, name) ?? ''))
}
