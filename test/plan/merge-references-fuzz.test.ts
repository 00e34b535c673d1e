// Chance: a segment, a gate that uses it, a holdout of the gate and an experiment behind the gate, with edits in files
// and in the console. Whatever is written, each user gets of each of them what the files alone or live state alone gives.
import { expect } from 'vitest'
import { apply } from '../../src/apply/index.ts'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { KindRegistry } from '../../src/kinds/registry.ts'
import { type DesiredState, makeAddress } from '../../src/model/index.ts'
import type { AppliedState } from '../../src/plan/applied-state.ts'
import { plan } from '../../src/plan/index.ts'
import { evaluators, type Given, type User } from '../support/evaluator.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  type InMemoryStatsig,
  registry,
} from '../support/in-memory-statsig.ts'
import { isLongRun, randomizedTest } from '../support/long-run.ts'
import { randomNumbers } from '../support/samples/random.ts'

const runs = isLongRun ? 800 : 60

const kinds = ['segment', 'gate', 'holdout', 'experiment'] as const
type SampledKind = (typeof kinds)[number]
type World = Readonly<Record<SampledKind, JsonObject>>

const choose = <T>(next: () => number, ...all: readonly [T, ...T[]]): T =>
  all[Math.floor(next() * all.length)] ?? all[0]

const country = (...codes: readonly string[]): Json => [
  { type: 'country', operator: 'any', targetValue: codes },
]
const rollout = (passPercentage: number, conditions: Json): Json => [
  { name: 'Rollout', passPercentage, conditions },
]
const percentage = (next: () => number) => choose(next, 0, 10, 50, 100)

/** A new value for each kind. */
const draw: Readonly<Record<SampledKind, (next: () => number) => JsonObject>> = {
  segment: (next) => ({
    ...{ id: 'europe', name: 'Europe', type: 'rule_based' },
    rules: rollout(
      choose(next, 100, 100, 50),
      choose(next, country('DE'), country('DE', 'FR'), country('FR')),
    ),
  }),
  gate: (next) => ({
    ...{ id: 'search', name: 'Search', isEnabled: next() < 0.8, description: `${next()}` },
    rules: rollout(
      percentage(next),
      choose<Json>(
        next,
        [{ type: 'passes_segment', targetValue: ['europe'] }],
        [{ type: 'passes_segment', targetValue: ['europe'] }],
        [{ type: 'fails_segment', targetValue: ['europe'] }],
        [{ type: 'public' }],
      ),
    ),
  }),
  holdout: (next) => ({
    ...{ name: 'Sample holdout', isEnabled: next() < 0.7, passPercentage: choose(next, 1, 5, 10) },
    gateIDs: choose<readonly string[]>(next, ['search'], ['search'], []),
  }),
  experiment: (next) => ({
    ...{ id: 'ranking', name: 'Ranking', status: 'active', allocation: choose(next, 20, 50, 90) },
    targetingGateID: choose<Json>(next, 'search', 'search', null),
    groups: [
      { name: 'Control', size: 50, parameterValues: { order: 'old' } },
      { name: 'Test', size: 50, parameterValues: { order: 'new' } },
    ],
  }),
}

const drawWorld = (next: () => number): World => ({
  segment: draw.segment(next),
  gate: draw.gate(next),
  holdout: draw.holdout(next),
  experiment: { ...draw.experiment(next), allocation: 20 },
})
/** One or two of the resources get other values, key by key. */
const editWorld = (world: World, next: () => number): World => {
  const edited = (kind: SampledKind): JsonObject => {
    const [before, drawn] = [world[kind], draw[kind](next)]
    return Object.fromEntries(
      Object.entries(before).map(([key, value]) => [key, (next() < 0.5 && drawn[key]) || value]),
    )
  }
  const kind = choose(next, ...kinds)
  const once = { ...world, [kind]: edited(kind) }
  const other = choose(next, ...kinds)
  return next() < 0.5 ? once : { ...once, [other]: edited(other) }
}

const users: readonly Omit<User, 'passes'>[] = ['DE', 'FR', 'US'].flatMap((land) =>
  Array.from({ length: 60 }, (_, index) => ({
    ...{ userID: `${land} ${index}`, country: land, email: 'a@example.com' },
    ...{ environment: 'production', app: 'web' },
  })),
)

/** What a user gets of each resource, where each is as this world has it. */
const givenIn = (world: World, user: (typeof users)[number]): Readonly<Record<string, Given>> => {
  const on = (kind: SampledKind, passes: User['passes']) =>
    evaluators[kind](world[kind], { ...user, passes })
  const segment = on('segment', () => false)
  const holdout = on('holdout', () => false)
  const passesSegment = segment['passes'] !== undefined
  const gate =
    holdout['held out of gateIDs search'] === undefined
      ? on('gate', (reference) => reference === 'segment/europe' && passesSegment)
      : {}
  const experiment = on(
    'experiment',
    (reference) => reference === 'gate/search' && gate['passes'] !== undefined,
  )
  return { segment, holdout, gate, experiment }
}

const folders = {
  segment: 'segments',
  gate: 'gates',
  holdout: 'holdouts',
  experiment: 'experiments',
}
const desiredOf = (world: World): DesiredState =>
  desiredStateFrom(kinds.map((kind) => definitionFile(folders[kind], world[kind])))

const ids = { segment: 'europe', gate: 'search', holdout: 'Sample holdout', experiment: 'ranking' }
const addresses = kinds.map((kind) => makeAddress(kind, ids[kind]))

/** The world after the plan was applied, as far as it was not refused. */
const writtenFrom = async (
  { base, console, files }: Readonly<Record<'base' | 'console' | 'files', World>>,
  used: KindRegistry,
  overwrites: AppliedState['overwrites'] = [],
): Promise<{ readonly world: World; readonly refused: readonly string[] }> => {
  const statsig: InMemoryStatsig = createInMemoryStatsig(kinds)
  for (const kind of kinds) statsig.put(kind, { id: ids[kind], ...console[kind] })
  const { plan: made } = plan(desiredOf(files), statsig.live(), {
    target: 'default',
    registry: used,
    undeclared: 'refuse',
    appliedState: {
      base: desiredOf(base),
      onDrift: 'keep',
      overwrites,
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 0, percent: 0, findDeletionProof: () => undefined },
    },
  })
  await apply(made, {
    ...{ api: statsig.api, clock: statsig.clock, registry, live: statsig.live() },
    ...{ readAt: statsig.clock.now(), parallelism: 4, readSecret: () => '', onOutcome: () => {} },
    respectsReviews: true,
  })
  const world = (kind: SampledKind) => statsig.membersOf(makeAddress(kind, ids[kind])) ?? {}
  return {
    world: {
      segment: world('segment'),
      gate: world('gate'),
      holdout: world('holdout'),
      experiment: world('experiment'),
    },
    refused: made.operations.flatMap(({ refusal }) => refusal?.code ?? []),
  }
}

const withoutJudgement: KindRegistry = (name) => {
  const { kind, ...others } = registry(name)
  const { evaluation: _, ...rest } = kind
  return { ...others, kind: rest }
}

const mixtureOf = (file: World, live: World, written: World): string | undefined => {
  for (const user of users) {
    const [byFiles, byLive, byWrite] = [file, live, written].map((each) => givenIn(each, user))
    for (const kind of kinds) {
      const [mine, theirs, both] = [byFiles?.[kind], byLive?.[kind], byWrite?.[kind]]
      const leaf = Object.keys({ ...mine, ...theirs, ...both }).find(
        (name) => both?.[name] !== mine?.[name] && both?.[name] !== theirs?.[name],
      )
      if (leaf !== undefined) return `${kind} ${leaf} of ${user.userID}`
    }
  }
  return undefined
}

const drawWorlds = (index: number) => {
  const next = randomNumbers(index + 50_000)
  const base = drawWorld(next)
  return { base, files: editWorld(base, next), console: editWorld(base, next) }
}

randomizedTest(
  'with resources that decide about each other, each user gets what one of the sides gives',
  async () => {
    let [unjudged, refused, written] = [0, 0, 0]
    for (let index = 0; index < runs; index += 1) {
      const worlds = drawWorlds(index)
      const overwrites = addresses.map((address) => ({ address }))
      const alone = await writtenFrom(worlds, withoutJudgement, overwrites)
      if (alone.refused.length > 0) continue
      const merged = await writtenFrom(worlds, registry)
      const mixture = mixtureOf(alone.world, worlds.console, merged.world)
      expect({ index, worlds, mixture }).toEqual({ index, worlds, mixture: undefined })
      const free = await writtenFrom(worlds, withoutJudgement)
      const isMixed = mixtureOf(alone.world, worlds.console, free.world) !== undefined
      if (isMixed) unjudged += 1
      else if (merged.refused.includes('mixed-result')) refused += 1
      else written += 1
    }
    expect(unjudged).toBeGreaterThan(0)
    expect(written / (written + refused)).toBeGreaterThan(0.9)
  },
  600_000,
)
