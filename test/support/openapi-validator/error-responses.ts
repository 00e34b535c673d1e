// The shapes in which the API refuses (facts 7.1; the texts: a recorded answer); the document knows the first of them only.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'

/** A body that is not JSON is one as well: a proxy on the way may have answered. */
export const refusalFaults = (status: number, body: Json | undefined): readonly string[] => {
  if (body === undefined) return []
  if (!isJsonObject(body)) return ['a refusal is an object.']
  return [...statusFaults(status, body), ...messageFaults(body), ...errorsFaults(body['errors'])]
}

const statusFaults = (status: number, body: JsonObject): readonly string[] =>
  ['status', 'statusCode']
    .filter((name) => body[name] !== undefined && body[name] !== status)
    .map((name) => `\`${name}\` is ${JSON.stringify(body[name])}.`)

const messageFaults = (body: JsonObject): readonly string[] => {
  const { message, error } = body
  const said = [message, error].filter((one) => one !== undefined)
  if (said.length === 0) return ['it has neither `message` nor `error`.']
  return said.every((one) => typeof one === 'string') ? [] : ['`message` and `error` are texts.']
}

/** A list; one object at the full update of a layer. */
const errorsFaults = (errors: Json | undefined): readonly string[] => {
  if (errors === undefined) return []
  const all = isJsonArray(errors) ? errors : [errors]
  return all.every((error) => typeof error === 'string' || isPropertyError(error))
    ? []
    : ['`errors` holds texts, or names a `property` and an `errorMessage` each.']
}

const isPropertyError = (error: Json): boolean =>
  isJsonObject(error) &&
  typeof error['property'] === 'string' &&
  typeof error['errorMessage'] === 'string'
