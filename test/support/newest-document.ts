// Statsig's published document with what newer ones say laid over it. Absent where one of them is not on this machine.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../src/core/json.ts'
import { publishedDocument } from './openapi-validator/document.ts'

const overlays = resolve(process.env['STATSIG_OPENAPI_OVERLAYS'] ?? '../shared/api-2026-09')

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

const readOverlay = (name: string): JsonObject =>
  objectOf(JSON.parse(readFileSync(join(overlays, name), 'utf8')))

/** The operations by path and method, and the schemas by name. */
export const newestDocument = ():
  | { readonly paths: JsonObject; readonly schemas: JsonObject }
  | undefined => {
  const published = publishedDocument()
  if ('skipped' in published || !existsSync(overlays)) return undefined
  const newer = ['components.json', 'paths1.json', 'paths2.json'].map(readOverlay)
  const paths = { ...objectOf(published['paths']) }
  for (const overlay of newer)
    for (const [path, operations] of Object.entries(objectOf(overlay['paths'])))
      paths[path] = { ...objectOf(paths[path]), ...objectOf(operations) }
  const schemas = objectOf(member(published['components'], 'schemas'))
  return {
    paths,
    schemas: newer.reduce(
      (known, overlay) => ({ ...known, ...objectOf(overlay['schemas']) }),
      schemas,
    ),
  }
}

export interface DocumentedOperation {
  readonly method: string
  readonly path: string
  /** Names of its query parameters. */
  readonly query: readonly string[]
  /** The schema of its body. */
  readonly body: JsonObject
}

/** Every operation, with what a client can say in its query and body. */
export const documentedOperations = (): readonly DocumentedOperation[] => {
  const document = newestDocument()
  if (document === undefined) return []
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(objectOf(operations)).flatMap(([method, operation]) => {
      if (!isJsonObject(operation)) return []
      const parameters = operation['parameters']
      const query = (isJsonArray(parameters) ? parameters : [])
        .filter((each) => member(each, 'in') === 'query')
        .map((each) => String(member(each, 'name')))
      const content = member(member(operation['requestBody'], 'content'), 'application/json')
      const schema = objectOf(member(content, 'schema'))
      const name =
        String(schema['$ref'] ?? '')
          .split('/')
          .at(-1) ?? ''
      return [
        {
          method: method.toUpperCase(),
          path,
          query,
          body: schema['$ref'] === undefined ? schema : objectOf(document.schemas[name]),
        },
      ]
    }),
  )
}
