// Finds Statsig's published document, which is not ours to keep, and reads it with our corrections.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts'
import { patched } from './correction.ts'
import { documentAdditions, patches } from './corrections.ts'

export type Skipped = { readonly skipped: string }

export const loadDocument = (): JsonObject | Skipped => {
  const published = publishedDocument()
  return 'skipped' in published ? published : patched(published, [...patches, ...documentAdditions])
}

/** The document as it was published, before any patch. */
export const publishedDocument = (): JsonObject | Skipped => {
  const places = [process.env['STATSIG_OPENAPI'], defaultPlace].flatMap((place) =>
    place ? [resolve(place)] : [],
  )
  const path = places.find((place) => existsSync(place))
  if (path === undefined) {
    const tried = places.join(' or ')
    return { skipped: `Statsig's OpenAPI document is not at ${tried}; set STATSIG_OPENAPI to it.` }
  }
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isJsonObject(document)) throw new Error(`${path} holds no OpenAPI document.`)
  return document
}

const defaultPlace = '../shared/openapi/statsig-console-20240601.json'

/** The schemas that the document names, unrepaired. */
export const componentSchemas = (document: JsonObject): JsonObject => {
  const { components } = document
  const schemas = isJsonObject(components) ? components['schemas'] : undefined
  return isJsonObject(schemas) ? schemas : {}
}
