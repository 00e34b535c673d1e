// Validates requests and answers against Statsig's published OpenAPI document, and makes samples from it.
import type fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { loadDocument, type Skipped } from './document.ts'
import { samplesOf } from './samples.ts'
import { validateBy } from './validate.ts'

export { startValidatingProxy, type ValidatingProxy } from './validating-proxy.ts'

export interface OpenApiValidator {
  /** Sentences; none where the document agrees. `path` may carry a query. A member that it does not name is a finding. */
  validateRequest(request: {
    readonly method: string
    readonly path: string
    readonly body: Json | undefined
  }): readonly string[]
  /** A client must tolerate members that the document does not name; required ones must be there. */
  validateResponse(
    request: { readonly method: string; readonly path: string },
    answer: { readonly status: number; readonly body: Json | undefined },
  ): readonly string[]
  /** The JSON Schema of a request body: repaired, without references, closed to unknown members. */
  bodySchema(method: string, path: string): JsonObject | undefined
  /** The JSON Schema of a successful answer, the envelope included. */
  answerSchema(method: string, path: string): JsonObject | undefined
  /** Bodies that satisfy it, where it is an object. */
  bodies(method: string, path: string): fc.Arbitrary<JsonObject>
}

export const loadOpenApiValidator = (): OpenApiValidator | Skipped => {
  const document = loadDocument()
  return isSkipped(document) ? document : createOpenApiValidator(document)
}

const isSkipped = (document: JsonObject | Skipped): document is Skipped => 'skipped' in document

const createOpenApiValidator = (document: JsonObject): OpenApiValidator => {
  const judge = validateBy(document)
  return {
    validateRequest: judge.request,
    validateResponse: judge.answer,
    bodySchema: judge.bodySchema,
    answerSchema: judge.answerSchema,
    bodies: (method, path) => {
      const schema = judge.bodySchema(method, path)
      if (schema === undefined || schema['type'] === 'array') {
        throw new Error(`${method} ${path} takes no object as its body.`)
      }
      return samplesOf(schema).filter(isJsonObject)
    },
  }
}
