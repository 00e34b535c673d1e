// Who wrote what: every write is noted where the store is written, and told when somebody asks.
import type { Members } from '../../json.ts'
import { type Collection, keyOf, type Store } from './store.ts'

export interface Author {
  readonly name: string
  readonly id: string
  readonly email: string | null
}

export interface Deed {
  readonly at: number
  readonly by: Author
  readonly collection: Collection
  readonly before: Members | undefined
  readonly after: Members | undefined
}

/** Somebody at the console, as a test names them. */
export interface Person {
  readonly name: string
  readonly email: string
}

export const consoleApi: Author = {
  name: 'CONSOLE API',
  id: '1vaQaBoLlkauH9iiuOSBP2',
  email: null,
}

interface Watchable {
  readonly store: Store
  readonly deeds: Deed[]
  readonly now: () => number
}

/** The same world, in which this author’s writes are noted. Objects are never changed in place, so noting is cheap. */
export const watched = <World extends Watchable>(
  world: World,
  by: Author,
): Omit<World, 'store'> & { readonly store: Store } => {
  const { deeds, now, store } = world
  const note = (collection: Collection, key: string, after: Members | undefined): void => {
    const before = store.find(collection, key)
    if (before ?? after) deeds.push({ at: now(), by, collection, before, after })
  }
  return {
    ...world,
    store: {
      ...store,
      put: (collection, object) => {
        note(collection, keyOf(collection, object), object)
        store.put(collection, object)
      },
      remove: (collection, key) => {
        note(collection, key, undefined)
        store.remove(collection, key)
      },
    },
  }
}
