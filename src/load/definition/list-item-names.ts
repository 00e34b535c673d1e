// Checks the names of list items: duplicate names, and references to items that do not exist.
import { error } from '../../core/diagnostic.ts'
import { isJsonArray, itemsOf, type Json, type JsonObject, member } from '../../core/json.ts'
import { formatPointer, join } from '../../core/pointer.ts'
import { didYouMean } from '../../core/suggest.ts'
import type { Field } from '../../fields/field.ts'
import { type ItemReference, itemReferencesIn } from '../../fields/item-references.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { DeferredFault, Positions } from '../../model/index.ts'
import { listText, quoteValue } from '../message-text.ts'

/** Rules, groups and keyed items are matched by name, so two of one name are ambiguous. */
export const duplicateItemNames = (
  kind: Kind,
  members: JsonObject,
  positions: Positions,
): readonly DeferredFault[] =>
  Object.entries(kind.fields).flatMap(([name, field]) => {
    const [key, items] = [nameKeyOf(field), itemsOf(members[name])]
    if (key === undefined) return []
    const firstIndexes = new Map<Json, number>()
    return items.flatMap((item, index) => {
      const itemName = member(item, key)
      if (typeof itemName !== 'string') return []
      const firstIndex = firstIndexes.get(itemName)
      if (firstIndex === undefined) {
        firstIndexes.set(itemName, index)
        return []
      }
      const pointer = join(join(join('', name), index), key)
      const { line } = positions.value(join(join(join('', name), firstIndex), key))
      const message = `\`${formatPointer(join('', name))}\` has two items called ${quoteValue(itemName)}; the first is on line ${line}.`
      const areTwo = [items[firstIndex], item].every((each) => hasId(field, each))
      return [
        {
          pointer,
          // With their ids, Statsig can tell the items apart, and may have both.
          ...(areTwo && { keptMessage: message }),
          diagnostic: error('duplicate-name', message, {
            at: positions.value(pointer),
            hint: 'Give one of them another name.',
          }),
        } satisfies DeferredFault,
      ]
    })
  })

const hasId = (field: Field, item: Json | undefined): boolean =>
  field.shape === 'list' &&
  (field.match?.ids ?? []).some((id) => typeof member(item, id) === 'string')

/** Members that name an item of a list. The name may be an id that only Statsig knows, so live state decides. */
export const unknownItemNames = (
  kind: Kind,
  members: JsonObject,
  positions: Positions,
): readonly DeferredFault[] =>
  itemReferences(kind, members).flatMap(({ list: listName, name: itemName, pointer }) => {
    const list = kind.fields[listName]
    if (list?.shape !== 'list' || !list.match || !isJsonArray(members[listName])) return []
    const { ids, name: key } = list.match
    const items = itemsOf(members[listName])
    const valuesOf = (by: string) =>
      items.map((item) => member(item, by)).filter((each) => typeof each === 'string')
    const names = valuesOf(key)
    if (names.includes(itemName) || ids.some((id) => valuesOf(id).includes(itemName))) return []
    const suggestion = didYouMean(itemName, names)
    return [
      {
        pointer,
        alternativePointers: ids.map((id) => join(join(join('', listName), '*'), id)),
        hasNearMatch: suggestion !== undefined,
        diagnostic: error(
          'unknown-reference',
          `\`${formatPointer(pointer)}\` is ${quoteValue(itemName)}, which is not the name of an item of \`${listName}\`.`,
          {
            at: positions.value(pointer),
            hint: suggestion ?? `The names are ${listText(names, 'and')}.`,
          },
        ),
      } satisfies DeferredFault,
    ]
  })

/** References in top-level members, and anywhere in sub-resources. */
const itemReferences = ({ fields }: Kind, members: JsonObject): readonly ItemReference[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    field.shape === 'item' || field.subResource
      ? itemReferencesIn(field, members[name], join('', name))
      : [],
  )

const nameKeyOf = (field: Field): string | undefined =>
  field.shape === 'list' ? field.match?.name : field.shape === 'set' ? field.key : undefined
