// Reads sub-resources: members that have their own routes.

import type { Json } from '../../core/json.ts'
import { hasSubResource } from '../../fields/sub-resource.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Resource } from '../../model/index.ts'
import { buildItemPath, type ConsoleReader } from './console-api/index.ts'

/** `undefined` if the resource does not have this sub-resource, or does not exist. */
export const readSubResource = async (
  api: Pick<ConsoleReader, 'get' | 'ids'>,
  { fields, routes }: Kind,
  { pathId, fallbackPathId, raw }: Resource,
  name: string,
): Promise<Json | undefined> => {
  const subResource = fields[name]?.subResource
  if (subResource === undefined || !hasSubResource(subResource, raw)) return undefined
  const readAt = (id: string): Promise<Json | undefined> => {
    const path = buildItemPath(`${routes.item}${subResource.path}`, id)
    return subResource.read === 'ids' ? api.ids(path) : api.get(path)
  }
  return (
    (await readAt(pathId)) ?? (fallbackPathId === undefined ? undefined : readAt(fallbackPathId))
  )
}
