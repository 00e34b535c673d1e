// Members that exist twice, as a value and as a JSON5 text with comments. Both mean the same.
import { isDeepStrictEqual } from 'node:util'
import JSON5 from 'json5'
import { isJsonObject, type Json, type JsonObject, member } from '../../../core/json.ts'
import type { BodySchema } from '../../core/body-schema.ts'
import type { EmulatorContext } from '../../core/context.ts'

/** Checks a pair. The value is always stored, the text only if it was sent. */
export const valueOrJson5 =
  (schema: BodySchema, name: string, format: ValueFormat = objectFormat): BodySchema =>
  (sent, path, report) => {
    const accepted = schema(sent, path, report)
    const text = member(accepted, json5Name(name))
    if (!isJsonObject(accepted) || text === undefined) return accepted
    const memberPath = (of: string): string => (path === '' ? of : `${path}.${of}`)
    const parsedValue = parseJson5(text)
    if (
      parsedValue === undefined ||
      !(isJsonObject(parsedValue) || (parsedValue === null && format === schemaFormat))
    ) {
      report(memberPath(json5Name(name)), 'Expected an object in JSON5')
      return accepted
    }
    const sentValue = member(accepted, name)
    if (sentValue === undefined) return { ...accepted, [name]: format.fromValue(parsedValue) }
    if (!isDeepStrictEqual(format.toValue(sentValue), parsedValue))
      report(memberPath(name), `${name} and ${json5Name(name)} must parse to the same JSON`)
    return accepted
  }

/** The object with a text for its value: the text that was sent, or a text made from the value. */
export const addJson5Text = (
  context: EmulatorContext,
  object: JsonObject,
  name: string,
  format: ValueFormat = objectFormat,
): JsonObject => {
  const sentValue = member(object, name)
  if (sentValue === undefined) return object
  const { [json5Name(name)]: text, ...rest } = object
  const parsedValue = format.toValue(sentValue)
  if (text !== undefined && isDeepStrictEqual(parseJson5(text), parsedValue)) return object
  return context.has('json5-only-if-sent')
    ? rest
    : { ...rest, [json5Name(name)]: formatJson5(context, parsedValue) }
}

/** The object with a value made from its text, if it has only the text. */
export const addValueFromText = (
  object: JsonObject,
  name: string,
  format: ValueFormat = objectFormat,
): JsonObject => {
  const text = member(object, json5Name(name))
  if (text === undefined || member(object, name) !== undefined) return object
  const parsedValue = parseJson5(text)
  return parsedValue === undefined ? object : { ...object, [name]: format.fromValue(parsedValue) }
}

/** A value that is sent without its text makes the stored text wrong, so that text is removed. */
export const dropStaleTexts = (
  live: JsonObject,
  body: JsonObject,
  names: readonly string[],
): JsonObject => {
  const stale = names.filter((name) => member(body, name) !== undefined).map(json5Name)
  return Object.fromEntries(Object.entries(live).filter(([name]) => !stale.includes(name)))
}

interface ValueFormat {
  readonly toValue: (sentValue: Json) => Json | undefined
  readonly fromValue: (parsedValue: Json) => Json
}

/** For `defaultValue`, an object. */
const objectFormat: ValueFormat = {
  toValue: (sentValue) => toPlainJson(sentValue),
  fromValue: (parsedValue) => parsedValue,
}

/** For `schema`, an object written as a JSON text, or null. */
export const schemaFormat: ValueFormat = {
  toValue: (sentValue) => parseJson5(sentValue),
  fromValue: (parsedValue) => (parsedValue === null ? null : JSON.stringify(parsedValue)),
}

const json5Name = (name: string): string => `${name}Json5`

const parseJson5 = (text: Json): Json | undefined => {
  if (text === null) return null
  try {
    const parsedValue: Json = JSON5.parse(String(text))
    return toPlainJson(parsedValue)
  } catch {
    return undefined
  }
}

// JSON has no Infinity and no -0.
const toPlainJson = (sentValue: Json): Json => JSON.parse(JSON.stringify(sentValue))

const formatJson5 = (context: EmulatorContext, parsedValue: Json | undefined): Json => {
  if (parsedValue === undefined || parsedValue === null) return null
  return context.has('worst-case')
    ? JSON5.stringify(parsedValue)
    : JSON.stringify(parsedValue, null, 2)
}
