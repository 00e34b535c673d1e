// Members with routes of their own: whatever is true of a whole resource is true of them, and neither is sent for the
// sake of the other.
import { describe, expect, test as testInBothRuns } from 'vitest'
import { stringify } from 'yaml'
import { isJsonArray, type Json, type JsonObject, member, pick } from '../../src/core/json.ts'
import { DEFAULT_LIMITS } from '../../src/emulator/core/rate-limit.ts'
import type { Behavior, FaultKind, LoggedRequest } from '../../src/emulator/index.ts'
import { subResourceNames } from '../../src/fields/sub-resource.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { kinds } from '../../src/kinds/index.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { planJson } from '../../src/report/json/plan.ts'
import { planText } from '../../src/report/text/plan.ts'
import { createNameResolver } from '../../src/resources/name-resolver.ts'
import { readAllSubResources } from '../../src/resources/read-sub-resources.ts'
import { definitionMembers, referenceNamingOf } from '../../src/write/resource-to-file.ts'
import { formatYaml } from '../../src/write/yaml.ts'
import { casesForRun, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, troubles, withProject } from '../support/project.ts'
import { briefly, stamps } from '../support/samples/company-run.ts'

const words = createKindRegistry({})
const rank = { name: 'Search rank', groups: groupsOf('Control', 'Test') }

function groupsOf(...names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ name, size: 50, parameterValues: { rank: 1 } }))
}

/** Everything that overrides may speak of. */
const company: Readonly<Record<string, JsonObject>> = {
  'gates/other': { id: 'other', name: 'Other' },
  'segments/staff': { id: 'staff', name: 'Staff', type: 'rule_based', rules: [] },
  'layers/search': {
    name: 'Search',
    idType: 'userID',
    parameters: [{ name: 'rank', type: 'number', defaultValue: 0 }],
  },
  'experiments/search_rank': { id: 'search_rank', ...rank, layerID: 'Search' },
}

interface Case {
  readonly what: string
  readonly path: string
  readonly owner: JsonObject
  readonly part: string
  readonly first: Json
  /** The same, said otherwise. */
  readonly same: Json
  /** One entry differs, at the pointer. */
  readonly second: Json
  readonly pointer: string
  readonly empty: Json
}

const everywhere = { unitID: 'stableID', passingIDs: ['s1'] }

const passOrFail = {
  part: 'overrides',
  first: {
    passingUserIDs: ['a', 'b', 'c'],
    failingCustomIDs: ['x', 'y'],
    environmentOverrides: [
      { environment: 'production', unitID: 'userID', passingIDs: ['p'], failingIDs: ['q', 'r'] },
      everywhere,
    ],
  },
  same: {
    environmentOverrides: [
      { ...everywhere, environment: null, failingIDs: [] },
      { environment: 'production', passingIDs: ['p'], failingIDs: ['r', 'q'] },
      { environment: null, unitID: 'userID', passingIDs: ['b'] },
    ],
    failingCustomIDs: ['y', 'x'],
    failingUserIDs: [],
    passingUserIDs: ['c', 'a'],
  },
  second: {
    passingUserIDs: ['a', 'b'],
    failingCustomIDs: ['x', 'y'],
    environmentOverrides: [
      { environment: 'production', unitID: 'userID', passingIDs: ['p'], failingIDs: ['q', 'r'] },
      everywhere,
    ],
  },
  pointer: '/overrides/passingUserIDs',
  empty: {},
}

const ids = (type: string) => ({
  part: 'ids',
  path: 'segments/beta',
  owner: { id: 'beta', name: 'Beta', type, description: 'Kept.' },
  first: ['1', '2', '3'],
  same: ['3', '1', '2'],
  second: ['1', '2', '4'],
  pointer: '/ids',
  empty: [],
})

const cases: readonly Case[] = [
  {
    what: 'overrides of a gate',
    path: 'gates/one',
    owner: { id: 'one', name: 'One', description: 'Kept.', isEnabled: true },
    ...passOrFail,
  },
  ...(kinds.some(
    ({ fields, folder }) => folder === 'holdouts' && Object.hasOwn(fields, 'overrides'),
  )
    ? [
        {
          what: 'overrides of a holdout',
          path: 'holdouts/one',
          owner: { name: 'One', description: 'Kept.', passPercentage: 2 },
          ...passOrFail,
        },
      ]
    : []),
  {
    what: 'overrides of an experiment',
    path: 'experiments/one',
    owner: { id: 'one', name: 'One', description: 'Kept.', groups: groupsOf('Control', 'Test') },
    part: 'overrides',
    first: {
      overrides: [
        { type: 'gate', id: 'other', groupID: 'Test' },
        { type: 'segment', id: 'staff', groupID: 'Control', environment: 'production' },
      ],
      userIDOverrides: [
        { groupID: 'Test', ids: ['a', 'b'] },
        { groupID: 'Control', ids: ['c'], unitType: 'stableID', environment: 'staging' },
      ],
    },
    same: {
      userIDOverrides: [
        { groupID: 'Control', ids: ['c'], unitType: 'stableID', environment: 'staging' },
        { groupID: 'Test', ids: ['b'], environment: null, unitType: 'userID' },
        { groupID: 'Test', ids: ['a'] },
      ],
      overrides: [
        { type: 'gate', id: 'Other', groupID: 'Test', environment: null },
        { type: 'segment', id: 'staff', groupID: 'Control', environment: 'production' },
      ],
    },
    second: {
      overrides: [
        { type: 'gate', id: 'other', groupID: 'Control' },
        { type: 'segment', id: 'staff', groupID: 'Control', environment: 'production' },
      ],
      userIDOverrides: [
        { groupID: 'Test', ids: ['a', 'b'] },
        { groupID: 'Control', ids: ['c'], unitType: 'stableID', environment: 'staging' },
      ],
    },
    pointer: '/overrides/overrides',
    empty: {},
  },
  {
    what: 'overrides of an autotune',
    path: 'autotunes/one',
    owner: {
      name: 'One',
      description: 'Kept.',
      variants: [
        { name: 'Red', json: { color: 'red' } },
        { name: 'Blue', json: { color: 'blue' } },
      ],
      successEvent: 'buy',
      explorationWindow: '24',
      attributionWindow: '2',
      winnerThreshold: '95%',
    },
    part: 'overrides',
    first: {
      overrides: [
        { type: 'segment', id: 'staff', groupID: 'Red', environment: 'production' },
        { type: 'gate', id: 'other', groupID: 'Blue' },
      ],
      userIDOverrides: [{ groupID: 'Red', ids: ['a', 'b'] }],
    },
    same: {
      overrides: [
        { type: 'segment', id: 'Staff', groupID: 'Red', environment: 'production' },
        { type: 'gate', id: 'Other', groupID: 'Blue', environment: null },
      ],
      userIDOverrides: [{ groupID: 'Red', ids: ['b', 'a'], unitType: 'userID' }],
    },
    second: {
      overrides: [
        { type: 'segment', id: 'staff', groupID: 'Red', environment: 'production' },
        { type: 'gate', id: 'other', groupID: 'Blue' },
      ],
      userIDOverrides: [{ groupID: 'Blue', ids: ['a', 'b'] }],
    },
    pointer: '/overrides/userIDOverrides',
    empty: {},
  },
  {
    what: 'overrides of a layer',
    path: 'layers/search',
    owner: company['layers/search'] ?? {},
    part: 'overrides',
    first: {
      conditionalOverrides: [
        { type: 'gate', name: 'other', experimentName: 'Search rank', groupName: 'Test' },
        { type: 'segment', name: 'Staff', experimentName: 'search_rank', groupName: 'Control' },
      ],
      idOverrides: [{ experimentName: 'Search rank', groupName: 'Test', ids: ['a', 'b'] }],
    },
    same: {
      idOverrides: [
        { experimentName: 'search_rank', groupName: 'Test', ids: ['b', 'a'], idType: 'userID' },
      ],
      conditionalOverrides: [
        { type: 'gate', name: 'Other', experimentName: 'search_rank', groupName: 'Test' },
        { type: 'segment', name: 'staff', experimentName: 'Search rank', groupName: 'Control' },
      ],
    },
    second: {
      conditionalOverrides: [
        { type: 'gate', name: 'other', experimentName: 'Search rank', groupName: 'Test' },
        { type: 'segment', name: 'Staff', experimentName: 'search_rank', groupName: 'Control' },
      ],
      idOverrides: [{ experimentName: 'Search rank', groupName: 'Test', ids: ['a', 'd'] }],
    },
    pointer: '/overrides/idOverrides',
    empty: { conditionalOverrides: [], idOverrides: [] },
  },
  { what: 'ids of a segment', ...ids('id_list') },
  { what: 'ids of a segment in the user store', ...ids('user_store_id_list') },
]

const ofGates = /gate|holdout/
const ofGroups = /experiment|autotune/

interface BehaviorCase {
  readonly behaviors: readonly Behavior[]
  /** What the behaviors can affect. Absent for everything. */
  readonly affects?: RegExp
}

const behaviorCases: readonly BehaviorCase[] = [
  { behaviors: [] },
  { behaviors: ['worst-case'] },
  { behaviors: ['unknown-members'] },
  { behaviors: ['pages-of-10'] },
  { behaviors: ['post-resets'] },
  { behaviors: ['overrides-post-replaces-all'] },
  { behaviors: ['id-list-busy-409'], affects: /segment/ },
  { behaviors: ['id-list-reads-count'], affects: /segment/ },
  { behaviors: ['reads-count'] },
  { behaviors: ['overrides-in-one-form'], affects: ofGates },
  { behaviors: ['overrides-in-one-form', 'overrides-post-replaces-all'], affects: ofGates },
  { behaviors: ['overrides-mirrored'], affects: ofGates },
  { behaviors: ['overrides-mirrored', 'worst-case'], affects: ofGates },
  { behaviors: ['overrides-mirrored', 'override-units-spelled-out'], affects: ofGates },
  { behaviors: ['override-units-spelled-out'], affects: /overrides/ },
  { behaviors: ['override-references-unchecked'], affects: /experiment|autotune|layer/ },
  { behaviors: ['override-targets-under-name'], affects: ofGroups },
  { behaviors: ['experiment-overrides-by-id'], affects: ofGroups },
  { behaviors: ['experiment-overrides-by-id', 'worst-case'], affects: ofGroups },
  { behaviors: ['experiment-overrides-patch-replaces'], affects: ofGroups },
  { behaviors: ['experiment-overrides-missing'], affects: ofGroups },
  { behaviors: ['layer-overrides-by-display-name'], affects: /layer/ },
  { behaviors: ['layer-overrides-by-display-name', 'worst-case'], affects: /layer/ },
  { behaviors: ['overrides-not-listed'], affects: /overrides/ },
  { behaviors: ['overrides-listed-without-custom-ids'], affects: ofGates },
]

/** A new member, or a gate under `name` in place of `id`: an example of the document has what its schema has not. */
const isExpected = (finding: string): boolean =>
  finding.includes('addedNextMonth') || /overrides\[\d+\]\.id` is missing/.test(finding)

const filesWith = (each: Case, value: Json | undefined) =>
  Object.entries({
    ...company,
    [each.path]: { ...each.owner, ...(value !== undefined && { [each.part]: value }) },
  }).map(([path, members]) => file(`statsig/${path}.yaml`, stringify(members)))

/** The files with one written from what is live, the member included. */
const imported = async ({ api }: TestProject, each: Case) => {
  const own = statsigReader(consoleReader(api), words)
  const having = kinds.filter(({ fields }) => subResourceNames(fields).length > 0)
  const plain = await own.read(new Set(having.map(({ kind }) => kind)))
  const live = await readAllSubResources(plain, plain.resources.values(), words, own)
  const [found] = [...live.resources.values()].filter(({ kind, raw }) => {
    const [folder, name] = each.path.split('/')
    return words(kind).kind.folder === folder && [raw['id'], raw['name']].some((is) => is === name)
  })
  if (found === undefined) throw new Error(`${each.path} is gone.`)
  const naming = referenceNamingOf(createNameResolver([], live.resources.values()), live)
  const text = formatYaml(definitionMembers(words(found.kind), found, naming))
  const others = filesWith(each, undefined).filter(({ path }) => !path.includes(each.path))
  return { text, files: [...others, file(`statsig/${each.path}.yaml`, text)] }
}

const objectOf = ({ emulator }: TestProject, { path }: Case): JsonObject => {
  const [collection = '', name] = path.split('/')
  const [found] = Object.entries(emulator.snapshot()).flatMap(([each, objects]) =>
    each === collection
      ? objects.filter((object) => [object['id'], object['name']].some((is) => is === name))
      : [],
  )
  // What belongs to the member, and what every write changes.
  const others = [...stamps, '$overrides', '$ids', '$listVersion', '$wasBusy', 'count']
  return pick(found ?? {}, (member) => !others.includes(member))
}

const writesIn = ({ emulator }: TestProject, from: number): readonly LoggedRequest[] =>
  emulator.requests.slice(from).filter(({ method }) => method !== 'GET')

describe.each(
  behaviorCases.map(({ affects = /./, behaviors }, index) => ({
    affected: cases.filter(({ what }) => affects.test(what)),
    behaviors,
    index,
    name: behaviors.join(' and ') || 'the usual',
  })),
)('under $name behavior', ({ affected, behaviors, index: nth }) => {
  const casesOfRun = casesForRun(
    affected,
    (_, index) => affected.length < 3 || (index + nth) % 4 === 0,
  )
  describe.each(casesOfRun)('$what', (each) => {
    testInBothRuns(
      'are in sync once applied or imported, change by themselves, and are emptied when they are empty',
      async () => {
        await withProject({ behaviors, limits: 'none' }, async (statsig) => {
          const first = filesWith(each, each.first)
          expect(troubles((await statsig.apply(first)).report)).toEqual([])
          expect(briefly((await statsig.plan(first)).run.plan)).toEqual([])
          expect(briefly((await statsig.plan(filesWith(each, each.same))).run.plan)).toEqual([])
          expect(briefly((await statsig.plan(filesWith(each, undefined))).run.plan)).toEqual([])

          const told = await imported(statsig, each)
          expect(told.text).toContain(`${each.part}:`)
          expect(briefly((await statsig.plan(told.files)).run.plan)).toEqual([])

          const before = objectOf(statsig, each)
          const start = statsig.emulator.requests.length
          const changed = await statsig.apply(filesWith(each, each.second))
          const { operations } = changed.run.plan
          expect(operations.map(({ action, subResource }) => [action, subResource])).toEqual([
            ['update', each.part],
          ])
          expect(operations[0]?.edits.map(({ pointer }) => pointer)).toEqual([each.pointer])
          expect(troubles(changed.report)).toEqual([])
          const sent = writesIn(statsig, start)
          expect(sent.length).toBeGreaterThan(0)
          for (const { path } of sent)
            expect(path).toMatch(/\/(overrides|id_list|add_ids|remove_ids)$/)
          expect(objectOf(statsig, each)).toEqual(before)
          expect(briefly((await statsig.plan(filesWith(each, each.second))).run.plan)).toEqual([])

          const emptied = filesWith(each, each.empty)
          expect(troubles((await statsig.apply(emptied)).report)).toEqual([])
          expect(briefly((await statsig.plan(emptied)).run.plan)).toEqual([])
          expect(objectOf(statsig, each)).toEqual(before)
          expect(statsig.findings().filter((finding) => !isExpected(finding))).toEqual([])
        })
      },
    )
  })
})

const gateFile = (more: JsonObject): string => stringify({ id: 'one', name: 'One', ...more })
const gates = (more: JsonObject) => [file('statsig/gates/one.yaml', gateFile(more))]

describe('what happens around them', () => {
  test('a plan that mentions none asks for none', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(gates({ overrides: { passingUserIDs: ['a'] } }))
      const from = statsig.emulator.requests.length
      await statsig.plan(gates({}))
      const paths = statsig.emulator.requests.slice(from).map(({ path }) => path)
      expect(paths.filter((path) => path.includes('overrides'))).toEqual([])
    })
  })

  test('a change of the gate sends no overrides, and a change of both is two operations', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(gates({ overrides: { passingUserIDs: ['a'] } }))
      const from = statsig.emulator.requests.length
      const both = { description: 'New.', overrides: { passingUserIDs: ['b'] } }
      const { report, run } = await statsig.apply(gates(both))
      expect(troubles(report)).toEqual([])
      expect(
        run.plan.operations.map(({ dependsOn, subResource }) => [subResource, dependsOn.length]),
      ).toEqual([
        [undefined, 0],
        ['overrides', 1],
      ])
      expect(writesIn(statsig, from).map(({ body, path }) => [path, body])).toEqual([
        ['/console/v1/gates/one', { description: 'New.' }],
        [
          '/console/v1/gates/one/overrides',
          {
            passingUserIDs: ['b'],
            failingUserIDs: [],
            passingCustomIDs: [],
            failingCustomIDs: [],
          },
        ],
      ])
    })
  })

  test('a resource and what refers back to it are made at once', async () => {
    await withProject({}, async (statsig) => {
      const { report, run } = await statsig.apply([
        file('statsig/gates/one.yaml', gateFile({ idType: 'userID' })),
        file(
          'statsig/layers/search.yaml',
          stringify({
            ...company['layers/search'],
            overrides: {
              conditionalOverrides: [
                { type: 'gate', name: 'One', experimentName: 'Search rank', groupName: 'Test' },
              ],
            },
          }),
        ),
        file('statsig/experiments/rank.yaml', stringify(company['experiments/search_rank'])),
      ])
      expect(troubles(report)).toEqual([])
      const overrides = run.plan.operations.find(({ subResource }) => subResource === 'overrides')
      expect(overrides?.dependsOn).toHaveLength(3)
      expect(run.plan.operations.at(-1)).toBe(overrides)
    })
  })

  test('a group that is renamed keeps its overrides, which name it as it is called now', async () => {
    await withProject({}, async (statsig) => {
      const named = (name: string) => [
        file(
          'statsig/experiments/one.yaml',
          stringify({
            id: 'one',
            name: 'One',
            groups: groupsOf('Control', name).map((group, index) => ({
              ...group,
              parameterValues: { rank: index },
            })),
            overrides: { userIDOverrides: [{ groupID: name, ids: ['a'] }] },
          }),
        ),
      ]
      await statsig.apply(named('Test'))
      const { report, run } = await statsig.apply(named('Treatment'))
      expect(troubles(report)).toEqual([])
      expect(run.plan.operations.map(({ subResource }) => subResource)).toEqual([undefined])
    })
  })

  test('a group that is not there is a fault in the file, at its place', async () => {
    await withProject({}, async (statsig) => {
      const files = [
        file(
          'statsig/experiments/one.yaml',
          stringify({
            id: 'one',
            name: 'One',
            groups: groupsOf('Control', 'Test'),
            overrides: { userIDOverrides: [{ groupID: 'Tset', ids: ['a'] }] },
          }),
        ),
      ]
      const { diagnostics } = await statsig.plan(files)
      expect(diagnostics.map(({ at, hint, message }) => [at?.line, message, hint])).toEqual([
        [
          14,
          '`overrides.userIDOverrides[0].groupID` is `Tset`, which is not the name of an item of `groups`.',
          'Did you mean `Test`?',
        ],
      ])
    })
  })

  test('overrides that have moved since the plan are not written over', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(gates({ overrides: { passingUserIDs: ['a'] } }))
      const { run } = await statsig.plan(gates({ overrides: { passingUserIDs: ['b'] } }))
      statsig.emulator.edit('gates', 'one', (gate) => ({
        ...gate,
        $overrides: { passingUserIDs: ['somebody'], failingUserIDs: [] },
      }))
      await statsig.clock.sleep(6_000)
      const from = statsig.emulator.requests.length
      const { outcomes } = await statsig.applyPlan(run)
      expect(outcomes).toMatchObject([{ status: 'failed', isStale: true, wrote: 'no' }])
      expect(writesIn(statsig, from)).toEqual([])
    })
  })

  test('overrides that are so already are not written again', async () => {
    await withProject({}, async (statsig) => {
      await statsig.apply(gates({ overrides: { passingUserIDs: ['a'] } }))
      const { run } = await statsig.plan(gates({ overrides: { passingUserIDs: ['b'] } }))
      await statsig.applyPlan(run)
      await statsig.clock.sleep(6_000)
      const { outcomes } = await statsig.applyPlan(run)
      expect(outcomes).toMatchObject([{ status: 'done', wrote: 'no' }])
    })
  })

  test('where Statsig asks for a review, overrides wait for it', async () => {
    await withProject({ behaviors: ['review-required'] }, async (statsig) => {
      statsig.emulator.insert('gates', { id: 'one', name: 'One' })
      const { report } = await statsig.apply(gates({ overrides: { passingUserIDs: ['a'] } }))
      expect(report.outcomes).toMatchObject([{ status: 'pending-review' }])
    })
  })
})

const faults: readonly FaultKind[] = [
  '429',
  '500',
  'reset',
  'lost',
  'timeout',
  'html',
  'lost-html',
  'truncated',
  'empty',
  'twice',
  'stale',
]

describe.each(faults)('a write that meets %s', (kind) => {
  test.each([1, 9])('is done, or says truly what it may have written: %i times', async (times) => {
    const api = { timeouts: { read: 50, write: 50 } }
    await withProject({ unjudged: true, api }, async (statsig) => {
      const files = (ids: readonly string[]) => [
        file('statsig/gates/one.yaml', gateFile({ overrides: { passingUserIDs: ids } })),
        file(
          'statsig/segments/beta.yaml',
          stringify({ id: 'beta', name: 'Beta', type: 'id_list', ids }),
        ),
      ]
      await statsig.apply(files(['a', 'b']))
      const method = kind === 'stale' ? 'GET' : undefined
      const meeting = (path: string) => ({ kind, path, times, ...(method && { method }) })
      const { run } = await statsig.plan(files(['b', 'c']))
      statsig.emulator.faults = [meeting('/overrides'), meeting('/id_list')]
      const { outcomes } = await statsig.applyPlan(run)
      statsig.emulator.faults = []
      const again = await statsig.plan(files(['b', 'c']))
      for (const outcome of outcomes) {
        const isLeft = again.run.plan.operations.some(
          ({ address }) => address === outcome.operation.address,
        )
        if (outcome.status === 'done') expect(isLeft).toBe(false)
        else if (!isLeft) expect(outcome).not.toMatchObject({ wrote: 'no' })
      }
      if (times === 1) expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done'])
      expect(troubles((await statsig.apply(files(['b', 'c']))).report)).toEqual([])
      expect(briefly((await statsig.plan(files(['b', 'c']))).run.plan)).toEqual([])
    })
  })
})

describe('a long list of ids', () => {
  const list = (ids: readonly string[]) => [
    file(
      'statsig/segments/beta.yaml',
      'id: beta\nname: Beta\ntype: id_list\nidsFile: ../lists/beta.txt\n',
    ),
    file('statsig/lists/beta.txt', `${ids.join('\n')}\n`),
  ]
  const numbered = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => `user-${from + index}`)
  const sizes = (statsig: TestProject, from: number) =>
    writesIn(statsig, from).map(({ body, method }) => {
      const ids = member(body, 'ids')
      return [method, isJsonArray(ids) ? ids.length : 0]
    })

  longRunTest(
    'is sent in parts within its own limit, only what differs, and told in counts alone',
    async () => {
      await withProject({ unjudged: true, limits: DEFAULT_LIMITS }, async (statsig) => {
        const made = await statsig.apply(list(numbered(25_000)))
        expect(troubles(made.report)).toEqual([])
        expect(sizes(statsig, 0).slice(1)).toEqual([
          ['PATCH', 10_000],
          ['PATCH', 10_000],
          ['PATCH', 5_000],
        ])
        const from = statsig.emulator.requests.length
        const { report, run } = await statsig.apply(list(numbered(25_000, 3)))
        expect(troubles(report)).toEqual([])
        expect(sizes(statsig, from)).toEqual([
          ['PATCH', 3],
          ['DELETE', 3],
        ])
        expect(run.plan.operations[0]?.edits).toEqual([
          {
            pointer: '/ids',
            label: 'ids',
            counts: { added: 3, removed: 3, total: 25_000, unit: 'ids' },
          },
        ])
        const facts = { requests: 2, forecastSeconds: 0 }
        const said = planText(run.plan, { color: false, width: 100 }, facts)
        expect(said).toContain('ids: +3, -3 (25,000 ids)')
        expect(
          said + JSON.stringify(planJson({ plan: run.plan, details: facts, diagnostics: [] })),
        ).not.toContain('user-')
      })
    },
  )

  test('is never written faster than Statsig takes it', async () => {
    await withProject({ unjudged: true, limits: DEFAULT_LIMITS }, async (statsig) => {
      const many = Array.from({ length: 30 }, (_, index) => [
        file(
          `statsig/segments/s${index}.yaml`,
          `id: list_${index}\nname: List ${index}\ntype: id_list\nids: [a]\n`,
        ),
      ]).flat()
      expect(troubles((await statsig.apply(many)).report)).toEqual([])
      const limited = statsig.emulator.requests.filter(({ status }) => status === 429)
      expect(limited).toEqual([])
    })
  })
})
