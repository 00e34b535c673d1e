// Finds Statsig's published document, which is not ours to keep, and reads it with our corrections.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts'
import { patched } from './correction.ts'
import { patches } from './corrections.ts'
import { overlaid } from './overlay.ts'

export type Skipped = { readonly skipped: string }

export const loadDocument = (): JsonObject | Skipped => {
  const published = publishedDocument()
  return 'skipped' in published ? published : patched(published, patches)
}

/** The document as it was published, with what newer documents say laid over it, before any patch. */
export const publishedDocument = (): JsonObject | Skipped => {
  const path = placeOf('STATSIG_OPENAPI', documentPlace)
  if (typeof path !== 'string') return path
  const overlays = placeOf('STATSIG_OPENAPI_OVERLAYS', overlaysPlace)
  if (typeof overlays !== 'string') return overlays
  return overlaid(
    readObject(path),
    overlayNames.map((name) => readObject(join(overlays, name))),
  )
}

const placeOf = (variable: string, defaultPlace: string): string | Skipped => {
  const places = [process.env[variable], defaultPlace].flatMap((place) =>
    place ? [resolve(place)] : [],
  )
  const place = places.find((each) => existsSync(each))
  if (place !== undefined) return place
  const tried = places.join(' or ')
  return { skipped: `Statsig's OpenAPI document is not at ${tried}; set ${variable} to it.` }
}

const readObject = (path: string): JsonObject => {
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isJsonObject(document)) throw new Error(`${path} holds no OpenAPI document.`)
  return document
}

const documentPlace = '../shared/openapi/statsig-console-20240601.json'

/** What the document of September 2026 says that the one above (October 2025) does not, in this order. */
const overlaysPlace = '../shared/api-2026-09'
const overlayNames = ['components.json', 'paths1.json', 'paths2.json']

/** The schemas that the document names, unrepaired. */
export const componentSchemas = (document: JsonObject): JsonObject => {
  const { components } = document
  const schemas = isJsonObject(components) ? components['schemas'] : undefined
  return isJsonObject(schemas) ? schemas : {}
}
