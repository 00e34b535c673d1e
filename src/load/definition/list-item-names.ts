// Items of lists by their names: those that bear the name of another, and names that no item bears.
import { error } from '../../diagnostic.ts'
import type { Field } from '../../fields/field.ts'
import { itemsNamedIn, type Naming } from '../../fields/item-references.ts'
import { isList, type Json, type Members, member } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Doubt, Positions } from '../../model.ts'
import { join, spoken } from '../../pointer.ts'
import { didYouMean } from '../../suggest.ts'
import { listText, quoted } from '../message-text.ts'

/** Rules, groups and keyed items that bear the name of another: which of them is meant would be a guess. */
export const twiceNamed = (kind: Kind, members: Members, positions: Positions): readonly Doubt[] =>
  Object.entries(kind.fields).flatMap(([name, field]) => {
    const [key, items] = [keyOf(field), itemsOf(members[name])]
    if (key === undefined) return []
    const first = new Map<Json, number>()
    return items.flatMap((item, index) => {
      const said = member(item, key)
      if (typeof said !== 'string') return []
      const before = first.get(said)
      if (before === undefined) {
        first.set(said, index)
        return []
      }
      const pointer = join(join(join('', name), index), key)
      const { line } = positions.value(join(join(join('', name), before), key))
      const message = `\`${spoken(join('', name))}\` has two items called ${quoted(said)}; the first is on line ${line}.`
      return [
        {
          pointer,
          diagnostic: error('duplicate-name', message, {
            at: positions.value(pointer),
            hint: 'Give one of them another name.',
          }),
        },
      ]
    })
  })

/** Members that name an item of a list. An id that only Statsig knows may be meant, so live state decides. */
export const namedByNone = (kind: Kind, members: Members, positions: Positions): readonly Doubt[] =>
  namings(kind, members).flatMap(({ list: listName, name: said, pointer }) => {
    const list = kind.fields[listName]
    if (list?.shape !== 'list' || !list.match || !isList(members[listName])) return []
    const { ids, name: key } = list.match
    const items = itemsOf(members[listName])
    const called = (by: string) =>
      items.map((item) => member(item, by)).filter((each) => typeof each === 'string')
    const names = called(key)
    if (names.includes(said) || ids.some((id) => called(id).includes(said))) return []
    const near = didYouMean(said, names)
    return [
      {
        pointer,
        elsewhere: ids.map((id) => join(join(join('', listName), '*'), id)),
        isLikely: near !== undefined,
        diagnostic: error(
          'unknown-reference',
          `\`${spoken(pointer)}\`: none of the \`${listName}\` is called ${quoted(said)}.`,
          {
            at: positions.value(pointer),
            hint: near ?? `They are called ${listText(names, 'and')}.`,
          },
        ),
      },
    ]
  })

/** At the top of the definition, and anywhere in what has routes of its own. */
const namings = ({ fields }: Kind, members: Members): readonly Naming[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    field.shape === 'item' || field.apart ? itemsNamedIn(field, members[name], join('', name)) : [],
  )

const keyOf = (field: Field): string | undefined =>
  field.shape === 'list' ? field.match?.name : field.shape === 'set' ? field.key : undefined

const itemsOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])
