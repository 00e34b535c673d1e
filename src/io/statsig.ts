// The Console API as the stages ask for it: resources by kind instead of items by path, and outcomes instead of throws.
import type { KindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Live, Request, Resource } from '../model.ts'
import { type Reader, type Sent, Unreadable, type Writer } from '../resources/api.ts'
import { liveFrom, resourceOf } from '../resources/live.ts'
import {
  ApiError,
  type ConsoleReader,
  type ConsoleWriter,
  isNameTaken,
  isNotFound,
  itemPath,
} from './console-api/index.ts'

export const reader = (api: ConsoleReader, words: Lexicon): Reader => {
  const list = async (name: KindName): Promise<readonly Resource[]> => {
    const { kind } = words(name)
    const { list: path, query = {} } = kind.routes
    if (kind.identity.by === 'project') {
      const only = resourceOf(kind, name, (await api.get(path)) ?? null)
      return only ? [only] : []
    }
    const items = await api.list(path, query, (item) => resourceOf(kind, name, item)?.handle ?? '')
    return items.flatMap((item) => resourceOf(kind, name, item) ?? [])
  }
  return {
    read: (kinds): Promise<Live> =>
      asked(async () => liveFrom(kinds, (await Promise.all([...kinds].map(list))).flat())),
    find: (name, { handle, otherHandle }) =>
      asked(async () => {
        const { kind } = words(name)
        if (kind.routes.find === 'list')
          return (await list(name)).find((each) => each.handle === handle)
        const get = (text: string) => api.get(itemPath(kind.routes.item, text))
        const found = (await get(handle)) ?? (otherHandle && (await get(otherHandle)))
        return found ? resourceOf(kind, name, found) : undefined
      }),
  }
}

export const writer = (api: ConsoleWriter, words: Lexicon): Writer => ({
  ...reader(api, words),
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
  if (error.fatal) return 'key'
  if (isNameTaken(error)) return 'name-taken'
  if (isNotFound(error)) return 'not-found'
  return error.status === 400 ? 'bad-request' : 'other'
}
