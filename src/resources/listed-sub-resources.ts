// Finds sub-resources in the answer of a route that lists those of all resources.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  pick,
} from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Resource } from '../model/index.ts'
import type { Reader } from './api.ts'

/** The answers by path. Absent where Statsig has no such route. */
export type Listings = ReadonlyMap<string, JsonObject>

export interface ListedValue {
  /** Absent where the resource has none. */
  readonly value?: Json
  /** Members may be missing that the resource has. */
  readonly isPartial: boolean
}

export const listingPath = ({ fields }: Kind, name: string): string | undefined =>
  fields[name]?.subResource?.listed?.path

export const readListings = async (
  paths: ReadonlySet<string>,
  reader: Reader,
): Promise<Listings> => {
  const read = await Promise.all(
    [...paths].map(async (path) => [path, await reader.listSubResources(path)] as const),
  )
  return new Map(read.flatMap(([path, found]) => (found ? [[path, found] as const] : [])))
}

/** What a listing says of a resource. Absent where the sub-resource is in none. */
export const listedValue = (
  kind: Kind,
  { fallbackPathId, pathId, raw }: Resource,
  name: string,
  listings: Listings,
): ListedValue | undefined => {
  const listed = kind.fields[name]?.subResource?.listed
  const section = listed && member(listings.get(listed.path), kind.folder)
  if (listed === undefined || !isJsonArray(section)) return undefined
  const ids: readonly (Json | undefined)[] = [pathId, fallbackPathId, raw['id']]
  const found = section.find((item) => {
    const id = member(item, 'id')
    return id !== undefined && ids.includes(id)
  })
  if (!isJsonObject(found)) return { isPartial: false }
  const value = pick(found, (each) => each !== 'id' && each !== 'name')
  const isPartial = listed.mayLack?.some((each) => !Object.hasOwn(value, each)) ?? false
  return { value, isPartial }
}
