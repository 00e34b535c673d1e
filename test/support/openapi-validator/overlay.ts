// Lays what a newer document says over an older one: whole operations and whole schemas.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'

/** `paths`: operations by path and method; `null` is one that is gone. `gone.schemas` names schemas. */
export type Overlay = JsonObject

export const overlaid = (document: JsonObject, overlays: readonly Overlay[]): JsonObject => ({
  ...document,
  paths: overlays.reduce(
    (paths, { paths: newer }) => pathsOver(paths, newer),
    of(document['paths']),
  ),
  components: {
    ...of(document['components']),
    schemas: overlays.reduce(schemasOver, of(of(document['components'])['schemas'])),
  },
})

const pathsOver = (paths: JsonObject, newer: Json | undefined): JsonObject =>
  Object.entries(of(newer)).reduce(
    (sofar, [path, operations]) => ({
      ...sofar,
      [path]: without(null, { ...of(sofar[path]), ...of(operations) }),
    }),
    paths,
  )

const schemasOver = (schemas: JsonObject, { schemas: newer, gone }: Overlay): JsonObject => {
  const names = of(gone)['schemas']
  const isGone = (name: string) => isJsonArray(names) && names.includes(name)
  return Object.fromEntries(
    Object.entries({ ...schemas, ...of(newer) }).filter(([name]) => !isGone(name)),
  )
}

const without = (unwanted: Json, members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== unwanted))

const of = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
