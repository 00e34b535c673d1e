// Members that have routes of their own, read one by one.
import { hasPart } from '../../fields/sub-resource.ts'
import type { Json } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Resource } from '../../model.ts'
import { type ConsoleReader, itemPath } from './console-api/index.ts'

/** Absent where a resource of its sort has no such member, or Statsig knows neither. */
export const partIn = async (
  api: Pick<ConsoleReader, 'get' | 'ids'>,
  { fields, routes }: Kind,
  { handle, otherHandle, raw }: Resource,
  name: string,
): Promise<Json | undefined> => {
  const apart = fields[name]?.apart
  if (apart === undefined || !hasPart(apart, raw)) return undefined
  const read = (text: string): Promise<Json | undefined> => {
    const path = itemPath(`${routes.item}${apart.path}`, text)
    return apart.read === 'ids' ? api.ids(path) : api.get(path)
  }
  return (await read(handle)) ?? (otherHandle === undefined ? undefined : read(otherHandle))
}
