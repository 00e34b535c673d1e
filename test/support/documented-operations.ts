// The operations of Statsig's document, with what newer ones say laid over it.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../src/core/json.ts'
import { componentSchemas, publishedDocument } from './openapi-validator/document.ts'

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

export interface DocumentedOperation {
  readonly method: string
  readonly path: string
  /** Names of its query parameters. */
  readonly query: readonly string[]
  /** The schema of its body. */
  readonly body: JsonObject
}

/** Every operation, with what a client can say in its query and body. None where the document is not there. */
export const documentedOperations = (): readonly DocumentedOperation[] => {
  const document = publishedDocument()
  if ('skipped' in document) return []
  const schemas = componentSchemas(document)
  return Object.entries(objectOf(document['paths'])).flatMap(([path, operations]) =>
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
          body: schema['$ref'] === undefined ? schema : objectOf(schemas[name]),
        },
      ]
    }),
  )
}
