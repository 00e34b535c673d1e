// Random values, and the same values after random changes.
import fc from 'fast-check'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { join } from '../../src/core/pointer.ts'
import type { FileEdit } from '../../src/write/file-edits.ts'
import { randomNumbers } from '../support/samples/random.ts'

export interface Change {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly salt: number
}

const words = ['select', 'from', 'a', 'über', 'x:y', "it's", '"so"', '#no', '50%', '★', 'and']
const texts = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom('a', ' b', 'c ', '', '# d', '\te', '- f'), {
        maxLength: 4,
      }),
    },
  )
  .chain((parts) => fc.constantFrom(' ', '\n', ', ').map((glue) => parts.join(glue)))

const awkward = [
  ...['', ' ', 'yes', 'No', 'on', 'null', '~', 'true', '1', '1e3', '0x1', '007', '1_000', '.inf'],
  ...[
    '2024-01-01',
    '12:30',
    'a: b',
    'a #b',
    'a:',
    '- a',
    '-',
    '?',
    '? a',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
  ],
  ...[
    '@a',
    '`a',
    '%a',
    '{a}',
    '[a]',
    'a, b',
    'a]',
    '---',
    '---\na',
    '...\na',
    '# a\nb',
    'a\n',
    'a\n\n',
  ],
  ...[
    '\na',
    '\n',
    ' a\nb\n',
    'a\n  b\n',
    'a \nb',
    'a\n ',
    '\ta',
    'a\tb',
    'a\r\nb',
    '\u0085',
    '\u2028',
  ],
  ...[
    '\ufeff',
    '\u200b',
    '\ud800',
    '👩‍💻',
    'back\\slash',
    "it's",
    'x'.repeat(90),
    'word '.repeat(40).trim(),
  ],
]

const scalars: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: texts },
  { weight: 2, arbitrary: fc.constantFrom(...awkward) },
  { weight: 2, arbitrary: fc.integer({ min: -50, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(0.1, 1e21, 1e-7, -2.5, true, false, null) },
)

const keys = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('id', 'name', 'baseID', 'rules', 'tags', 'sql', 'a', 'b', 'c'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'a b',
      'yes',
      '1',
      'a/b',
      '~',
      "it's",
      'a: b',
      '',
      'é',
      '-',
      '{x',
      'null',
      '"q"',
    ),
  },
)

export const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }), {
      maxLength: 3,
    }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(scalars, { maxLength: 5 }),
  ),
}))

export const anyContent: fc.Arbitrary<JsonObject> = fc.dictionary(keys, anyValue, {
  minKeys: 1,
  maxKeys: 4,
  noNullPrototype: true,
})

export const anyChange: fc.Arbitrary<Change> = fc
  .record({
    before: anyContent,
    other: fc.array(anyValue, { minLength: 3, maxLength: 3 }),
    salt: fc.nat(),
  })
  .map(({ before, other, salt }) => {
    const after = mutated(before, other, randomNumbers(salt))
    return { before, after: isJsonObject(after) ? after : before, salt }
  })

/** Changes, adds, removes and moves a few values, mostly deep inside. */
const mutated = (value: Json, other: readonly Json[], next: () => number): Json => {
  const some = (): Json => other[Math.floor(next() * other.length)] ?? null
  const isHit = next() < 0.35
  if (isJsonArray(value)) {
    const items = value
      .filter(() => !isHit || next() < 0.8)
      .map((item) => (next() < 0.4 ? mutated(item, other, next) : item))
    if (isHit && next() < 0.5) items.splice(Math.floor(next() * (items.length + 1)), 0, some())
    return isHit && next() < 0.4 ? items.toSorted(() => next() - 0.5) : items
  }
  if (isJsonObject(value)) {
    const kept = Object.entries(value)
      .filter(() => !isHit || next() < 0.8)
      .map(([key, each]) => [key, next() < 0.5 ? mutated(each, other, next) : each] as const)
    const added =
      isHit && next() < 0.6
        ? [[['new', 'a', 'name'][Math.floor(next() * 3)] ?? '', some()] as const]
        : []
    return Object.fromEntries([...kept, ...added])
  }
  return next() < 0.7 ? some() : value
}

/** Random edits, not the smallest set of edits. */
export const looseEdits = (
  content: Json,
  other: readonly Json[],
  next: () => number,
  at = '',
): readonly FileEdit[] => {
  const some = (): Json => other[Math.floor(next() * other.length)] ?? null
  if (isJsonArray(content)) {
    const inner = content.flatMap((item, index) => looseEdits(item, other, next, join(at, index)))
    if (next() < 0.75) return inner
    const kept = [...content.keys()].filter(() => next() < 0.8).toSorted(() => next() - 0.5)
    const items = next() < 0.5 ? kept : [...kept, { value: some() }]
    return [...inner, { is: 'arrange', at, items }]
  }
  if (isJsonObject(content))
    return [
      ...Object.entries(content).flatMap(([key, each]): readonly FileEdit[] => {
        const dice = next()
        if (dice < 0.08) return [{ is: 'remove', at: join(at, key) }]
        if (dice < 0.18) return [{ is: 'set', at: join(at, key), value: some() }]
        return looseEdits(each, other, next, join(at, key))
      }),
      ...(next() < 0.2 ? [{ is: 'set', at: join(at, 'new'), value: some() } as const] : []),
    ]
  return next() < 0.1 && at !== '' ? [{ is: 'set', at, value: some() }] : []
}
