// The Console API as the stages ask for it: resources by kind instead of items by path, and outcomes instead of throws.
import { textOf } from '../../fields/normalize.ts'
import { isMembers, type Json, type Members, member } from '../../json.ts'
import type { KindName } from '../../kinds/index.ts'
import type { Asked, Kind } from '../../kinds/kind.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Address, Live, Request, Resource } from '../../model.ts'
import {
  type Reader,
  type Rehearser,
  type Sent,
  Unreadable,
  type Whereabouts,
  type Writer,
} from '../../resources/api.ts'
import { handleFor, liveFrom, resourceOf } from '../../resources/live.ts'
import { deedsIn } from './audit-log.ts'
import {
  ApiError,
  type ConsoleReader,
  type ConsoleRehearser,
  type ConsoleWriter,
  isBusy,
  isNameTaken,
  isNotFound,
  itemPath,
} from './console-api/index.ts'
import { partIn } from './sub-resources.ts'

/** `hide` is told of secrets that an answer holds, before anything else can be done with them. */
export const reader = (
  api: ConsoleReader,
  words: Lexicon,
  hide: (secret: string) => void = () => {},
): Reader => {
  const ask = async (name: KindName, query: string): Promise<readonly Resource[]> => {
    const { kind } = words(name)
    const answers = await api.ask(itemPath(kind.routes.item, query))
    return answers.flatMap((answer) => resourceOf(kind, name, joined(kind, query, answer)) ?? [])
  }
  const list = async (name: KindName, named?: readonly Address[]): Promise<readonly Resource[]> => {
    const { kind } = words(name)
    if (kind.routes.asked) {
      const own = named?.filter((each) => each.startsWith(`${name}/`))
      const queries = own?.map((each) => handleFor(kind, each)) ?? queriesFor(kind.routes.asked)
      return (await Promise.all(queries.map((query) => ask(name, query)))).flat()
    }
    const { list: path, query = {} } = kind.routes
    if (kind.identity.by === 'project') {
      const only = resourceOf(kind, name, (await api.get(path)) ?? null)
      return only ? [only] : []
    }
    const items = await api.list(path, query, (item) => idOf(kind, name, item))
    const found = items.flatMap((item) => resourceOf(kind, name, item) ?? [])
    for (const { handle, isSecret } of found) if (isSecret) hide(handle)
    return found
  }
  return {
    read: (kinds, passable = new Set(), named): Promise<Live> =>
      asked(async () => {
        const addresses = named && [...named]
        const hidden = new Set<KindName>()
        const shown = async (name: KindName): Promise<readonly Resource[]> => {
          try {
            return await list(name, addresses)
          } catch (error) {
            if (!passable.has(name) || !isHidden(error)) throw error
            hidden.add(name)
            return []
          }
        }
        const found = (await Promise.all([...kinds].map(shown))).flat()
        return liveFrom(kinds, found, hidden)
      }),
    find: (name, { handle, otherHandle }) =>
      asked(async () => {
        const { kind } = words(name)
        if (kind.routes.asked)
          return (await ask(name, handle)).find((each) => each.handle === handle)
        if (kind.routes.find === 'list')
          return (await list(name)).find((each) => each.handle === handle)
        const { item } = kind.routes
        const get = (text: string) => api.get(item.includes('{id}') ? itemPath(item, text) : item)
        const found = (await get(handle)) ?? (otherHandle && (await get(otherHandle)))
        return found ? resourceOf(kind, name, found) : undefined
      }),
    parts: (resource, names) =>
      asked(async () => {
        const { kind } = words(resource.kind)
        const read = async (name: string) =>
          [name, await partIn(api, kind, resource, name)] as const
        const found = await Promise.all(names.map(read))
        return Object.fromEntries(
          found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
        )
      }),
    deeds: (since, most) =>
      asked(async () => {
        try {
          return await deedsIn(api, since, most)
        } catch (error) {
          if (isHidden(error)) return undefined
          throw error
        }
      }),
  }
}

export const writer = (
  api: ConsoleWriter,
  words: Lexicon,
  hide?: (secret: string) => void,
): Writer => ({
  ...reader(api, words, hide),
  send: async ({ handle, otherHandle, path, ...request }: Request, options): Promise<Sent> => {
    const sendTo = async (text: string | undefined): Promise<Sent> => {
      const whole = text === undefined || !path.includes('{id}') ? path : itemPath(path, text)
      try {
        const { data } = await api.send({ ...request, path: whole }, options)
        return { status: 'accepted', data }
      } catch (error) {
        return sentOf(error)
      }
    }
    const first = await sendTo(handle)
    const isUnknown = first.status === 'refused' && first.because === 'not-found'
    return isUnknown && otherHandle !== undefined ? sendTo(otherHandle) : first
  },
})

/** What tells an item of a list from any other; all of it, where it has no handle. */
const idOf = (kind: Kind, name: KindName, item: Members): string =>
  resourceOf(kind, name, item)?.handle || textOf(item)

/** Every combination of the values that are known. */
const queriesFor = ({ by }: Asked): readonly string[] =>
  Object.entries(by).reduce<readonly string[]>(
    (queries, [name, values]) =>
      queries.flatMap((query) =>
        values.map((value) => `${query}${query && '&'}${new URLSearchParams({ [name]: value })}`),
      ),
    [''],
  )

/** What was asked for is part of the answer, which may not repeat it. */
const joined = ({ routes }: Kind, query: string, answer: Members): Members => {
  const inside = member(answer, routes.asked?.inside ?? '')
  return {
    ...Object.fromEntries(new URLSearchParams(query)),
    ...(isMembers(inside) && inside),
    ...answer,
  }
}

export const whereabouts = (api: ConsoleReader): Whereabouts => {
  const ask = async (path: string, name: string): Promise<Json> => {
    const found = member(await asked(() => api.get(path)), name)
    if (found === undefined || found === null)
      throw new Unreadable(`GET ${path} did not say \`${name}\``, false, undefined)
    return found
  }
  let isNative: Promise<boolean> | undefined
  return {
    project: async () => String(await ask('/console/v1/project', 'id')),
    hasWarehouse: () => {
      isNative ??= ask('/console/v1/company', 'isWarehouseNative').then((is) => is === true)
      return isNative
    },
  }
}

/** Refusals that are about what was sent; others are about who sent it, or about the way there. */
const aboutTheBody: readonly unknown[] = [400, 404, 409, 422]

export const rehearser = (api: ConsoleRehearser, words: Lexicon): Rehearser => ({
  rehearse: async (name, { handle, otherHandle: _, path, ...request }) => {
    const { dryRun, kind } = words(name).kind
    if (!dryRun) throw new Error(`A dry run of \`${kind}\` would be carried out.`)
    const whole = handle === undefined ? path : itemPath(path, handle)
    try {
      await api.rehearse({ ...request, path: whole })
      return { status: 'taken' }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!aboutTheBody.includes(error.status))
        throw new Unreadable(error.message, error.fatal, error)
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

/** The key may not see it, or the project has nothing of the sort. */
const isHidden = (error: unknown): boolean =>
  error instanceof ApiError && !error.fatal && (error.status === 403 || error.status === 404)

const asked = async <Found>(question: () => Promise<Found>): Promise<Found> => {
  try {
    return await question()
  } catch (error) {
    throw error instanceof ApiError ? new Unreadable(error.message, error.fatal, error) : error
  }
}

const sentOf = (error: unknown): Exclude<Sent, { status: 'accepted' }> => {
  if (!(error instanceof ApiError)) throw error
  return error.written === 'unknown'
    ? { status: 'unknown', reason: error.message }
    : { status: 'refused', reason: error.message, because: causeOf(error) }
}

const causeOf = (error: ApiError): Extract<Sent, { status: 'refused' }>['because'] => {
  if (error.fatal) return 'key-refused'
  if (isNameTaken(error)) return 'name-taken'
  if (isNotFound(error)) return 'not-found'
  if (isBusy(error)) return 'busy'
  return error.status === 400 ? 'bad-request' : 'other'
}
