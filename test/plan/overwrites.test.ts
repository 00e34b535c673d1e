// `--overwrite` takes what it names and nothing else, whatever characters a name holds.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { UsageError } from '../../src/core/usage-error.ts'
import { parseOverwrites } from '../../src/history/overwrite-options.ts'
import type { Overwritten } from '../../src/model/index.ts'
import { type Address, makeAddress } from '../../src/model/index.ts'
import { rejectUnusedOverwrites } from '../../src/prepare/unused-overwrites.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { planFrom } from './in-words.ts'

const address = makeAddress('gate', 'search')
const shareOf = (name: string, passPercentage: number): JsonObject => ({
  name,
  passPercentage,
  conditions: [{ type: 'country', operator: 'any', targetValue: [name] }],
})
const search = (rules: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  id: 'search',
  name: 'search',
  rules,
  ...more,
})

/** The names of the rules whose live percentage the plan overwrites. */
const overwrittenRules = (names: readonly string[], options: readonly string[]) => {
  const applied = [definitionFile('gates', search(names.map((name) => shareOf(name, 50))))]
  const live = search(names.map((name) => ({ ...shareOf(name, 60), id: `id of ${name}` })))
  const overwrites = parseOverwrites(options, [address])
  const plan = planFrom({
    base: applied,
    files: applied,
    live: [['gate', live]],
    options: { overwrites },
  })
  const rules = plan.operations.flatMap(({ members }) => members['rules'] ?? []) as JsonObject[]
  return {
    plan,
    names: rules.flatMap((rule) => (rule['passPercentage'] === 50 ? [String(rule['name'])] : [])),
  }
}

const anyName = fc
  .array(
    fc.constantFrom('A', 'B', ']', '[', '.', '/', '#', '2', ' ', '(', '"', "'", '`', '~', 'é'),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((characters) => characters.join('').trim())
  .filter((name) => name !== '')

describe('a label', () => {
  test('names one rule, although names hold the characters of labels', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyName, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.constantFrom('', '.passPercentage'),
        (names, at, end) => {
          const name = names[at % names.length] ?? ''
          const { names: found } = overwrittenRules(names, [`gate/search#rules[${name}]${end}`])
          expect(found).toEqual([name])
        },
      ),
      { numRuns: 150 },
    )
  })

  test.each([
    ['A', ['A', 'A].passPercentage', 'A]', 'A [x', 'A.b', 'A#2']],
    ['A].passPercentage', ['A', 'A].passPercentage']],
    ['A#2', ['A', 'A#2']],
  ])('takes `%s` of %j alone', (name, names) => {
    expect(overwrittenRules(names, [`gate/search#rules[${name}]`]).names).toEqual([name])
  })

  test('names what is inside of it', () => {
    expect(overwrittenRules(['A', 'B'], ['gate/search#rules']).names).toEqual(['A', 'B'])
    expect(overwrittenRules(['A', 'B'], ['gate/search#/rules/1']).names).toEqual(['B'])
    expect(overwrittenRules(['A', 'B'], ['gate/search#rules/0/passPercentage']).names).toEqual([
      'A',
    ])
    expect(overwrittenRules(['A', 'B'], ['gate/search#rul']).names).toEqual([])
  })

  const variant = (name: string, passPercentage: number): JsonObject => ({
    name,
    passPercentage,
    returnValue: { name },
  })
  test('that may name two places overwrites neither', () => {
    const rule = (name: string, share: number, variants: readonly JsonObject[]): JsonObject => ({
      ...shareOf(name, share),
      variants,
    })
    const config = (share: number): JsonObject => ({
      id: 'search',
      name: 'search',
      rules: [
        rule('A', 50, [variant('V', share), variant('W', 100 - share)]),
        rule('A].variants[V', share, []),
      ],
    })
    const applied = [definitionFile('dynamic_configs', config(50))]
    const options = (fieldPath: string) => ({
      overwrites: [{ address: makeAddress('dynamic_config', 'search'), fieldPath }],
    })
    const planned = (fieldPath: string) =>
      planFrom({
        base: applied,
        files: applied,
        live: [['dynamic_config', config(60)]],
        options: options(fieldPath),
      }).operations.flatMap(({ overwrites }) => overwrites ?? [])
    expect(planned('rules[A].variants[V]')).toEqual([])
    expect(planned('rules[A].variants[W]')).toHaveLength(1)
    expect(planned('/rules/1')).toHaveLength(1)
  })
})

describe('an option for one field', () => {
  const applied = [definitionFile('gates', search([], { description: 'One' }))]
  const overwrites = parseOverwrites(['gate/search#description'], [address])

  test('does not create a resource that was deleted in Statsig', () => {
    const plan = planFrom({ base: applied, files: applied, live: [], options: { overwrites } })
    expect(plan.operations).toEqual([])
    expect(plan.kept.map(({ cause }) => cause)).toEqual(['deleted'])
  })

  test('does not archive a resource that is in use again', () => {
    const retired = [
      definitionFile('gates', search([], { description: 'One', lifecycle: { retired: true } })),
    ]
    const live = search([], { description: 'One' })
    const plan = planFrom({
      base: retired,
      files: retired,
      live: [['gate', live]],
      options: { overwrites },
    })
    expect(plan.operations).toEqual([])
  })

  test('does not archive a resource that was changed in Statsig and removed from the files', () => {
    const live = search([], { description: 'Two' })
    const { operations } = planFrom({
      base: applied,
      files: [],
      live: [['gate', live]],
      options: {
        overwrites,
        prune: { mode: 'archive', findDeletionProof: () => ({ file: 'a.yaml' }) as never },
      },
    })
    expect(operations.map(({ refusal }) => refusal?.code)).toEqual(['removed-and-changed'])
  })
})

test('an option for another resource overwrites nothing', () => {
  const applied = [definitionFile('gates', search([], { description: 'One' }))]
  const other = makeAddress('gate', 'other')
  for (const overwrites of [
    [{ address: other }],
    [{ address: other, fieldPath: 'description' }],
    [{ address: other, fieldPath: 'description' }, { address: other }],
  ]) {
    const plan = planFrom({
      base: applied,
      files: applied,
      live: [['gate', search([], { description: 'Two' })]],
      options: { overwrites },
    })
    expect(plan.operations).toEqual([])
    expect(plan.kept.map(({ cause }) => cause)).toEqual(['drift'])
    const lost = planFrom({ base: applied, files: applied, live: [], options: { overwrites } })
    expect(lost.operations).toEqual([])
  }
})

describe('an option that overwrites nothing', () => {
  test('is an error beside another one that does', () => {
    const { plan } = overwrittenRules(['A', 'B'], ['gate/search#rules[A]', 'gate/search#rules[C]'])
    const check = (fieldPath: string) => () =>
      rejectUnusedOverwrites([{ address, fieldPath }], plan)
    expect(check('rules[A]')).not.toThrow()
    expect(check('rules[C]')).toThrow(UsageError)
    expect(() => rejectUnusedOverwrites([{ address }], plan)).not.toThrow()
  })

  test('each field that it names is named in the operation', () => {
    const { plan } = overwrittenRules(['A', 'B'], ['gate/search#rules[A]'])
    const expected: readonly Overwritten[] = [
      { code: 'edit', label: 'rules[A].passPercentage', namedBy: ['rules[A]'] },
    ]
    expect(plan.operations.map(({ overwrites }) => overwrites)).toEqual([expected])
  })
})

describe('the address of an option', () => {
  const [one, two] = ['metric/a#b::sum', 'metric/a'] as unknown as readonly [Address, Address]
  test.each([
    ['metric/a', { address: two }],
    ['metric/a#', { address: two }],
    ['metric/a#b::sum', { address: one }],
    ['metric/a#description', { address: two, fieldPath: 'description' }],
    ['metric/a#rules[Staff#2]', { address: two, fieldPath: 'rules[Staff#2]' }],
  ])('of `%s`', (text, expected) => {
    expect(parseOverwrites([text], [one, two])).toEqual([expected])
  })

  test('that may be that of two resources is an error', () => {
    expect(() => parseOverwrites(['metric/a#b::sum#tags'], [one, two])).toThrow(
      /may mean `metric\/a#b::sum` or `metric\/a`/,
    )
  })
})
