// What the project holds, and for one second what it held before.
import type { Members } from '../../json.ts'

/** What there are collections of: the member that an object is kept under, and what a refusal calls its keys. */
export const shelves = {
  gates: { key: 'id', noun: 'Gate IDs' },
  segments: { key: 'id', noun: 'Segment IDs' },
  experiments: { key: 'id', noun: 'Experiment IDs' },
  layers: { key: 'id', noun: 'Layer IDs' },
  metrics: { key: 'id', noun: 'Metrics' },
  metric_sources: { key: 'name', noun: 'Metric sources' },
  tags: { key: 'id', noun: 'Tags' },
  teams: { key: 'id', noun: 'Teams' },
  target_apps: { key: 'id', noun: 'Target apps' },
  unit_id_types: { key: 'name', noun: 'Unit ID types' },
  roles: { key: 'name', noun: 'Roles' },
  environments: { key: 'id', noun: 'Environments' },
  settings: { key: 'id', noun: 'Settings' },
  keys: { key: 'key', noun: 'Keys' },
  users: { key: 'email', noun: 'Users' },
  dynamic_configs: { key: 'id', noun: 'Dynamic Config IDs' },
  autotunes: { key: 'id', noun: 'Autotune IDs' },
  holdouts: { key: 'id', noun: 'Holdout IDs' },
  param_stores: { key: 'name', noun: 'Param Stores' },
  release_pipelines: { key: 'id', noun: 'Release Pipeline IDs' },
  assignment_sources: { key: 'name', noun: 'Assignment sources' },
  entity_property_sources: { key: 'name', noun: 'Entity property sources' },
  qualifying_events: { key: 'name', noun: 'Qualifying events' },
  alerts: { key: 'id', noun: 'Alerts' },
  ingestions: { key: 'id', noun: 'Ingestions' },
  ingestion_schedules: { key: 'dataset', noun: 'Ingestion schedules' },
  ingestion_connections: { key: 'type', noun: 'Ingestion connections' },
  ingestion_runs: { key: 'runID', noun: 'Ingestion runs' },
} as const

export type Collection = keyof typeof shelves

export const isCollection = (name: string): name is Collection => Object.hasOwn(shelves, name)

export const collections: readonly Collection[] = Object.keys(shelves).filter(isCollection)

export type State = { readonly [C in Collection]: readonly Members[] }

/** Members whose name begins with `$` are the emulator's own memory; no answer carries them. */
export interface Store {
  all(collection: Collection): readonly Members[]
  find(collection: Collection, key: string): Members | undefined
  put(collection: Collection, object: Members): void
  remove(collection: Collection, key: string): void
}

export interface Memory extends Store {
  snapshot(): State
  /** The same content as it was at a time not more than `MEMORY_MS` ago, to read only. */
  asOf(time: number): Store
}

const MEMORY_MS = 1000

/** The member under which the store keeps an object. */
export const keyOf = (collection: Collection, object: Members): string =>
  String(object[shelves[collection].key] ?? '')

interface Write {
  readonly at: number
  readonly collection: Collection
  readonly key: string
  readonly before: Members | undefined
}

export const memory = (initial: Partial<State>, now: () => number): Memory => {
  const held = new Map(
    collections.map((name) => [
      name,
      new Map((initial[name] ?? []).map((object) => [keyOf(name, object), object])),
    ]),
  )
  let writes: Write[] = []
  const shelf = (name: Collection): Map<string, Members> => held.get(name) ?? new Map()
  const remember = (collection: Collection, key: string): void => {
    const at = now()
    writes = writes.filter((write) => write.at > at - MEMORY_MS)
    writes.push({ at, collection, key, before: shelf(collection).get(key) })
  }
  return {
    all: (collection) => [...shelf(collection).values()],
    find: (collection, key) => shelf(collection).get(key),
    put: (collection, object) => {
      const key = keyOf(collection, object)
      remember(collection, key)
      shelf(collection).set(key, object)
    },
    remove: (collection, key) => {
      remember(collection, key)
      shelf(collection).delete(key)
    },
    snapshot: () => snapshotOf(shelf),
    asOf: (time) =>
      past(
        shelf,
        writes.filter((write) => write.at > time),
      ),
  }
}

const eachOf = <T>(of: (name: Collection) => T): { readonly [C in Collection]: T } =>
  Object.fromEntries(collections.map((name) => [name, of(name)])) as Record<Collection, T>

const snapshotOf = (shelf: (name: Collection) => Map<string, Members>): State =>
  eachOf((name) => structuredClone([...shelf(name).values()]))

const past = (
  shelf: (name: Collection) => Map<string, Members>,
  undone: readonly Write[],
): Store => {
  const shelfThen = (name: Collection): Map<string, Members> => {
    const then = new Map(shelf(name))
    for (const { key, before } of undone.filter((write) => write.collection === name).reverse())
      if (before === undefined) then.delete(key)
      else then.set(key, before)
    return then
  }
  return {
    all: (name) => [...shelfThen(name).values()],
    find: (name, key) => shelfThen(name).get(key),
    put: () => undefined,
    remove: () => undefined,
  }
}
