// Checks keys that another resource declares: a layer declares the parameters that the groups of its experiments may set.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, member } from '../../core/json.ts'
import { formatPointer, join, placesOf, valueAt } from '../../core/pointer.ts'
import { isRetired } from '../../core/source.ts'
import { didYouMean } from '../../core/suggest.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DeclaredKeys } from '../../kinds/requirement.ts'
import type { Definition, DesiredState } from '../../model/index.ts'
import { isOfType } from '../definition/json-types.ts'
import { describeValue, listText, typeHint, typesText } from '../message-text.ts'
import type { Reference } from './index.ts'

/** Checked only if a file defines the declaring resource and lists its keys. */
export const undeclaredKeyFaults = (
  references: readonly Reference[],
  desired: DesiredState,
  registry: KindRegistry,
): readonly Diagnostic[] =>
  references.flatMap(({ from, pointer, to }) => {
    const declarer = to === undefined ? undefined : desired.get(to)
    if (declarer === undefined || isRetired(from.lifecycle)) return []
    return (registry(from.kind).kind.declaredKeys ?? [])
      .filter(({ reference }) => reference === pointer)
      .flatMap((declaration) => declaredKeyFaults(declaration, from, declarer))
  })

const declaredKeyFaults = (
  declaration: DeclaredKeys,
  from: Definition,
  declarer: Definition,
): readonly Diagnostic[] => {
  const items = valueAt(declarer.members, declaration.items)
  if (!isJsonArray(items)) return []
  const typesByName = new Map(
    items.map((item) => [
      member(item, declaration.keyMember),
      member(item, declaration.typeMember),
    ]),
  )
  const names = [...typesByName.keys()].filter((name) => typeof name === 'string')
  return placesOf(from.members, declaration.keysOf).flatMap((place) => {
    const record = valueAt(from.members, place)
    return Object.entries(isJsonObject(record) ? record : {}).flatMap(([key, value]) => {
      const pointer = join(place, key)
      const type = typesByName.get(key)
      const written = from.positions.spelling(pointer)
      const declarerText = `\`${declarer.address}\``
      if (type === undefined)
        return [
          error('unmet-requirement', `${declaration.message} ${declarerText} has no \`${key}\`.`, {
            at: from.positions.key(pointer),
            hint: didYouMean(key, names) ?? missingKeyHint(names, declarerText),
          }),
        ]
      return isOfType(value, type)
        ? []
        : [
            error(
              'unmet-requirement',
              `\`${formatPointer(pointer)}\` must be ${typesText(type)}, as declared in ${declarerText}; it is ${describeValue(value, written)}.`,
              { at: from.positions.value(pointer), hint: typeHint(type, value, written) },
            ),
          ]
    })
  })
}

const missingKeyHint = (names: readonly string[], declarer: string): string =>
  names.length > 0 ? `It declares ${listText(names, 'and')}.` : `Declare it in ${declarer} first.`
