// Chance: edits of one resource in a file and in the console. Whatever is merged, each user gets what the file alone or
// live state alone would give, by Statsig's official on-device evaluator.
import { expect } from 'vitest'
import { apply } from '../../src/apply/index.ts'
import { type JsonObject, jsonEquals } from '../../src/core/json.ts'
import type { KindRegistry } from '../../src/kinds/registry.ts'
import { type DesiredState, makeAddress, type Plan } from '../../src/model/index.ts'
import type { AppliedState } from '../../src/plan/applied-state.ts'
import { plan } from '../../src/plan/index.ts'
import type { Given, User } from '../support/evaluator.ts'
import {
  createInMemoryStatsig,
  type InMemoryStatsig,
  registry,
} from '../support/in-memory-statsig.ts'
import { drawsForRun, isCampaign, randomizedTest } from '../support/long-run.ts'
import { startOnDevice } from '../support/official-evaluators.ts'
import { compileAlone, givenBy, toOfficialUser } from '../support/official-merge-user.ts'
import { drawTwoSides, sampledKinds, type TwoSides } from '../support/samples/edits-of-two-sides.ts'
import { randomNumbers } from '../support/samples/random.ts'

const runs = drawsForRun('merges', { usual: 200, long: 1_500, whole: 20_000 })

const kindNames = [
  'gate',
  'dynamic_config',
  'segment',
  'layer',
  'holdout',
  'experiment',
  'target_app',
] as const
const references: readonly (readonly [(typeof kindNames)[number], JsonObject])[] = [
  ...['first', 'second'].map((id) => ['gate', { id, name: id }] as const),
  ...['web', 'phone'].map((name) => ['target_app', { id: name, name }] as const),
]

const users: readonly User[] = ['DE', 'FR', 'US'].flatMap((country) =>
  ['a@example.com', 'b@example.org'].flatMap((email) =>
    ['development', 'production'].flatMap((environment) =>
      [0, 1, 2, 3].flatMap((bits) =>
        Array.from({ length: 8 }, (_, index): User => {
          const called = ['ann', 'ben', 'cem', 'dan'][index]
          const userID = called ?? `${country} ${email} ${environment} ${bits} ${index}`
          const isPassing = { 'gate/first': bits % 2 === 1, 'gate/second': bits >= 2 }
          return {
            ...{ userID, email, country, environment, app: index % 2 === 0 ? 'web' : 'phone' },
            passes: (reference) =>
              Object.entries(isPassing).some(([name, is]) => is && name === reference),
          }
        }),
      ),
    ),
  ),
)

/** The registry without what the program knows of evaluations, so that it judges no merge. */
const withoutJudgement: KindRegistry = (name) => {
  const { kind, ...others } = registry(name)
  const { evaluation: _, ...rest } = kind
  return { ...others, kind: rest }
}

const statsigWith = (kind: TwoSides['kind'], members: JsonObject): InMemoryStatsig => {
  const statsig = createInMemoryStatsig(kindNames)
  for (const [name, each] of references) statsig.put(name, each)
  statsig.put(kind, members)
  return statsig
}

/** What the loader makes of a valid file with these members. */
const desiredStateOf = (kind: TwoSides['kind'], members: JsonObject): DesiredState => {
  const address = addressOf({ base: members, kind })
  const at = () => ({ file: 'statsig/sample.yaml', line: 1, column: 1 })
  const positions = { key: at, value: at, spelling: () => undefined }
  const definition = { ...{ address, kind, members, positions }, lifecycle: {}, deferredFaults: [] }
  return new Map([[address, definition]])
}

interface Planned {
  readonly plan: Plan
  readonly statsig: InMemoryStatsig
}

const planMerge = (
  { base, console, file, kind }: TwoSides,
  judged: KindRegistry,
  overwrites: AppliedState['overwrites'] = [],
): Planned => {
  const statsig = statsigWith(kind, console)
  const made = plan(desiredStateOf(kind, file), statsig.live(), {
    target: 'default',
    registry: judged,
    undeclared: 'refuse',
    appliedState: {
      base: desiredStateOf(kind, base),
      onDrift: 'keep',
      overwrites,
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
    },
  })
  const errors = made.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return { plan: made.plan, statsig }
}

const addressOf = ({ base, kind }: Pick<TwoSides, 'base' | 'kind'>) =>
  makeAddress(kind, String(kind === 'layer' || kind === 'holdout' ? base['name'] : base['id']))

/** Live state after the plan was applied. Absent where an operation was not done. */
const written = async (
  sides: TwoSides,
  { plan: made, statsig }: Planned,
): Promise<JsonObject | undefined> => {
  if (made.operations.length > 0) {
    const { outcomes } = await apply(made, {
      api: statsig.api,
      clock: statsig.clock,
      registry,
      live: statsig.live(),
      readAt: statsig.clock.now(),
      parallelism: 4,
      respectsReviews: true,
      readSecret: () => '',
      onOutcome: () => {},
    })
    if (outcomes.some(({ status }) => status !== 'done')) return undefined
  }
  return statsig.membersOf(addressOf(sides))
}

const officialUsers = users.map(toOfficialUser)

/** What each user gets. An SDK with a server key asks for no app: which apps receive the resource is compared here. */
const givenByResource = (
  kind: TwoSides['kind'],
  resource: JsonObject,
): ((index: number) => Given) => {
  const evaluator = startOnDevice(compileAlone(kind, resource))
  const { targetApps } = resource
  const apps = Array.isArray(targetApps) ? targetApps : []
  return (index) => {
    const [user, official] = [users[index], officialUsers[index]]
    const isReceived = apps.length === 0 || apps.includes(user?.app ?? '')
    return official !== undefined && isReceived ? givenBy(evaluator, kind, resource, official) : {}
  }
}

/** What the merge gives a user and neither side does. */
const mixtureOf = ({ kind }: TwoSides, file: JsonObject, live: JsonObject, merged: JsonObject) => {
  if ([file, live].some((each) => jsonEquals(each, merged))) return undefined
  const sides = [file, live, merged].map((each) => givenByResource(kind, each))
  for (const [index, user] of users.entries()) {
    const [byFile, byLive, byMerge] = sides.map((givenTo) => givenTo(index))
    const leaf = Object.keys({ ...byFile, ...byLive, ...byMerge }).find(
      (name) => byMerge?.[name] !== byFile?.[name] && byMerge?.[name] !== byLive?.[name],
    )
    if (leaf !== undefined) return { leaf, user }
  }
  return undefined
}

type Verdict =
  /** One side alone has changed something, or the file cannot be applied at all. */
  | 'no merge'
  /** Both have changed the same value. */
  | 'conflict of values'
  | 'merged, safe'
  | 'merged, mixed'
  | 'conflict, safe'
  | 'conflict, mixed'

const judge = async (sides: TwoSides): Promise<Verdict> => {
  const judged = planMerge(sides, registry)
  const refusals = judged.plan.operations.flatMap(({ refusal }) => refusal?.code ?? [])
  if (judged.plan.operations.length === 0 || judged.plan.kept.length === 0) return 'no merge'
  const isConflict = refusals.includes('mixed-result')
  if (refusals.some((code) => code !== 'mixed-result'))
    return refusals.includes('changed-in-both') ? 'conflict of values' : 'no merge'
  const alone = planMerge(sides, withoutJudgement, [{ address: addressOf(sides) }])
  const [file, merged] = [
    await written(sides, alone),
    await written(sides, isConflict ? planMerge(sides, withoutJudgement) : judged),
  ]
  if (file === undefined || merged === undefined) return 'no merge'
  const isMixed = mixtureOf(sides, file, sides.console, merged) !== undefined
  return `${isConflict ? 'conflict' : 'merged'}, ${isMixed ? 'mixed' : 'safe'}`
}

/** The same pair for the same number and seed. */
const drawPair = (index: number): TwoSides => {
  const next = randomNumbers(index + 1)
  return drawTwoSides(sampledKinds[Math.floor(next() * sampledKinds.length)] ?? 'gate', next)
}

randomizedTest(
  'a merge gives each user what one of the sides gives, and nine in ten safe pairs are merged',
  async () => {
    const counts = new Map<Verdict, number>()
    for (let index = 0; index < runs; index += 1) {
      const sides = drawPair(index)
      const verdict = await judge(sides)
      expect({ index, sides, verdict }).not.toMatchObject({ verdict: 'merged, mixed' })
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
    }
    const count = (verdict: Verdict) => counts.get(verdict) ?? 0
    if (isCampaign('merges')) console.log(Object.fromEntries(counts))
    expect(count('merged, safe')).toBeGreaterThan(runs / 4)
    expect(count('conflict, mixed')).toBeGreaterThan(runs / 40)
    const safe = count('merged, safe') + count('conflict, safe')
    expect(count('merged, safe') / safe).toBeGreaterThan(0.9)
  },
  1_800_000,
)

randomizedTest(
  'without the judgement, a merge that gives users what neither side gives is found within 200 pairs',
  async () => {
    const found = async (index: number): Promise<boolean> => {
      const sides = drawPair(index)
      const unjudged = planMerge(sides, withoutJudgement)
      const alone = planMerge(sides, withoutJudgement, [{ address: addressOf(sides) }])
      if (unjudged.plan.operations.some(({ refusal }) => refusal)) return false
      const [file, merged] = [await written(sides, alone), await written(sides, unjudged)]
      if (file === undefined || merged === undefined) return false
      return mixtureOf(sides, file, sides.console, merged) !== undefined
    }
    let pairs = 0
    while (pairs < 200 && !(await found(pairs))) pairs += 1
    expect(pairs).toBeLessThan(200)
  },
)
