// Records every write of the store, with its author, for the audit logs.
import type { JsonObject } from '../../core/json.ts'
import type { Author } from './author.ts'
import type { Collection } from './collections.ts'
import { keyOf, type Store } from './store.ts'

export interface AuditEntry {
  readonly at: number
  readonly author: Author
  readonly collection: Collection
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
}

interface Auditable {
  readonly store: Store
  readonly auditLog: AuditEntry[]
  readonly now: () => number
}

/** The same context for the writes of one author. Stored objects are never changed in place, so an entry needs no copy. */
export const withAuthor = <Context extends Auditable>(
  context: Context,
  author: Author,
): Omit<Context, 'store' | 'author'> & { readonly store: Store; readonly author: Author } => {
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
    author,
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
