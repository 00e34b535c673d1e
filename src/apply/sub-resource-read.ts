// Reads a resource with one of its sub-resources.
import { pick } from '../core/json.ts'
import { referenceFormOf } from '../fields/reference-form.ts'
import { hasRepeatedItems } from '../fields/sub-resource-spelling.ts'
import type { Operation, Resource } from '../model/index.ts'
import { spellSubResources } from '../resources/spell-sub-resources.ts'
import type { ReadContext } from './context.ts'
import { maxCacheAge, pathIdsOf } from './precondition.ts'
import type { LiveSpelling } from './sub-resource-requests.ts'

/** A live resource with its sub-resource. */
export type ReadOwner = Resource & LiveSpelling

export const readWithSubResource = async (
  resource: Resource,
  name: string,
  { api, cache, registry }: ReadContext,
): Promise<ReadOwner> => {
  const { kind } = registry(resource.kind)
  const values = await api.readSubResources(resource, [name])
  const raw = pick(resource.raw, (each) => each !== name)
  const field = kind.fields[name]
  return {
    ...resource,
    raw: { ...raw, ...spellSubResources(kind, raw, values) },
    form: field ? referenceFormOf(field, values[name], kind.fields, raw, cache) : 'usual',
    isRepeated: field !== undefined && hasRepeatedItems(field, values[name], raw),
  }
}

/**
 * The current resource with its sub-resource. A state of the last seconds is enough, unless the request replaces the whole
 * value: how Statsig spells that value is not in the state.
 */
export const readOwner = async (
  operation: Operation,
  isExpected: (owner: Resource) => boolean,
  context: ReadContext,
): Promise<ReadOwner | undefined> => {
  const { address, kind, subResource: name = '' } = operation
  const { api, cache, clock, registry } = context
  const cached = cache.find(address)
  const isFresh = cached !== undefined && clock.now() - cached.readAt <= maxCacheAge
  const isReplaced = registry(kind).kind.fields[name]?.subResource?.write.by === 'replace'
  if (isFresh && !isReplaced && Object.hasOwn(cached.resource.raw, name))
    return withUsualSpelling(cached.resource)
  const pathIds = pathIdsOf(operation, context)
  const found = isFresh ? cached.resource : pathIds && (await api.find(kind, pathIds))
  if (found === undefined) return undefined
  const read = () => readWithSubResource(found, name, context)
  const first = await read()
  if (!isFresh || isExpected(first)) return first
  // A read may return an old state: a read that contradicts a recent one is repeated.
  await clock.sleep(2_000)
  return read()
}

/** For a value that no request replaces. */
export const withUsualSpelling = (resource: Resource): ReadOwner => ({
  ...resource,
  form: 'usual',
  isRepeated: false,
})
