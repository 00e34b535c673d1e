// Reads resources by kind, and lets Statsig validate requests: the part of the port of the stages that cannot write.

import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { dryRunMark } from '../../kinds/dry-run.ts'
import type { KindName } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Lookup } from '../../kinds/routes.ts'
import type { Address, LiveState, Resource } from '../../model/index.ts'
import { type DryRunner, type ProjectInfo, ReadError, type Reader } from '../../resources/api.ts'
import { createLiveState, pathIdFor, toResource } from '../../resources/live.ts'
import { readAuditLog } from './audit-log.ts'
import {
  ApiError,
  buildItemPath,
  type ConsoleDryRunner,
  type ConsoleReader,
  UnsentError,
} from './console-api/index.ts'
import { readReview, readReviews } from './reviews.ts'
import { readSubResource } from './sub-resources.ts'

/** `hideSecret` gets the secrets in a response before anything else can use them. */
export const statsigReader = (
  api: ConsoleReader,
  registry: KindRegistry,
  hideSecret: (secret: string) => void = () => {},
): Reader => {
  const lookUp = async (name: KindName, query: string): Promise<readonly Resource[]> => {
    const { kind } = registry(name)
    const responses = await api.lookUp(buildItemPath(kind.routes.item, query))
    return responses.flatMap(
      (response) => toResource(kind, name, mergeLookup(kind, query, response)) ?? [],
    )
  }
  const list = async (
    name: KindName,
    requestedAddresses?: readonly Address[],
  ): Promise<readonly Resource[]> => {
    const { kind } = registry(name)
    if (kind.routes.lookup) {
      const addressesOfKind = requestedAddresses?.filter((each) => each.startsWith(`${name}/`))
      const queries =
        addressesOfKind?.map((each) => pathIdFor(kind, each)) ?? lookupQueries(kind.routes.lookup)
      return (await Promise.all(queries.map((query) => lookUp(name, query)))).flat()
    }
    const { list: path, query = {} } = kind.routes
    if (kind.identity.by === 'project') {
      const only = toResource(kind, name, (await api.get(path)) ?? null)
      return only ? [only] : []
    }
    const items = await api.list(path, query, (item) => itemIdentity(kind, name, item))
    const found = items.flatMap((item) => toResource(kind, name, item) ?? [])
    for (const { pathId, isPathIdSecret } of found) if (isPathIdSecret) hideSecret(pathId)
    return found
  }
  return {
    read: (kinds, optionalKinds = new Set(), requestedAddresses): Promise<LiveState> =>
      wrapReadErrors(async () => {
        const addresses = requestedAddresses && [...requestedAddresses]
        const hiddenKinds = new Set<KindName>()
        const listVisible = async (name: KindName): Promise<readonly Resource[]> => {
          try {
            return await list(name, addresses)
          } catch (error) {
            if (!optionalKinds.has(name) || !isHiddenError(error)) throw error
            hiddenKinds.add(name)
            return []
          }
        }
        const found = (await Promise.all([...kinds].map(listVisible))).flat()
        return createLiveState(kinds, found, hiddenKinds)
      }),
    find: (name, { pathId, fallbackPathId }) =>
      wrapReadErrors(async () => {
        const { kind } = registry(name)
        if (kind.routes.lookup)
          return (await lookUp(name, pathId)).find((each) => each.pathId === pathId)
        if (kind.routes.readFrom === 'list')
          return (await list(name)).find((each) => each.pathId === pathId)
        const { item } = kind.routes
        const get = (id: string) => api.get(item.includes('{id}') ? buildItemPath(item, id) : item)
        const found = (await get(pathId)) ?? (fallbackPathId && (await get(fallbackPathId)))
        return found ? toResource(kind, name, found) : undefined
      }),
    readSubResources: (resource, names) =>
      wrapReadErrors(async () => {
        const { kind } = registry(resource.kind)
        const read = async (name: string) =>
          [name, await readSubResource(api, kind, resource, name)] as const
        const found = await Promise.all(names.map(read))
        return Object.fromEntries(
          found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
        )
      }),
    readReviews: (name, pathIds) =>
      wrapReadErrors(() => readReviews(api, registry(name).kind, pathIds)),
    readReview: (name, pathIds, reviewId) =>
      wrapReadErrors(() => readReview(api, registry(name).kind, pathIds, reviewId)),
    listSubResources: (path) => wrapReadErrors(() => unlessHidden(() => api.get(path))),
    readAuditLog: (since, maxEntries) =>
      wrapReadErrors(() => unlessHidden(() => readAuditLog(api, since, maxEntries))),
  }
}

/** The id of an item in a list; the whole item if it has none. */
const itemIdentity = (kind: Kind, name: KindName, item: JsonObject): string =>
  toResource(kind, name, item)?.pathId || canonicalJson(item)

/** Every combination of the known values. */
const lookupQueries = ({ parameters }: Lookup): readonly string[] =>
  Object.entries(parameters).reduce<readonly string[]>(
    (queries, [name, values]) =>
      queries.flatMap((query) =>
        values.map((value) => `${query}${query && '&'}${new URLSearchParams({ [name]: value })}`),
      ),
    [''],
  )

/** Adds the values of the query to the response, which may not repeat them. */
const mergeLookup = ({ routes }: Kind, query: string, response: JsonObject): JsonObject => {
  const nested = member(response, routes.lookup?.nestedUnder ?? '')
  return {
    ...Object.fromEntries(new URLSearchParams(query)),
    ...(isJsonObject(nested) && nested),
    ...response,
  }
}

export const statsigProjectInfo = (api: ConsoleReader): ProjectInfo => {
  const lookUp = async (path: string, name: string): Promise<Json> => {
    const found = member(await wrapReadErrors(() => api.get(path)), name)
    if (found === undefined || found === null)
      throw new ReadError(`GET ${path} did not say \`${name}\``, false, undefined)
    return found
  }
  let isNative: Promise<boolean> | undefined
  return {
    readProjectId: async () => String(await lookUp('/console/v1/project', 'id')),
    hasWarehouse: () => {
      isNative ??= lookUp('/console/v1/company', 'isWarehouseNative').then(
        (value) => value === true,
      )
      return isNative
    },
  }
}

/** Statuses that are about the body; others are about the key or the connection. */
const bodyErrorStatuses: readonly unknown[] = [400, 404, 409, 422]

export const statsigDryRunner = (api: ConsoleDryRunner, registry: KindRegistry): DryRunner => ({
  serverValidate: async (name, { body, method, path, pathId }) => {
    const mark = dryRunMark(registry(name).kind, { method, path })
    if (mark === undefined)
      throw new Error(`\`${name}\` has no dry run of ${method} ${path}: Statsig would execute it.`)
    const fullPath = pathId === undefined ? path : buildItemPath(path, pathId)
    try {
      await api.dryRun({ mark, method, path: fullPath, ...(body !== undefined && { body }) })
      return { status: 'accepted' }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!bodyErrorStatuses.includes(error.status))
        throw new ReadError(error.message, error.fatal, error, error.summary)
      return {
        status: 'refused',
        reason: error.apiMessage ?? error.message,
        faults: error.errors.map(({ errorMessage, property }) => ({
          property,
          message: errorMessage,
        })),
      }
    }
  },
})

/** `undefined` where the key has no access, or there is no such route. */
const unlessHidden = async <Found>(
  read: () => Promise<Found | undefined>,
): Promise<Found | undefined> => {
  try {
    return await read()
  } catch (error) {
    if (isHiddenError(error)) return undefined
    throw error
  }
}

/** The key has no access, or the project does not have this kind of resource. */
const isHiddenError = (error: unknown): boolean =>
  error instanceof ApiError && !error.fatal && (error.status === 403 || error.status === 404)

const wrapReadErrors = async <Found>(readFromApi: () => Promise<Found>): Promise<Found> => {
  try {
    return await readFromApi()
  } catch (error) {
    if (error instanceof UnsentError)
      throw new ReadError(error.message, false, error, error.message, true)
    throw error instanceof ApiError
      ? new ReadError(error.message, error.fatal, error, error.summary, false, error.isUnanswered)
      : error
  }
}
