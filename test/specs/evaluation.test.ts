// Chance: what the program and the tests' own evaluator say of a resource is what Statsig's official evaluators say.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { isJsonObject, type Json, type JsonObject, member } from '../../src/core/json.ts'
import {
  type Decisions,
  passLeaf,
  resultOfLeaf,
  type Test,
} from '../../src/plan/evaluation/decision.ts'
import { evaluateMembers } from '../../src/plan/evaluation/evaluate.ts'
import { type EvaluatedKind, evaluators, type Given, type User } from '../support/evaluator.ts'
import { registry } from '../support/in-memory-statsig.ts'
import { drawsForRun, isCampaign, randomizedTest } from '../support/long-run.ts'
import { startOfficialEvaluators } from '../support/official-evaluators.ts'
import { compileAlone, givenBy, toOfficialUser } from '../support/official-merge-user.ts'
import { drawTwoSides, sampledKinds } from '../support/samples/edits-of-two-sides.ts'
import { randomNumbers } from '../support/samples/random.ts'

const resources = drawsForRun('evaluators', { usual: 25, long: 150, whole: 400 })
const usersOfEach = drawsForRun('evaluators', { usual: 40, long: 100, whole: 400 })

const choose = <T>(next: () => number, all: readonly T[]): T | undefined =>
  all[Math.floor(next() * all.length)]

const drawUser = (next: () => number, index: number): User => {
  const passed = ['first', 'second'].filter(() => next() < 0.5)
  return {
    userID: next() < 0.1 ? (choose(next, ['ann', 'ben', 'cem', 'dan']) ?? '') : `user ${index}`,
    email: choose(next, ['a@example.com', 'b@EXAMPLE.com', 'b@example.org']) ?? '',
    country: choose(next, ['DE', 'FR', 'us', 'JP']) ?? '',
    environment: choose(next, ['development', 'production']) ?? '',
    app: 'web',
    passes: (reference) => passed.some((id) => reference === `gate/${id}`),
  }
}

/** A number from 0 to 100, by the first eight bytes of SHA-256. */
const shareOf = (text: string, parts: bigint): number =>
  Number(createHash('sha256').update(text).digest().readBigUInt64BE(0) % parts) /
  (Number(parts) / 100)

/** What a user takes from decisions, where each free variable has the value that it has for the user. */
const taken = (
  decisions: Decisions,
  resource: JsonObject,
  user: User,
): Readonly<Record<string, string>> => {
  const decision = decisions.find(
    ({ nested, tests }) =>
      nested.length === 0 && tests.every((test) => holds(test, resource, user)),
  )
  if (decision === undefined) return {}
  const part = decision.parts.find(({ tests }) =>
    tests.every((test) => holds(test, resource, user)),
  )
  return part?.leaves ?? decision.leaves
}

const holds = (test: Test, resource: JsonObject, user: User): boolean =>
  (test.test === 'value'
    ? test.isIn.has(valueOfVariable(test.of, user))
    : shareOfVariable(test.of, resource, user) < test.limit) === test.holds

const valueOfVariable = (of: string, user: User): string => {
  switch (of) {
    case 'environment-tier':
      return user.environment
    case 'country':
      return user.country.toLowerCase()
    case 'userID':
      return user.userID.toLowerCase()
    case 'customID':
      return ''
    default:
      return String(of.startsWith('{') ? containsPart(JSON.parse(of), user) : user.passes(of))
  }
}

const containsPart = (condition: Json, user: User): boolean => {
  if (member(condition, 'operator') !== 'str_contains_any')
    throw new Error(JSON.stringify(condition))
  const parts = member(condition, 'targetValue')
  return (
    Array.isArray(parts) && parts.some((each) => user.email.toLowerCase().includes(String(each)))
  )
}

const shareOfVariable = (of: string, resource: JsonObject, { userID }: User): number => {
  const [, , ...rest] = of.split(':')
  const [first = '', ...others] = rest
  if (first === 'allocation') return shareOf(`layer.${userID}`, 1000n)
  if (first === 'passPercentage') return shareOf(`spec.holdout.${userID}`, 10_000n)
  if (first !== 'rule') return shareOf(`experiment.${userID}`, 1000n)
  const { rules } = resource
  const identity = others.join(':')
  const rule = (Array.isArray(rules) ? rules : [])
    .filter(isJsonObject)
    .find(({ baseID, id }) => [baseID, id].includes(identity))
  return shareOf(`spec.${String(rule?.['baseID'])}.${userID}`, 10_000n)
}

/** In the words of the tests' own evaluator. Groups are named by the rules of specs alone. */
const inWords = (leaves: Readonly<Record<string, string>>): Given =>
  Object.fromEntries(
    Object.entries(leaves).flatMap(([leaf, text]): readonly [string, string][] => {
      if (leaf === passLeaf) return [['passes', 'true']]
      const result = resultOfLeaf(leaf)
      if (result.type === 'value' && 'name' in result && result.name !== undefined)
        return [[`key ${result.name}`, text]]
      if (result.type === 'exclusion' && 'name' in result && result.name !== undefined)
        return [[`held out of ${String(result.list)} ${result.name}`, 'true']]
      return []
    }),
  )

const withoutGroup = ({ group: _, ...given }: Given): Given => given

const decisionsOf = (kind: EvaluatedKind, resource: JsonObject): Decisions | undefined => {
  const { evaluation: [evaluation] = [], fields } = registry(kind).kind
  if (evaluation === undefined || evaluation.each !== undefined) return undefined
  const { targetApps: _, ...members } = resource
  return evaluateMembers(evaluation, fields, members, {
    resolveName: (_kind, text) => text,
    findDecisions: () => undefined,
    salt: '',
  }).get('')
}

randomizedTest(
  'the official evaluators give a user what the program and the evaluator of the merges say',
  async () => {
    let compared = 0
    const found: string[] = []
    for (let index = 0; index < resources; index += 1) {
      const next = randomNumbers(index + 1)
      const kind = sampledKinds[index % sampledKinds.length] ?? 'gate'
      const { console: edited, liveBase } = drawTwoSides(kind, next)
      for (const resource of [liveBase, edited]) {
        const official = await startOfficialEvaluators(compileAlone(kind, resource))
        const decisions = decisionsOf(kind, resource)
        for (let at = 0; at < usersOfEach; at += 1) {
          const user = drawUser(next, at)
          const sdkUser = toOfficialUser(user)
          const own = evaluators[kind]({ ...resource, targetApps: [] }, user)
          const program =
            decisions && inWords(taken(decisions, { ...resource, targetApps: [] }, user))
          for (const each of official) {
            const given = withoutGroup(givenBy(each, kind, resource, sdkUser))
            compared += 1
            const claims = [withoutGroup(own), ...(program ? [program] : [])]
            const text = (one: Given) => JSON.stringify(Object.entries(one).toSorted())
            if (claims.some((claim) => text(claim) !== text(given)))
              found.push(
                JSON.stringify({ evaluator: each.name, given, own, program, resource, user }),
              )
          }
        }
        await Promise.all(official.map(({ end }) => end()))
      }
    }
    if (isCampaign('evaluators')) console.log(`${compared} results compared`)
    expect(found.slice(0, 3)).toEqual([])
    expect(compared).toBeGreaterThan(0)
  },
  1_800_000,
)
