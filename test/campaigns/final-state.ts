// Compares what is in Statsig after two runs: without what differs each time, such as ids, times and versions.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { type Collection, collections } from '../../src/emulator/core/collections.ts'
import { keyOf } from '../../src/emulator/core/store.ts'
import type { Emulator, State } from '../../src/emulator/index.ts'

/** Lines of text, one for each object, in an order of their own. */
export const stateText = (state: State): readonly string[] =>
  collections
    .flatMap((collection) => state[collection].map((object) => textOf(collection, object)))
    .sort()

const textOf = (collection: Collection, object: JsonObject): string =>
  `${collection} ${JSON.stringify(withoutChance(object))}`

const withoutChance = (value: Json): Json => {
  if (isJsonArray(value)) return value.map(withoutChance)
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== 'version' && !name.startsWith('$'))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, each]) => [name, withoutChance(each)]),
    )
  if (typeof value === 'string') return value.replaceAll(/\b[0-9A-Za-z]{20,22}\b/g, '<id>')
  return typeof value === 'number' && value > 1_000_000_000_000 ? '<time>' : value
}

/** Names that two objects of a collection have. */
export const duplicatesIn = (state: State): readonly string[] =>
  collections.flatMap((collection) => {
    const names = state[collection].map((object) =>
      collection === 'metrics'
        ? `${object['name']}::${object['type']}`
        : String(object['name'] ?? keyOf(collection, object)),
    )
    return names.filter((name, index) => names.indexOf(name) < index)
  })

/** A person deletes one of two resources of one name. */
export const deleteTwins = (emulator: Emulator, random: () => number): void => {
  const state = emulator.snapshot()
  for (const collection of collections)
    for (const name of new Set(state[collection].map((object) => String(object['name'])))) {
      const twins = state[collection].filter((object) => object['name'] === name)
      const one = twins[Math.floor(random() * twins.length)]
      if (twins.length > 1 && collection !== 'metrics' && one !== undefined)
        emulator.remove(collection, keyOf(collection, one))
    }
}
