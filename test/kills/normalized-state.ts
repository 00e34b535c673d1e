// What a project holds, without ids and times: what two ways to the same definitions have to agree about.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { keyOf } from '../../src/emulator/core/store.ts'
import { type Collection, isCollection, type State } from '../../src/emulator/index.ts'

export interface NormalizedObject {
  readonly collection: Collection
  /** What the emulator knows it by. */
  readonly key: string
  /** Without ids and times. */
  readonly members: JsonObject
}

const nameOf = (object: JsonObject): string | undefined =>
  [object['name'], object['dataset'], object['description'], object['id']].find(
    (each) => typeof each === 'string',
  )

/** Names of objects by their ids, also of the objects within: rules, groups, phases. */
const namesById = (state: State): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  const walk = (value: Json, place: string): void => {
    if (isJsonArray(value)) for (const item of value) walk(item, place)
    if (!isJsonObject(value)) return
    const { id } = value
    const own = `${place}/${nameOf(value) ?? ''}`
    if (typeof id === 'string' && id !== nameOf(value)) names.set(id, `<${own}>`)
    for (const [key, inner] of Object.entries(value)) walk(inner, `${own}.${key}`)
  }
  for (const [collection, objects] of Object.entries(state))
    for (const object of objects) walk(object, collection)
  return names
}

/** Members that say when, how often or by whom something was written. */
const isIncidental = (key: string): boolean =>
  key.startsWith('$') || incidental.has(key) || /(?:Time|At|_at)$/.test(key)

const incidental = new Set([
  ...['version', 'versions', 'salt', 'lastEdited', 'creatorID'],
  ...['lastModifierID', 'lastModifierName', 'lastModifierEmail'],
])

const withoutIds = (value: Json, names: ReadonlyMap<string, string>): Json => {
  if (typeof value === 'string')
    return names.get(value) ?? (/^[0-9A-Za-z]{20,22}$/.test(value) ? '<an id>' : value)
  if (isJsonArray(value)) return value.map((item) => withoutIds(item, names))
  return isJsonObject(value) ? membersWithoutIds(value, names) : value
}

const membersWithoutIds = (object: JsonObject, names: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !isIncidental(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, withoutIds(inner, names)]),
  )

/** By collection and name; a second object of a name has a number. */
export const normalizeState = (state: State): ReadonlyMap<string, NormalizedObject> => {
  const names = namesById(state)
  const objects = new Map<string, NormalizedObject>()
  for (const [collection, stored] of Object.entries(state)) {
    if (!isCollection(collection)) continue
    for (const object of stored) {
      const name = `${collection}/${nameOf(object) ?? ''}`
      const nth = [...objects.keys()].filter((each) => each.startsWith(name)).length
      const members = membersWithoutIds(object, names)
      const called = objects.has(name) ? `${name} (${nth + 1})` : name
      objects.set(called, { collection, key: keyOf(collection, object), members })
    }
  }
  return objects
}

/** One line for each member that differs, and for each object that only one has. */
export const differencesOf = (expected: State, actual: State): readonly string[] => {
  const [wanted, found] = [normalizeState(expected), normalizeState(actual)]
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((name) => {
    const [one, other] = [wanted.get(name)?.members, found.get(name)?.members]
    if (one === undefined) return [`${name} is there, and should not be`]
    if (other === undefined) return [`${name} is not there`]
    return differingMembers(one, other).map(
      (key) => `${name} ${key}: ${textOf(one[key])} should be there, and not ${textOf(other[key])}`,
    )
  })
}

export const differingMembers = (one: JsonObject, other: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]),
  )

const textOf = (value: Json | undefined): string => (JSON.stringify(value) ?? '').slice(0, 90)
