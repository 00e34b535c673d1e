// Merges values that name items of lists of the same resource, by name or by generated id.

import type { Json } from '../../core/json.ts'
import type { Field } from '../../fields/field.ts'
import { createItemNamer, itemIds } from '../../fields/item-references.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { spellSubResource } from '../../fields/sub-resource-spelling.ts'
import type { BaseValue, MergeContext, ThreeWayMember } from './model.ts'

/** Merges a value whose sides are spelled in one way, with the names that the file uses for items. */
export const mergeNamedItems = (
  field: Field,
  { base, fields, name, place, sides }: ThreeWayMember,
  context: MergeContext,
): Json | undefined => {
  const { base: baseMembers, live, ours } = sides
  const toName = createItemNamer(fields, live, ours, context.resolveName)
  const toNameFromBase = (list: string, text: string): Json =>
    toName(
      list,
      itemIds(fields, list, live, baseMembers ?? {}, context.resolveName).get(text) ?? text,
    )
  const spell = (value: Json | undefined, itemText = toName) =>
    spellSubResource(field, value, { owner: { ...ours, ...live }, itemText })
  const baseValue: BaseValue =
    base.type === 'known' ? { type: 'known', value: spell(base.value, toNameFromBase) } : base
  const mine = spell(ours[name])
  const merged = context.mergeValue(
    { field, base: baseValue, ours: mine, live: spell(live[name]), place },
    context,
  )
  // The file keeps its own spelling where nothing else is merged into it.
  return canonicalJson(merged) === canonicalJson(mine) ? ours[name] : merged
}
