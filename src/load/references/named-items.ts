// Warns about names of items, such as of environments, that no file describes and that are near to one that a file has.
import { type Diagnostic, warning } from '../../core/diagnostic.ts'
import { didYouMean } from '../../core/suggest.ts'
import { itemNames, namedItemsIn, rememberNames } from '../../fields/named-items.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DesiredState } from '../../model/index.ts'

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
          const hint = known.has(name) ? undefined : didYouMean(name, known)
          // Statsig may have items that no file lists: only a name that is near to one of these is likely misspelt.
          if (hint === undefined) return []
          return [
            warning('unknown-reference', `No file describes the ${of.noun} \`${name}\`.`, {
              at: positions.value(pointer),
              hint,
            }),
          ]
        }),
  )
}
