// Stores the objects of the project, and for one second their previous versions.
import type { JsonObject } from '../../core/json.ts'
import { type Collection, collectionSpecs, collections } from './collections.ts'

export type State = { readonly [C in Collection]: readonly JsonObject[] }

/** Members whose name begins with `$` are only for the emulator; answers do not contain them. */
export interface Store {
  all(collection: Collection): readonly JsonObject[]
  find(collection: Collection, key: string): JsonObject | undefined
  put(collection: Collection, object: JsonObject): void
  remove(collection: Collection, key: string): void
}

export interface InMemoryStore extends Store {
  /** A number that every write changes. */
  revision(): number
  snapshot(): State
  /** The content at a time at most `HISTORY_MS` ago, read-only. */
  asOf(time: number): Store
}

const HISTORY_MS = 1000

/** The member under which the store keeps an object. */
export const keyOf = (collection: Collection, object: JsonObject): string =>
  String(object[collectionSpecs[collection].key] ?? '')

interface Write {
  readonly at: number
  readonly collection: Collection
  readonly key: string
  readonly before: JsonObject | undefined
}

export const createInMemoryStore = (initial: Partial<State>, now: () => number): InMemoryStore => {
  const objectsByCollection = new Map(
    collections.map((name) => [
      name,
      new Map((initial[name] ?? []).map((object) => [keyOf(name, object), object])),
    ]),
  )
  let writes: Write[] = []
  let revision = 0
  const objectsOf = (name: Collection): Map<string, JsonObject> =>
    objectsByCollection.get(name) ?? new Map()
  const recordWrite = (collection: Collection, key: string): void => {
    const at = now()
    revision += 1
    writes = writes.filter((write) => write.at > at - HISTORY_MS)
    writes.push({ at, collection, key, before: objectsOf(collection).get(key) })
  }
  return {
    all: (collection) => [...objectsOf(collection).values()],
    find: (collection, key) => objectsOf(collection).get(key),
    put: (collection, object) => {
      const key = keyOf(collection, object)
      recordWrite(collection, key)
      objectsOf(collection).set(key, object)
    },
    remove: (collection, key) => {
      recordWrite(collection, key)
      objectsOf(collection).delete(key)
    },
    revision: () => revision,
    snapshot: () => snapshotOf(objectsOf),
    asOf: (time) =>
      storeAt(
        objectsOf,
        writes.filter((write) => write.at > time),
      ),
  }
}

const mapCollections = <T>(of: (name: Collection) => T): { readonly [C in Collection]: T } =>
  Object.fromEntries(collections.map((name) => [name, of(name)])) as Record<Collection, T>

const snapshotOf = (objectsOf: (name: Collection) => Map<string, JsonObject>): State =>
  mapCollections((name) => structuredClone([...objectsOf(name).values()]))

const storeAt = (
  objectsOf: (name: Collection) => Map<string, JsonObject>,
  laterWrites: readonly Write[],
): Store => {
  const objectsThen = (name: Collection): Map<string, JsonObject> => {
    const objects = new Map(objectsOf(name))
    for (const { key, before } of laterWrites
      .filter((write) => write.collection === name)
      .reverse())
      if (before === undefined) objects.delete(key)
      else objects.set(key, before)
    return objects
  }
  return {
    all: (name) => [...objectsThen(name).values()],
    find: (name, key) => objectsThen(name).get(key),
    put: () => undefined,
    remove: () => undefined,
  }
}
