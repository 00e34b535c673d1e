// Validates requests and answers against the document.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../src/core/json.ts'
import { valueAt } from '../../../src/core/pointer.ts'
import { refusalFaults } from './error-responses.ts'
import { sentences } from './messages.ts'
import { routesOf } from './routes.ts'
import { type Openness, repaired } from './to-json-schema.ts'

export type Request = { readonly method: string; readonly path: string }

export type DocumentValidator = {
  request(request: Request & { readonly body: Json | undefined }): readonly string[]
  answer(
    request: Request,
    answer: { readonly status: number; readonly body: Json | undefined },
  ): readonly string[]
  bodySchema(method: string, path: string): JsonObject | undefined
  answerSchema(method: string, path: string): JsonObject | undefined
}

export const validateBy = (document: JsonObject): DocumentValidator => {
  const route = routesOf(document)
  const faults = validatorOf(document)

  const unrouted = ({ method, path }: Request): readonly string[] => {
    const found = route(method, path)
    if (!found) return ['the document has no such route.']
    if (found.operation) return []
    return [`${found.template} takes ${found.methods.join(', ')} only.`]
  }

  const queryFaults = (operation: JsonObject, path: string): readonly string[] => {
    const parameters = isJsonArray(operation['parameters']) ? operation['parameters'] : []
    const known = parameters.filter(isJsonObject).filter((one) => one['in'] === 'query')
    const query = new URLSearchParams(path.split('?')[1] ?? '')
    const unknown = [...new Set(query.keys())]
      .filter((name) => !known.some((one) => one['name'] === name))
      .map((name) => `the query parameter \`${name}\` is not one that the document names.`)
    const wrong = known.flatMap((one) => {
      const name = String(one['name'])
      const given = query.getAll(name)
      if (given.length === 0) {
        return one['required'] === true ? [`the query parameter \`${name}\` is missing.`] : []
      }
      const fits = spellings(given).some(
        (value) => faults(one['schema'], 'open', value).length === 0,
      )
      return fits ? [] : [`the query parameter \`${name}\` may not be \`${given.join(', ')}\`.`]
    })
    return [...unknown, ...wrong]
  }

  const bodyFaults = (operation: JsonObject, body: Json | undefined): readonly string[] => {
    const schema = valueAt(operation, bodyAt)
    // Clients send `{}` where the document declares no body (facts 1.1).
    const isEmpty = body === undefined || (isJsonObject(body) && Object.keys(body).length === 0)
    if (schema === undefined) return isEmpty ? [] : ['the document declares no body.']
    if (body !== undefined) return faults(schema, 'closed', body)
    return valueAt(operation, '/requestBody/required') === false ? [] : ['a body is missing.']
  }

  const answerFaults = (operation: JsonObject, status: number, body: Json | undefined) => {
    if (status >= 400 && status < 600) return refusalFaults(status, body)
    const declared = member(operation['responses'], String(status))
    if (declared === undefined) return [`the document declares no answer ${status}.`]
    const schema = valueAt(declared, '/content/application~1json/schema')
    if (schema === undefined) return []
    if (body === undefined) return ['the answer is not JSON.']
    if (typeof member(body, 'message') !== 'string') return ['`message` is missing or no text.']
    return faults(schema, 'open', body)
  }

  return {
    request: (request) => {
      const operation = route(request.method, request.path)?.operation
      const found = operation
        ? [...queryFaults(operation, request.path), ...bodyFaults(operation, request.body)]
        : unrouted(request)
      return found.map((fault) => `${request.method} ${request.path}, request: ${fault}`)
    },
    answer: (request, { status, body }) => {
      const operation = route(request.method, request.path)?.operation
      // An API may refuse what the document does not know; the request has been judged for that.
      const found = operation
        ? answerFaults(operation, status, body)
        : status >= 400
          ? refusalFaults(status, body)
          : unrouted(request)
      return found.map((fault) => `${request.method} ${request.path}, answer ${status}: ${fault}`)
    },
    bodySchema: (method, path) => {
      const operation = route(method, path)?.operation
      const schema = operation && valueAt(operation, bodyAt)
      return schema === undefined ? undefined : repaired(document, schema, 'closed')
    },
    answerSchema: (method, path) => {
      const operation = route(method, path)?.operation
      const schema = ['200', '201']
        .map((status) => operation && valueAt(operation, answerAt(status)))
        .find((found) => found !== undefined)
      return schema === undefined ? undefined : repaired(document, schema, 'open')
    },
  }
}

const answerAt = (status: string) =>
  `/responses/${status}/content/application~1json/schema` as const

const bodyAt = '/requestBody/content/application~1json/schema'

/** 0.07 is a multiple of 0.01, though the quotient of the two doubles is no integer. */
export const ajvOf = (): Ajv =>
  new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
    multipleOfPrecision: 6,
    ownProperties: true,
    validateFormats: false,
  })

const validatorOf = (document: JsonObject) => {
  const ajv = ajvOf()
  const compiled = {
    open: new Map<Json, ValidateFunction>(),
    closed: new Map<Json, ValidateFunction>(),
  }
  return (schema: Json | undefined, as: Openness, value: Json): readonly string[] => {
    if (schema === undefined) return []
    const known = compiled[as].get(schema)
    const validate = known ?? ajv.compile(repaired(document, schema, as))
    compiled[as].set(schema, validate)
    const errors: readonly ErrorObject[] = validate(value) ? [] : (validate.errors ?? [])
    return sentences(errors)
  }
}

/** What a query parameter may mean: text, number, boolean, or a list of them. */
const spellings = (given: readonly string[]): readonly Json[] => {
  const [first = ''] = given
  const scalars = given.length > 1 ? [] : [first, ...typed(first)]
  return [...scalars, given]
}

const typed = (text: string): readonly Json[] => {
  if (text === 'true' || text === 'false') return [text === 'true']
  return text !== '' && Number.isFinite(Number(text)) ? [Number(text)] : []
}
