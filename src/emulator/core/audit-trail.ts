// Who wrote what: every write is noted where the store is written, and told when somebody asks.
import type { JsonObject } from '../../json.ts'
import { type Collection, keyOf, type Store } from './store.ts'

export interface Author {
  readonly name: string
  readonly id: string
  readonly email: string | null
}

export interface AuditEntry {
  readonly at: number
  readonly author: Author
  readonly collection: Collection
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
}

/** Somebody at the console, as a test names them. */
export interface Person {
  readonly name: string
  readonly email: string
}

export const consoleApiAuthor: Author = {
  name: 'CONSOLE API',
  id: '1vaQaBoLlkauH9iiuOSBP2',
  email: null,
}

interface Auditable {
  readonly store: Store
  readonly auditLog: AuditEntry[]
  readonly now: () => number
}

/** The same world, in which this author’s writes are noted. Objects are never changed in place, so noting is cheap. */
export const withAuditLog = <World extends Auditable>(
  context: World,
  author: Author,
): Omit<World, 'store'> & { readonly store: Store } => {
  const { auditLog, now, store } = context
  const recordEntry = (
    collection: Collection,
    key: string,
    after: JsonObject | undefined,
  ): void => {
    const before = store.find(collection, key)
    if (before ?? after) auditLog.push({ at: now(), author, collection, before, after })
  }
  return {
    ...context,
    store: {
      ...store,
      put: (collection, object) => {
        recordEntry(collection, keyOf(collection, object), object)
        store.put(collection, object)
      },
      remove: (collection, key) => {
        recordEntry(collection, key, undefined)
        store.remove(collection, key)
      },
    },
  }
}
