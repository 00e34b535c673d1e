// What a user gets from a resource, worked out from its JSON as Statsig's published SDKs do it: hashes, buckets, the order
// of rules. Written from the documentation of the evaluation and from nothing that the program says about kinds.
import { createHash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject, member } from '../../src/core/json.ts'

export interface User {
  readonly userID: string
  readonly email: string
  readonly country: string
  readonly environment: string
  readonly app: string
  /** Whether the user passes a gate or is in a segment, by `gate/<id>` and `segment/<id>`. */
  readonly passes: (reference: string) => boolean
}

/** What a user gets, by what it is: `passes`, `group`, a key of a value, or what the user is held out of. */
export type Given = Readonly<Record<string, string>>

export type Evaluator = (resource: JsonObject, user: User) => Given

const hashes = new Map<string, bigint>()

/** The first eight bytes of SHA-256, as a number. */
const hashOf = (text: string): bigint => {
  const known = hashes.get(text)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(text).digest().readBigUInt64BE(0)
  if (hashes.size < 500_000) hashes.set(text, hash)
  return hash
}

const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []
const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value)
    ? value.map(String)
    : value === undefined || value === null
      ? []
      : [String(value)]

const isInPercentage = (percentage: number, salt: string, unit: string): boolean => {
  if (percentage <= 0) return false
  return (
    percentage >= 100 ||
    hashOf(`spec.${salt}.${unit}`) % 10_000n < BigInt(Math.round(percentage * 100))
  )
}

/** One of a thousand buckets. */
const bucketOf = (salt: string, unit: string): number => Number(hashOf(`${salt}.${unit}`) % 1_000n)

const isMet = (condition: JsonObject, user: User): boolean => {
  const values = textsOf(condition['targetValue'])
  const lower = values.map((each) => each.toLowerCase())
  const compare = (own: string) => {
    switch (condition['operator']) {
      case 'any':
        return lower.includes(own.toLowerCase())
      case 'none':
        return !lower.includes(own.toLowerCase())
      case 'str_contains_any':
        return lower.some((each) => own.toLowerCase().includes(each))
      default:
        throw new Error(`The evaluator does not know ${String(condition['operator'])}.`)
    }
  }
  switch (condition['type']) {
    case 'public':
      return true
    case 'country':
      return compare(user.country)
    case 'email':
      return compare(user.email)
    case 'user_id':
      return compare(user.userID)
    case 'environment_tier':
      return compare(user.environment)
    case 'passes_gate':
      return user.passes(`gate/${values[0]}`)
    case 'fails_gate':
      return !user.passes(`gate/${values[0]}`)
    case 'passes_segment':
      return user.passes(`segment/${values[0]}`)
    case 'fails_segment':
      return !user.passes(`segment/${values[0]}`)
    default:
      throw new Error(`The evaluator does not know ${String(condition['type'])}.`)
  }
}

const matches = (rule: JsonObject, user: User): boolean => {
  const environments = rule['environments']
  return (
    listOf(rule['conditions']).every((condition) => isMet(condition, user)) &&
    (environments === undefined ||
      environments === null ||
      textsOf(environments).includes(user.environment))
  )
}

/** The first rule whose conditions hold decides: a user beyond its percentage gets the default. */
const ruleFor = (resource: JsonObject, user: User): JsonObject | undefined => {
  const rule = listOf(resource['rules']).find((each) => matches(each, user))
  if (rule === undefined) return undefined
  const { baseID, name, passPercentage } = rule
  const salt = typeof baseID === 'string' ? baseID : `new ${String(name)}`
  return isInPercentage(Number(passPercentage ?? 100), salt, user.userID) ? rule : undefined
}

const isForApp = (resource: JsonObject, user: User): boolean => {
  const apps = textsOf(resource['targetApps'])
  return apps.length === 0 || apps.includes(user.app)
}

/** Absent where no override is about the user. */
const overrideFor = (resource: JsonObject, { userID }: User): boolean | undefined => {
  const ids = (list: string) => textsOf(member(resource['overrides'], list))
  const [fails, passes] = [ids('failingUserIDs'), ids('passingUserIDs')].map((each) =>
    each.includes(userID),
  )
  if (fails && passes) throw new Error('Which of two overrides applies is not documented.')
  return passes ? true : fails ? false : undefined
}

const passing: Given = { passes: 'true' }

const gate: Evaluator = (resource, user) => {
  if (resource['isEnabled'] === false || !isForApp(resource, user)) return {}
  const override = overrideFor(resource, user)
  if (override !== undefined) return override ? passing : {}
  return ruleFor(resource, user) === undefined ? {} : passing
}

const segment: Evaluator = (resource, user) =>
  ruleFor(resource, user) === undefined ? {} : passing

const keysOf = (value: Json | undefined): Given =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [`key ${key}`, JSON.stringify(inner)]),
      )
    : {}

const dynamicConfig: Evaluator = (resource, user) => {
  if (!isForApp(resource, user)) return {}
  const rule = resource['isEnabled'] === false ? undefined : ruleFor(resource, user)
  return keysOf(rule === undefined ? resource['defaultValue'] : rule['returnValue'])
}

const layer: Evaluator = (resource) =>
  Object.fromEntries(
    listOf(resource['parameters']).map(({ defaultValue, name }) => [
      `key ${String(name)}`,
      JSON.stringify(defaultValue),
    ]),
  )

const holdout: Evaluator = (resource, user) => {
  const heldOut = () =>
    Object.fromEntries(
      ['gateIDs', 'experimentIDs', 'layerIDs'].flatMap((list) =>
        textsOf(resource[list]).map((name) => [`held out of ${list} ${name}`, 'true']),
      ),
    )
  if (resource['isEnabled'] === false) return {}
  const override = overrideFor(resource, user)
  if (override !== undefined) return override ? heldOut() : {}
  const targeting = resource['targetingGateID']
  if (typeof targeting === 'string' && targeting !== '' && !user.passes(`gate/${targeting}`))
    return {}
  return isInPercentage(Number(resource['passPercentage'] ?? 0), 'holdout', user.userID)
    ? heldOut()
    : {}
}

const experiment: Evaluator = (resource, user) => {
  const groups = listOf(resource['groups'])
  const inGroup = (group: JsonObject | undefined): Given =>
    group === undefined || group['disabled'] === true
      ? {}
      : { group: String(group['id'] ?? group['name']), ...keysOf(group['parameterValues']) }
  const called = (text: Json | undefined) =>
    groups.find(({ id, name }) => text !== undefined && (id === text || name === text))
  if (!isForApp(resource, user)) return {}
  const override = listOf(member(resource['overrides'], 'userIDOverrides')).find(({ ids }) =>
    textsOf(ids).includes(user.userID),
  )
  if (override) return inGroup(called(override['groupID']))
  if (resource['status'] === 'decision_made') return inGroup(called(resource['launchedGroupID']))
  if (resource['status'] !== 'active') return {}
  const targeting = resource['targetingGateID']
  if (typeof targeting === 'string' && !user.passes(`gate/${targeting}`)) return {}
  if (bucketOf('layer', user.userID) >= Number(resource['allocation'] ?? 100) * 10) return {}
  const bucket = bucketOf('experiment', user.userID)
  let end = 0
  return inGroup(
    groups.find(({ size }) => {
      end += Number(size) * 10
      return bucket < end
    }),
  )
}

export const evaluators = {
  gate,
  segment,
  dynamic_config: dynamicConfig,
  layer,
  holdout,
  experiment,
} as const

export type EvaluatedKind = keyof typeof evaluators
