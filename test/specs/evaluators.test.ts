// Chance: projects and users. Statsig's three official evaluators agree on the compiled specs.
import { expect } from 'vitest'
import { isJsonArray, isJsonObject, type Json, jsonEquals } from '../../src/core/json.ts'
import { type CompiledSpecs, compileSpecs, reachedGates, type Spec } from '../../src/specs/index.ts'
import type { SpecCondition } from '../../src/specs/spec.ts'
import { drawsForRun, isCampaign, randomizedTest } from '../support/long-run.ts'
import {
  type Official,
  type OfficialEvaluator,
  type OfficialUser,
  startOfficialEvaluators,
} from '../support/official-evaluators.ts'
import { randomNumbers } from '../support/samples/random.ts'
import { drawProject, drawUser } from '../support/samples/spec-projects.ts'

const projects = drawsForRun('evaluators', { usual: 2, long: 15, whole: 20 })
const usersOfEach = drawsForRun('evaluators', { usual: 100, long: 300, whole: 20_000 })

interface Question {
  readonly spec: Spec
  readonly ask: (evaluator: OfficialEvaluator, user: OfficialUser) => Official
}

const questionsOf = ({ configs, gates, layers }: CompiledSpecs): readonly Question[] => [
  ...gates.map((spec) => ({ spec, ask: asking('gate', spec.name) })),
  ...configs.map((spec) => ({ spec, ask: asking('config', spec.name) })),
  ...layers.map((spec): Question => {
    const parameters = isJsonObject(spec.defaultValue) ? Object.keys(spec.defaultValue) : []
    return { spec, ask: (evaluator, user) => evaluator.layer(spec.name, user, parameters) }
  }),
]
const asking =
  (kind: 'gate' | 'config', name: string): Question['ask'] =>
  (evaluator, user) =>
    evaluator[kind](name, user)

type Verdict =
  | 'all three agree'
  /** An unsupported condition decides, and each says so. */
  | 'none knows'
  /** It is asked for each gate that is reached, whether or not the gate decides. */
  | 'the on-device SDK knows less'
  | Difference
  | 'disagreement'

/** Where the official evaluators are known to differ, by a condition that a spec has or reaches. */
type Difference =
  /** The server core finds values without regard to case, and keeps one of two that differ in case alone. */
  | 'values that differ in case alone'
  /** The on-device SDK compares an attribute that a user does not have as the text `undefined`. */
  | 'parts of the text undefined'

const hasDifference: Readonly<Record<Difference, (condition: SpecCondition) => boolean>> = {
  'values that differ in case alone': ({ operator, targetValue }) => {
    const values = textsIn(targetValue)
    return (
      operator?.endsWith('_case_sensitive') === true &&
      new Set(values.map((each) => each.toLowerCase())).size < new Set(values).size
    )
  },
  'parts of the text undefined': ({ operator, targetValue }) =>
    operator?.startsWith('str_contains') === true &&
    textsIn(targetValue).some((each) => 'undefined'.includes(each.toLowerCase())),
}

const textsIn = (value: Json): readonly string[] => (isJsonArray(value) ? value.map(String) : [])

const judge = (
  [node, core, onDevice]: readonly Official[],
  hasDifference: (difference: Difference) => boolean,
): Verdict => {
  const isSame = (one: Official | undefined, other: Official | undefined): boolean =>
    one?.value === undefined || other?.value === undefined
      ? one?.value === other?.value
      : jsonEquals(one.value, other.value)
  if (isSame(node, core)) {
    if (isSame(node, onDevice)) return node?.value === undefined ? 'none knows' : 'all three agree'
    if (onDevice?.value === undefined) return 'the on-device SDK knows less'
    if (hasDifference('parts of the text undefined')) return 'parts of the text undefined'
  }
  const isCoreAlone = isSame(node, onDevice) || onDevice?.value === undefined
  return isCoreAlone && hasDifference('values that differ in case alone')
    ? 'values that differ in case alone'
    : 'disagreement'
}

/** Whether a spec has a known difference, or reaches one through gates and experiments. */
const differenceCheck = (
  specs: CompiledSpecs,
): ((spec: Spec, difference: Difference) => boolean) => {
  const byName = new Map([...specs.gates, ...specs.configs].map((spec) => [spec.name, spec]))
  const reached = reachedGates(specs)
  return (spec, difference) => {
    const delegates = spec.rules.flatMap(({ configDelegate }) => configDelegate ?? [])
    return [spec, ...[...reached(spec), ...delegates].map((name) => byName.get(name))]
      .flatMap((each) => each?.rules ?? [])
      .flatMap((rule) => rule.conditions)
      .some(hasDifference[difference])
  }
}

randomizedTest(
  'the three official evaluators agree on what each user gets',
  async () => {
    const counts = new Map<Verdict, number>()
    const found: string[] = []
    for (let index = 0; index < projects; index += 1) {
      const next = randomNumbers(index + 1)
      const specs = compileSpecs(drawProject(next), {
        saltOf: (kind, id) => `${kind} ${id} ${next()}`,
      })
      const evaluators = await startOfficialEvaluators(specs)
      const users = Array.from({ length: usersOfEach }, (_, at) => drawUser(next, at))
      const isKnown = differenceCheck(specs)
      for (const { ask, spec } of questionsOf(specs)) {
        let isNew = true
        for (const user of users) {
          const given = evaluators.map((each) => ask(each, user))
          const verdict = judge(given, (difference) => isKnown(spec, difference))
          counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
          if (verdict === 'disagreement' && isNew) {
            found.push(JSON.stringify({ given, user, spec }))
            isNew = false
          }
        }
      }
      await Promise.all(evaluators.map(({ end }) => end()))
    }
    if (isCampaign('evaluators')) console.log(Object.fromEntries(counts))
    expect(found).toEqual([])
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    expect((counts.get('all three agree') ?? 0) / all).toBeGreaterThan(0.9)
  },
  3_600_000,
)
