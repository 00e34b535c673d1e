// Base × file × live: what is wanted in the end, and what is said about it. Laws over random triples, then cases.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { differencesBetween } from '../../src/fields/compare/index.ts'
import { type Fields, flag, list, number, record, set, text } from '../../src/fields/field.ts'
import { normalizeMembers } from '../../src/fields/normalize.ts'
import {
  type MergeDifference,
  type MergeResult,
  mergeMembers,
  type Side,
} from '../../src/plan/merge/index.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { runGit } from '../support/run-git.ts'
import { drawSamples } from '../support/samples/random.ts'

const runs = isLongRun ? 6_600 : 400
const names = (_: string, name: string): string => name

const rule = record('A rule.', {
  name: text('Its name.', { required: true }),
  share: number('Its share.', { required: true }),
  conditions: list('All of them.', record('One.', { is: text('What.', { required: true }) })),
  note: text('A note.', { default: '' }),
  id: text('Made by Statsig.', { sentIn: 'match-only' }),
})
const fields: Fields = {
  name: text('A name.'),
  isEnabled: flag('Whether.'),
  description: text('A text.', { default: '' }),
  tags: set('Tags.', text('One.')),
  metrics: set('Metrics by name.', record('One.', { name: text(''), goal: text('') }), {
    key: 'name',
  }),
  owner: record('Who.', { name: text('Who.'), mail: text('Where.') }),
  rules: list('Rules.', rule, {
    match: {
      ids: ['id'],
      name: 'name',
      similarBy: 'conditions',
      unmatchedEffect: 'assigned again',
    },
  }),
}

const word = fc.constantFrom('a', 'b', 'c')
const someRules = fc
  .uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 4 })
  .chain((given) =>
    fc.tuple(
      ...given.map((name) =>
        fc.record(
          {
            name: fc.constant(name),
            share: fc.integer({ min: 0, max: 2 }),
            conditions: fc.array(fc.record({ is: word }), { maxLength: 2 }),
            note: fc.constantFrom('', 'x'),
          },
          { requiredKeys: ['name', 'share', 'conditions'] },
        ),
      ),
    ),
  )
const members: fc.Arbitrary<JsonObject> = fc.record(
  {
    name: word,
    isEnabled: fc.boolean(),
    description: fc.constantFrom('', 'x', 'y'),
    tags: fc.uniqueArray(word),
    metrics: fc
      .uniqueArray(word, { maxLength: 3 })
      .chain((keys) =>
        fc.tuple(...keys.map((name) => fc.record({ name: fc.constant(name), goal: word }))),
      ),
    owner: fc.record({ name: word, mail: word }, { requiredKeys: [] }),
    rules: someRules,
  },
  { requiredKeys: [] },
)

/** What Statsig would show: the ids of its rules are its own, and it says all there is to say. */
const asLive = (given: JsonObject): JsonObject => ({
  name: 'a',
  isEnabled: true,
  description: '',
  tags: [],
  metrics: [],
  owner: {},
  ...given,
  rules: ((given['rules'] ?? []) as readonly JsonObject[]).map((each) => ({
    note: '',
    ...each,
    id: `id of ${each['name']}`,
  })),
})

const byVerdict = ({ mergeStatus }: MergeDifference): Side =>
  mergeStatus === 'drift' ? 'live' : 'file'
const merge = (
  base: JsonObject,
  ours: JsonObject,
  live: JsonObject,
  settle = byVerdict,
): MergeResult =>
  mergeMembers(
    fields,
    { base, statusWithoutBase: 'no-base', ours, live },
    { resolveName: names, chooseSide: settle },
  )
const normal = (given: JsonObject): JsonObject => normalizeMembers(fields, given, names)
const verdicts = ({ differences }: MergeResult): readonly string[] =>
  differences.map(({ edit, mergeStatus }) => `${mergeStatus} ${edit.label}`)

/** The base, and two that were made from it. */
const triple = fc
  .tuple(members, members, members, fc.infiniteStream(fc.integer({ min: 0, max: 2 })))
  .map(([base, one, other, dice]) => {
    const mixed = (changed: JsonObject): JsonObject =>
      Object.fromEntries(
        Object.keys({ ...base, ...changed }).flatMap((name) => {
          const from = dice.next().value === 0 ? changed : base
          return Object.hasOwn(from, name) ? [[name, from[name] ?? null]] : []
        }),
      )
    return { base, ours: mixed(one), theirs: mixed(other) }
  })

const given = <Ts>(property: fc.IProperty<Ts>) => fc.assert(property, { numRuns: runs })

describe('laws', () => {
  randomizedTest('what only live state has changed is never overwritten', () =>
    given(
      fc.property(triple, ({ base, theirs }) => {
        const live = asLive({ ...base, ...theirs })
        const { members: wanted } = merge(base, base, live)
        expect(differencesBetween(fields, live, wanted, names)).toEqual([])
      }),
    ),
  )

  randomizedTest('what only the file has changed is wanted as the file says it', () =>
    given(
      fc.property(triple, ({ base, ours }) => {
        const { differences, members: wanted } = merge(base, ours, asLive(base))
        expect(normal(wanted)).toEqual(normal(ours))
        expect(
          differences.filter(
            ({ mergeStatus }) => mergeStatus !== 'change' && mergeStatus !== 'newly-declared',
          ),
        ).toEqual([])
      }),
    ),
  )

  randomizedTest('the same change on both sides is no conflict, and leaves nothing to do', () =>
    given(
      fc.property(triple, ({ base, ours }) => {
        const live = asLive({ ...base, ...ours })
        const { differences, members: wanted } = merge(base, ours, live)
        expect(differences).toEqual([])
        expect(differencesBetween(fields, live, wanted, names)).toEqual([])
      }),
    ),
  )

  randomizedTest('once what is wanted is live, planning again from the file changes nothing', () =>
    given(
      fc.property(triple, ({ base, ours, theirs }) => {
        const first = merge(base, ours, asLive({ ...base, ...theirs }))
        const live = asLive({ ...base, ...theirs, ...first.members })
        const again = merge(ours, ours, live)
        expect(differencesBetween(fields, live, again.members, names)).toEqual([])
        expect(again.differences.filter(({ side }) => side === 'file')).toEqual([])
      }),
    ),
  )

  randomizedTest(
    'where live state wins everywhere, nothing is to do; where the file wins, all it says',
    () =>
      given(
        fc.property(triple, ({ base, ours, theirs }) => {
          const live = asLive({ ...base, ...theirs })
          const unbased = { base: undefined, statusWithoutBase: 'no-base', ours, live } as const
          const taken = mergeMembers(fields, unbased, {
            resolveName: names,
            chooseSide: () => 'live',
          })
          expect(differencesBetween(fields, live, taken.members, names)).toEqual([])
          const kept = merge(base, ours, live, () => 'file')
          expect(normal(kept.members)).toEqual(normal(ours))
        }),
      ),
  )

  randomizedTest('a key that left the file is not touched, and is told as released', () =>
    given(
      fc.property(triple, fc.constantFrom(...Object.keys(fields)), ({ base, theirs }, name) => {
        const { [name]: said, ...ours } = base
        fc.pre(said !== undefined)
        const found = merge(base, ours, asLive({ ...base, ...theirs }))
        expect(Object.hasOwn(found.members, name)).toBe(false)
        expect(found.unmanaged.map(({ label }) => label)).toContain(name)
      }),
    ),
  )

  randomizedTest('an item that both sides have removed is gone, and no conflict', () =>
    given(
      fc.property(someRules, fc.nat(), (rules, at) => {
        fc.pre(rules.length > 0)
        const index = at % rules.length
        const rest = rules.filter((_, place) => place !== index)
        const found = merge({ rules }, { rules: rest }, asLive({ rules: rest }))
        expect(verdicts(found)).toEqual([])
      }),
    ),
  )
})

describe('plain maps', () => {
  const keys = ['name', 'description', 'isEnabled'] as const
  const plain = fc.record({ name: word, description: word, isEnabled: fc.boolean() })
  const sides = fc.record({ base: plain, ours: plain, theirs: plain })
  // Lines apart, since git takes neighbouring changes for one.
  const printed = (given: JsonObject) =>
    keys.map((key) => `${key}: ${String(given[key])}\n${`# ${key}\n`.repeat(4)}`).join('')

  /** Merges all samples at once, a file for each, and returns the indexes of those in conflict. */
  const conflictsOfGit = async (
    samples: readonly Readonly<Record<'base' | 'ours' | 'theirs', JsonObject>>[],
  ): Promise<ReadonlySet<number>> => {
    const folder = mkdtempSync(join(tmpdir(), 'merge-'))
    const settings = ['user.name=A', 'user.email=a@example.com', 'merge.renames=false', 'gc.auto=0']
    const git = (...args: readonly string[]) =>
      runGit(folder, [...settings.flatMap((each) => ['-c', each]), ...args])
    const commit = async (side: 'base' | 'ours' | 'theirs') => {
      for (const [index, sample] of samples.entries())
        writeFileSync(join(folder, String(index)), printed(sample[side]))
      await git('add', '--all')
      await git('commit', '--quiet', '--allow-empty', '--message', side)
    }
    try {
      await git('init', '--quiet', '--template=', '--initial-branch=base')
      await commit('base')
      await git('checkout', '--quiet', '-b', 'theirs')
      await commit('theirs')
      await git('checkout', '--quiet', '-b', 'ours', 'base')
      await commit('ours')
      await git('merge', '--quiet', '--message=Merge', 'theirs').catch(() => {})
      const { stdout } = await git('ls-files', '--unmerged')
      return new Set(
        stdout
          .split('\n')
          .flatMap((line) => line.split('\t')[1] ?? [])
          .map(Number),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  randomizedTest('the verdict on conflicts is that of git', async () => {
    const samples = drawSamples(sides, isLongRun ? 1_000 : 60, 1)
    const conflicts = await conflictsOfGit(samples)
    expect(conflicts.size).toBeGreaterThan(0)
    for (const [index, { base, ours, theirs }] of samples.entries()) {
      const found = merge(base, ours, { ...asLive(theirs) })
      const isConflict = found.differences.some(({ mergeStatus }) => mergeStatus === 'conflict')
      expect({ base, ours, theirs, isConflict }).toEqual({
        base,
        ours,
        theirs,
        isConflict: conflicts.has(index),
      })
    }
  })
})

const a = { name: 'A', share: 1, conditions: [{ is: 'a' }] }
const b = { name: 'B', share: 1, conditions: [{ is: 'b' }] }
const c = { name: 'C', share: 1, conditions: [{ is: 'c' }] }
const d = { name: 'D', share: 1, conditions: [] }
const namesIn = ({ members: { rules } }: MergeResult) =>
  (rules as readonly JsonObject[])
    .map(({ name, share }) => `${String(name)}${String(share)}`)
    .join(' ')

describe('lists by key', () => {
  const table: readonly {
    readonly title: string
    readonly base: readonly JsonObject[]
    readonly ours: readonly JsonObject[]
    readonly live: readonly JsonObject[]
    readonly wanted: string
    readonly found: readonly string[]
  }[] = [
    {
      title: 'each side changes an item of its own',
      base: [a, b],
      ours: [{ ...a, share: 2 }, b],
      live: [a, { ...b, share: 0 }],
      wanted: 'A2 B0',
      found: ['change rules[A].share', 'drift rules[B].share'],
    },
    {
      title: 'both change one item differently',
      base: [a],
      ours: [{ ...a, share: 2 }],
      live: [{ ...a, share: 0 }],
      wanted: 'A2',
      found: ['conflict rules[A].share'],
    },
    {
      title: 'the console adds an item before, the file one behind',
      base: [a],
      ours: [a, c],
      live: [b, a],
      wanted: 'B1 A1 C1',
      found: ['change rules[C]', 'drift rules[B]'],
    },
    {
      title: 'both add at the same place: what is live stays ahead',
      base: [a],
      ours: [c, a],
      live: [b, a],
      wanted: 'B1 C1 A1',
      found: ['change rules[C]', 'drift rules[B]'],
    },
    {
      title: 'the console removes what the file leaves alone',
      base: [a, b],
      ours: [a, b],
      live: [b],
      wanted: 'B1',
      found: ['drift rules[A]'],
    },
    {
      title: 'the console removes what the file changes',
      base: [a, b],
      ours: [{ ...a, share: 2 }, b],
      live: [b],
      wanted: 'A2 B1',
      found: ['conflict rules[A]'],
    },
    {
      title: 'the file removes what the console changes',
      base: [a, b],
      ours: [b],
      live: [{ ...a, share: 2 }, b],
      wanted: 'B1',
      found: ['conflict rules[A]'],
    },
    {
      title: 'the console reorders, the file changes an item',
      base: [a, b],
      ours: [{ ...a, share: 2 }, b],
      live: [b, a],
      wanted: 'B1 A2',
      found: ['change rules[A].share', 'drift rules (order)'],
    },
    {
      title: 'both reorder, differently',
      base: [a, b, c],
      ours: [b, a, c],
      live: [a, c, b],
      wanted: 'B1 A1 C1',
      found: ['conflict rules (order)'],
    },
    {
      title: 'both add the same item in different ways',
      base: [a],
      ours: [a, { ...d, share: 2 }],
      live: [a, { ...d, share: 0 }],
      wanted: 'A1 D2',
      found: ['conflict rules[D].share'],
    },
    {
      title: 'both add an item of the same conditions under names of their own: both stay',
      base: [a],
      ours: [a, { ...d, name: 'F', share: 2 }],
      live: [a, { ...d, name: 'E', share: 0 }],
      wanted: 'A1 E0 F2',
      found: ['change rules[F]', 'drift rules[E]'],
    },
    {
      title: 'both add the same item, at different places',
      base: [a, b],
      ours: [a, b, d],
      live: [d, a, b],
      wanted: 'A1 B1 D1',
      found: ['conflict rules (order)'],
    },
    {
      title: 'the file moves what the console has put something before',
      base: [a, b],
      ours: [b, a],
      live: [a, { ...d, share: 0 }, b],
      wanted: 'B1 A1 D0',
      found: ['drift rules[D]', 'conflict rules (order)'],
    },
    {
      title: 'what the console adds follows the item that it follows there, wherever that is now',
      base: [a, b, c],
      ours: [b, a, c],
      live: [a, b, { ...d, share: 0 }, c],
      wanted: 'B1 D0 A1 C1',
      found: ['drift rules[D]', 'conflict rules (order)'],
    },
    {
      title: 'two items that the console adds stay in its order',
      base: [a],
      ours: [a],
      live: [d, a, c],
      wanted: 'D1 A1 C1',
      found: ['drift rules[D]', 'drift rules[C]'],
    },
    {
      title: 'the file renames an item to the name of one that the console adds',
      base: [a],
      ours: [{ ...a, name: 'X' }],
      live: [
        { ...a, conditions: [{ is: 'b' }] },
        { ...c, name: 'X' },
      ],
      wanted: 'X1',
      found: ['conflict rules[X].conditions', 'conflict rules[A]'],
    },
    {
      title: 'an item that the console renamed is still the item of the file',
      base: [a],
      ours: [{ ...a, share: 2 }],
      live: [{ ...a, name: 'Z' }],
      wanted: 'Z2',
      found: ['drift rules[A].name', 'change rules[A].share'],
    },
  ]
  test.each(table)('$title', ({ base, found, live, ours, wanted }) => {
    const result = merge({ rules: base }, { rules: ours }, asLive({ rules: live }))
    expect(namesIn(result)).toBe(wanted)
    expect(verdicts(result)).toEqual(found)
  })

  test('a pointer into what is wanted leads to the item in the file, or to the list', () => {
    const { toFilePointer } = merge({ rules: [a] }, { rules: [a, c] }, asLive({ rules: [b, a] }))
    expect(['/rules/0/share', '/rules/1/share', '/rules/2', '/name'].map(toFilePointer)).toEqual([
      '/rules',
      '/rules/0/share',
      '/rules/1',
      '/name',
    ])
  })
})

describe('sets', () => {
  test('what one side adds and the other takes out are both done', () => {
    const found = merge({ tags: ['a', 'b'] }, { tags: ['a', 'b', 'c'] }, asLive({ tags: ['b'] }))
    expect(found.members['tags']).toEqual(['b', 'c'])
    expect(verdicts(found)).toEqual(['drift tags'])
  })
})

describe('two ways to say one thing', () => {
  const two = [['description', 'name']] as const
  const said = (live: JsonObject) =>
    mergeMembers(
      fields,
      { base: { description: 'a' }, statusWithoutBase: 'no-base', ours: { name: 'a' }, live },
      { resolveName: names, chooseSide: byVerdict, alternatives: two },
    )
  test('the file changes the way, and what it says has changed in Statsig', () => {
    expect(verdicts(said({ description: 'b', name: 'b' }))).toEqual(['conflict name'])
  })
  test('the file changes the way, and the old one is as it was', () => {
    expect(verdicts(said({ description: 'a', name: 'b' }))).toEqual(['change name'])
  })
})

describe('without a base', () => {
  const without = (
    ours: JsonObject,
    live: JsonObject,
    settle: (finding: MergeDifference) => Side,
  ) =>
    mergeMembers(
      fields,
      { base: undefined, statusWithoutBase: 'no-base', ours, live },
      { resolveName: names, chooseSide: settle },
    )

  test('whatever differs is unknown, and stays where live state wins', () => {
    const live = asLive({ description: 'y', rules: [{ ...a, share: 0 }, b] })
    const found = without({ description: 'x', isEnabled: true, rules: [a] }, live, () => 'live')
    expect(verdicts(found)).toEqual([
      'no-base description',
      'no-base rules[A].share',
      'no-base rules[B]',
    ])
    expect(differencesBetween(fields, live, found.members, names)).toEqual([])
  })
})

describe('what is ignored', () => {
  const ignoring = (ignored: readonly string[], ours: JsonObject, live: JsonObject) =>
    mergeMembers(
      fields,
      { base: ours, statusWithoutBase: 'change', ours, live },
      { resolveName: names, ignored, chooseSide: () => 'file' },
    )

  test('a place inside of a list keeps its live value, and is told nowhere', () => {
    const live = asLive({ rules: [{ ...a, share: 2 }, b] })
    const found = ignoring(['/rules/*/share'], { rules: [a, { ...b, note: 'x' }] }, live)
    expect(namesIn(found)).toBe('A2 B1')
    expect(verdicts(found)).toEqual(['drift rules[B].note'])
  })
})
