// Compares the descriptors with Statsig's published OpenAPI document.
import { describe, expect, test } from 'vitest'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../src/core/json.ts'
import { apiAreaAtPath, apiAreas } from '../src/kinds/api-coverage.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { componentSchemas, publishedDocument } from './support/openapi-validator/document.ts'

const all: readonly Kind[] = kinds
const published = publishedDocument()
const document: JsonObject | undefined = 'skipped' in published ? undefined : published

const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce((found, name) => member(found, name), value)

/** The schema of the body of a creation, or of an update where nothing is created. */
const bodyOf = ({ routes }: Kind): JsonObject => {
  const [path, method] =
    routes.create === undefined
      ? [routes.update.absolutePath ?? routes.item, routes.update.method.toLowerCase()]
      : [routes.create, 'post']
  const operation = at(document, 'paths', path, method)
  const schema = at(operation, 'requestBody', 'content', 'application/json', 'schema')
  const ref = member(schema, '$ref')
  const named =
    typeof ref === 'string' && document
      ? componentSchemas(document)[ref.split('/').at(-1) ?? '']
      : schema
  return isJsonObject(named) ? named : {}
}

test('a kind has `dryRun` exactly where the body of its creation has it', () => {
  if (document === undefined) return
  const withDryRun = all.filter((kind) => JSON.stringify(bodyOf(kind)).includes('"dryRun"'))
  expect(withDryRun.length).toBeGreaterThan(1)
  expect(all.filter(({ dryRun }) => dryRun?.create).map(({ kind }) => kind)).toEqual(
    withDryRun.map(({ kind }) => kind),
  )
})

describe('the areas of the API', () => {
  test('are the tags of the document', () => {
    if (document === undefined) return
    const tags = Object.values(at(document, 'paths') ?? {})
      .flatMap((operations) => Object.values(isJsonObject(operations) ? operations : {}))
      .flatMap((operation) => {
        const found = member(operation, 'tags')
        return isJsonArray(found) ? found.map(String) : []
      })
    // The routes with the tag `MCP` have another tag, too. The route of all overrides has no tag here.
    const named = [...new Set([...tags, 'Overrides'])].filter((tag) => tag !== 'MCP').sort()
    expect(apiAreas.map(({ name }) => name)).toEqual(named)
  })

  test('contain every path of the document', () => {
    const paths = Object.keys(at(document, 'paths') ?? {})
    expect(paths.filter((path) => apiAreaAtPath(path) === undefined)).toEqual([])
  })
})
