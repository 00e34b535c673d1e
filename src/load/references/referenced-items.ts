// Warns about names of items that the resource beside them does not have, such as of groups of an experiment.
import { type Diagnostic, warning } from '../../core/diagnostic.ts'
import { didYouMean } from '../../core/suggest.ts'
import { itemNamesOf, referencedItemsIn } from '../../fields/referenced-items.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DesiredState } from '../../model/index.ts'
import { listText } from '../message-text.ts'
import { collectReferences } from './index.ts'

/** Only where a file defines the resource and lists the items. */
export const unknownReferencedItemWarnings = (
  desired: DesiredState,
  registry: KindRegistry,
): readonly Diagnostic[] => {
  const found = [...desired.values()].flatMap((from) =>
    from.lifecycle.retired
      ? []
      : referencedItemsIn(registry(from.kind).root, from.members).map((item) => ({ from, item })),
  )
  if (found.length === 0) return []
  const references = collectReferences(desired, registry)
  return found.flatMap(({ from, item: { kind, name, of, owner, pointer } }) => {
    const to = references.find(
      (each) => each.from === from && each.kind === kind && each.name === owner,
    )?.to
    const names = to && itemNamesOf(of, desired.get(to)?.members)
    if (names === undefined || names.includes(name)) return []
    return [
      warning('unknown-reference', `\`${to}\` has no ${of.noun} \`${name}\`.`, {
        at: from.positions.value(pointer),
        hint: didYouMean(name, names) ?? `Its ${of.noun}s are ${listText(names, 'and')}.`,
      }),
    ]
  })
}
