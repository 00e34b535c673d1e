// Spells the sub-resources that Statsig returns in the one way that plans and applies compare.
import type { JsonObject } from '../core/json.ts'
import { liveItemId } from '../fields/item-references.ts'
import { spellSubResource } from '../fields/sub-resource-spelling.ts'
import type { Kind } from '../kinds/kind.ts'

/** `values` are sub-resources by name, as Statsig returns them for the live resource `owner`. Items are called by id. */
export const spellSubResources = (
  { fields }: Kind,
  owner: JsonObject,
  values: JsonObject,
): JsonObject =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = fields[name]
      const itemText = (list: string, text: string) => liveItemId(fields, list, owner, text)
      return [name, (field && spellSubResource(field, value, { owner, itemText })) ?? value]
    }),
  )
