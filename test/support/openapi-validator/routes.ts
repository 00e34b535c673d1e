// Which operation of the document a request is for.
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts'

export type Route = {
  readonly template: string
  readonly methods: readonly string[]
  readonly operation: JsonObject | undefined
}

export type FindRoute = (method: string, path: string) => Route | undefined

/** A fixed segment beats a parameter, whichever methods it has: `/metrics/list` is never the metric `list`. */
export const routesOf = (document: JsonObject): FindRoute => {
  const paths = isJsonObject(document['paths']) ? document['paths'] : {}
  const templates = Object.keys(paths)
    .map((template) => ({ template, parts: template.split('/') }))
    .toSorted((a, b) => rank(a.parts).localeCompare(rank(b.parts)))
  return (method, path) => {
    const given = (path.split('?')[0] ?? '').split('/')
    const found = templates.find(({ parts }) => fits(parts, given))
    const verbs = found && paths[found.template]
    if (!found || !isJsonObject(verbs)) return undefined
    const operation = verbs[method.toLowerCase()]
    return {
      template: found.template,
      methods: Object.keys(verbs).map((verb) => verb.toUpperCase()),
      operation: isJsonObject(operation) ? operation : undefined,
    }
  }
}

/** Sorts fixed segments before parameters, the first difference deciding. */
const rank = (parts: readonly string[]): string =>
  parts.map((part) => (isParameter(part) ? '1' : '0')).join('')

const fits = (parts: readonly string[], given: readonly string[]): boolean =>
  parts.length === given.length &&
  parts.every((part, index) => {
    const segment = given[index] ?? ''
    return isParameter(part) ? isEncoded(segment) : part === segment
  })

const isParameter = (part: string): boolean => part.startsWith('{')

const isEncoded = (segment: string): boolean => {
  try {
    return decodeURIComponent(segment) !== ''
  } catch {
    return false
  }
}
