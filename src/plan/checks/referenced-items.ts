// Reports names of items that the resource beside them will not have, such as of groups of an experiment. It is a warning
// where Statsig has the name in the same place of the same resource: then nothing would be written.
import { type Diagnostic, error, warning } from '../../core/diagnostic.ts'
import { didYouMean } from '../../core/suggest.ts'
import {
  itemNamesOf,
  type ReferencedItem,
  referencedItemsIn,
} from '../../fields/referenced-items.ts'
import type { Definition } from '../../model/index.ts'
import type { PlanContext } from '../plan-context.ts'

export const unknownReferencedItems = (
  definition: Definition,
  context: PlanContext,
): readonly Diagnostic[] => {
  if (definition.lifecycle.retired) return []
  const { registry } = context
  const { root } = registry(definition.kind)
  const isSame = (one: ReferencedItem) => (other: ReferencedItem) =>
    one.name === other.name && addressOf(one, context) === addressOf(other, context)
  const live = () => referencedItemsIn(root, context.findResource(definition)?.raw)
  return referencedItemsIn(root, definition.members).flatMap((item) => {
    const { name, of, pointer } = item
    const address = addressOf(item, context)
    const names = address && itemNamesOf(of, membersOf(address, context))
    if (names === undefined || names.includes(name)) return []
    const severity = live().some(isSame(item)) ? warning : error
    return [
      severity('unknown-reference', `\`${address}\` has no ${of.noun} \`${name}\`.`, {
        at: definition.positions.value(pointer),
        hint:
          didYouMean(name, names) ??
          `Its ${of.noun}s are ${names.map((each) => `\`${each}\``).join(', ')}.`,
      }),
    ]
  })
}

const addressOf = ({ kind, owner }: ReferencedItem, { names }: PlanContext) =>
  names.addressOf(kind, owner, 'name')

/** What the file has, else what Statsig has. */
const membersOf = (
  address: NonNullable<ReturnType<typeof addressOf>>,
  { desired, findResource, live }: PlanContext,
) => {
  const definition = desired.get(address)
  const resource = definition ? findResource(definition) : live.resources.get(address)
  return { ...resource?.raw, ...definition?.members }
}
