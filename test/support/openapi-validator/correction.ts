// A correction of the published document: data, and what applies it. One that no longer fits throws.
import { isDeepStrictEqual } from 'node:util'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { type Pointer, segments, valueAt } from '../../../src/core/pointer.ts'

export type Patch = {
  /** Where in the document; each place must be there, and must need the change. */
  readonly at: readonly Pointer[]
  readonly change: Change
  readonly why: string
  /** A section of the facts (`statsig-console-api.md`), and the copy of the specification or the client seen. */
  readonly source: string
}

export type Change =
  /** Members that a schema does not name yet. */
  | { readonly op: 'declare'; readonly members: JsonObject }
  /** Values that an `enum` does not hold yet, and values that it should not hold. */
  | { readonly op: 'allow'; readonly values: readonly string[] }
  | { readonly op: 'withdraw'; readonly values: readonly string[] }
  | { readonly op: 'require'; readonly members: readonly string[] }
  | { readonly op: 'excuse'; readonly members: readonly string[] }
  /** One keyword; `undefined` is absent. */
  | {
      readonly op: 'set'
      readonly keyword: string
      readonly was: Json | undefined
      readonly is: Json | undefined
    }
  /** The member may not be sent at all. */
  | { readonly op: 'forbid' }
  /** A query parameter of an operation. */
  | { readonly op: 'query'; readonly name: string; readonly schema: JsonObject }
  /** Another status with the answer of one that is declared. */
  | { readonly op: 'also'; readonly status: string; readonly as: string }

export const patched = (document: JsonObject, patches: readonly Patch[]): JsonObject =>
  patches.reduce(
    (whole, patch) => patch.at.reduce((sofar, at) => patchedAt(sofar, at, patch), whole),
    document,
  )

const patchedAt = (document: JsonObject, at: Pointer, patch: Patch): JsonObject => {
  const target = valueAt(document, at)
  const refuse = (reason: string): never => {
    throw new Error(`The patch "${patch.why}" no longer applies at ${at}: ${reason}.`)
  }
  if (!isJsonObject(target)) return refuse('nothing is there')
  const next = changed(target, patch.change, refuse)
  const whole = replaced(document, segments(at), next)
  return isJsonObject(whole) ? whole : refuse('it would replace the document')
}

const changed = (
  target: JsonObject,
  change: Change,
  refuse: (reason: string) => never,
): JsonObject => {
  switch (change.op) {
    case 'declare': {
      const named = isJsonObject(target['properties']) ? target['properties'] : {}
      const known = Object.keys(change.members).filter((name) => Object.hasOwn(named, name))
      if (known.length > 0) return refuse(`${known.join(', ')} is named by now`)
      return { ...target, properties: { ...named, ...change.members } }
    }
    case 'allow': {
      const values = valuesOf(target, refuse)
      const known = change.values.filter((value) => values.includes(value))
      if (known.length > 0) return refuse(`${known.join(', ')} is allowed by now`)
      return { ...target, enum: [...values, ...change.values] }
    }
    case 'withdraw': {
      const values = valuesOf(target, refuse)
      const gone = change.values.filter((value) => !values.includes(value))
      if (gone.length > 0) return refuse(`${gone.join(', ')} is gone by now`)
      return { ...target, enum: values.filter((value) => !isOneOf(change.values, value)) }
    }
    case 'require': {
      const required = isJsonArray(target['required']) ? target['required'] : []
      const known = change.members.filter((name) => required.includes(name))
      if (known.length > 0) return refuse(`${known.join(', ')} is required by now`)
      return { ...target, required: [...required, ...change.members] }
    }
    case 'excuse': {
      const required = isJsonArray(target['required']) ? target['required'] : []
      const gone = change.members.filter((name) => !required.includes(name))
      if (gone.length > 0) return refuse(`${gone.join(', ')} is not required by now`)
      return { ...target, required: required.filter((name) => !isOneOf(change.members, name)) }
    }
    case 'set': {
      if (!isDeepStrictEqual(target[change.keyword], change.was)) {
        return refuse(`\`${change.keyword}\` is ${JSON.stringify(target[change.keyword])}`)
      }
      const rest = Object.entries(target).filter(([keyword]) => keyword !== change.keyword)
      return Object.fromEntries(
        change.is === undefined ? rest : [...rest, [change.keyword, change.is]],
      )
    }
    case 'forbid':
      return 'not' in target ? refuse('it is forbidden by now') : { not: {} }
    case 'query': {
      const parameters = isJsonArray(target['parameters']) ? target['parameters'] : []
      if (parameters.some((given) => isJsonObject(given) && given['name'] === change.name)) {
        return refuse(`${change.name} is known by now`)
      }
      const added = { name: change.name, in: 'query', schema: change.schema }
      return { ...target, parameters: [...parameters, added] }
    }
    case 'also': {
      const answer = target[change.as]
      if (answer === undefined) return refuse(`${change.as} is not declared`)
      if (target[change.status] !== undefined) return refuse(`${change.status} is declared by now`)
      return { ...target, [change.status]: answer }
    }
  }
}

const valuesOf = (target: JsonObject, refuse: (reason: string) => never): readonly Json[] =>
  isJsonArray(target['enum']) ? target['enum'] : refuse('it has no enum')

const isOneOf = (values: readonly string[], value: Json): boolean =>
  typeof value === 'string' && values.includes(value)

const replaced = (value: Json | undefined, path: readonly string[], next: Json): Json => {
  const [first, ...rest] = path
  if (first === undefined) return next
  if (isJsonArray(value)) {
    return value.map((item, index) => (String(index) === first ? replaced(item, rest, next) : item))
  }
  const members = isJsonObject(value) ? value : {}
  return { ...members, [first]: replaced(members[first], rest, next) }
}
