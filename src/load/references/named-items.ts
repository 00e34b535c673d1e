// Warns about names of items that no file describes, such as of environments, where a file describes such items at all.
import { type Diagnostic, warning } from '../../core/diagnostic.ts'
import { didYouMean } from '../../core/suggest.ts'
import { itemNames, namedItemsIn, rememberNames } from '../../fields/named-items.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DesiredState } from '../../model/index.ts'
import { listText } from '../message-text.ts'

export const unknownItemWarnings = (
  desired: DesiredState,
  registry: KindRegistry,
): readonly Diagnostic[] => {
  const namesOf = rememberNames((of) =>
    itemNames(
      of,
      [...desired.values()].flatMap(({ kind, members }) => (kind === of.kind ? [members] : [])),
    ),
  )
  return [...desired.values()].flatMap(({ kind, lifecycle, members, positions }) =>
    lifecycle.retired
      ? []
      : namedItemsIn(registry(kind).root, members).flatMap(({ name, of, pointer }) => {
          const known = namesOf(of)
          if (known.size === 0 || known.has(name)) return []
          return [
            warning('unknown-reference', `No file describes the ${of.noun} \`${name}\`.`, {
              at: positions.value(pointer),
              hint: didYouMean(name, known) ?? `The files describe ${listText([...known], 'and')}.`,
            }),
          ]
        }),
  )
}
