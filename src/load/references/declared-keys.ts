// Keys that only another resource can give: the parameters that groups may name, where a layer declares them.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { isList, isMembers, member } from '../../json.ts'
import type { Given } from '../../kinds/kind.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Definition, Desired } from '../../model.ts'
import { join, placesOf, spoken, valueAt } from '../../pointer.ts'
import { didYouMean } from '../../suggest.ts'
import { isOfType } from '../definition/json-types.ts'
import { listText, sortOf, typeHint, typesText } from '../message-text.ts'
import { isRetired, type Reference } from './index.ts'

/** Only where the resource that gives the keys is among the files, and says which there are. */
export const ungiven = (
  references: readonly Reference[],
  desired: Desired,
  words: Lexicon,
): readonly Diagnostic[] =>
  references.flatMap(({ from, pointer, to }) => {
    const giver = to === undefined ? undefined : desired.get(to)
    if (giver === undefined || isRetired(from)) return []
    return (words(from.kind).kind.given ?? [])
      .filter(({ by }) => by === pointer)
      .flatMap((given) => faultsIn(given, from, giver))
  })

const faultsIn = (given: Given, from: Definition, giver: Definition): readonly Diagnostic[] => {
  const items = valueAt(giver.members, given.items)
  if (!isList(items)) return []
  const types = new Map(items.map((item) => [member(item, given.name), member(item, given.type)]))
  const names = [...types.keys()].filter((name) => typeof name === 'string')
  return placesOf(from.members, given.keysOf).flatMap((place) => {
    const record = valueAt(from.members, place)
    return Object.entries(isMembers(record) ? record : {}).flatMap(([key, value]) => {
      const pointer = join(place, key)
      const type = types.get(key)
      const giverText = `\`${giver.address}\``
      if (type === undefined)
        return [
          error('unmet-requirement', `${given.message} ${giverText} has no \`${key}\`.`, {
            at: from.positions.key(pointer),
            hint: didYouMean(key, names) ?? hintFor(names, giverText),
          }),
        ]
      return isOfType(value, type)
        ? []
        : [
            error(
              'unmet-requirement',
              `\`${spoken(pointer)}\` must be ${typesText(type)}, as ${giverText} says; it is ${sortOf(value)}.`,
              { at: from.positions.value(pointer), hint: typeHint(type, value) },
            ),
          ]
    })
  })
}

const hintFor = (names: readonly string[], giver: string): string =>
  names.length > 0 ? `It has ${listText(names, 'and')}.` : `Declare it in ${giver} first.`
