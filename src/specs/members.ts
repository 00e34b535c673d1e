// Reads members of resources in the JSON of the Console API.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'

export const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : []

/** One value may stand without a list around it. */
export const valuesIn = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isJsonArray(value) ? value : [value]

export const textsOf = (value: Json | undefined): readonly string[] =>
  valuesIn(value)
    .filter((each) => each !== null)
    .map(String)

/** An empty text where the member is no text. */
export const textIn = (object: JsonObject, name: string): string => {
  const value = member(object, name)
  return typeof value === 'string' ? value : ''
}

/** A definition may have a name alone. */
export const resourceId = (resource: JsonObject): string =>
  textIn(resource, 'id') || textIn(resource, 'name')

export const unitTypeOf = (resource: JsonObject): string => textIn(resource, 'idType') || 'userID'

/** The resource with this id or, if there is none, with this name. */
export const findResource = (among: readonly JsonObject[], text: string): JsonObject | undefined =>
  text === ''
    ? undefined
    : (among.find((each) => each['id'] === text) ?? among.find((each) => each['name'] === text))

export const numberIn = (object: JsonObject, name: string, otherwise: number): number => {
  const value = member(object, name)
  return typeof value === 'number' ? value : otherwise
}
