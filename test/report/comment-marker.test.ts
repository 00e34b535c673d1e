// The first line of a comment: only whoever has the key can have written it, and it can hold no text that others wrote.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CommentMetadata,
  type DriftMetadata,
  metadataLine,
  type PlanMetadata,
  readMetadata,
  sealWith,
} from '../../src/github-action/job/comment-metadata.ts'

const seal = sealWith('console-abcdefgh', 'acme/flags')
const run = { id: 900, number: 12, attempt: 1 }
const plan: PlanMetadata = {
  kind: 'plan',
  target: 'production',
  pull: 7,
  head: 'a'.repeat(40),
  base: 'b'.repeat(40),
  run,
  plan: 'c'.repeat(64),
  operations: ['d'.repeat(24)],
}
const drift: DriftMetadata = {
  kind: 'drift',
  target: 'default',
  run,
  first: '2026-01-01T00:00:00.000Z',
  checked: '2026-01-02T00:00:00.000Z',
  runs: 2,
  digest: 'e',
  found: { 'gate/a': 'hmac:1' },
}

const texts = fc.string({ unit: 'binary', maxLength: 40 })
const marks: fc.Arbitrary<CommentMetadata> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('plan' as const),
      target: texts,
      pull: fc.nat(),
      head: texts,
      base: texts,
      run: fc.record({ id: fc.nat(), number: fc.nat(), attempt: fc.nat() }),
      plan: texts,
      operations: fc.array(texts, { maxLength: 5 }),
    },
    { requiredKeys: ['kind', 'target', 'pull', 'head', 'run'] },
  ),
  fc.record(
    {
      kind: fc.constant('drift' as const),
      target: texts,
      run: fc.record({ id: fc.nat(), number: fc.nat(), attempt: fc.nat() }),
      first: fc.constant('2026-01-01T00:00:00.000Z'),
      checked: fc.constant('2026-01-02T00:00:00.000Z'),
      runs: fc.nat(),
      digest: texts,
      found: fc.dictionary(
        texts.filter((name) => name !== '__proto__'),
        texts,
        { maxKeys: 5, noNullPrototype: true },
      ),
    },
    { requiredKeys: ['kind', 'target', 'run', 'first', 'checked', 'runs', 'digest'] },
  ),
)

test('what is written is read back, and is known to be sealed', () => {
  fc.assert(
    fc.property(marks, (metadata) => {
      expect(readMetadata(`${metadataLine(metadata, seal)}\nwhatever`, seal)).toEqual({
        metadata,
        isSealed: true,
      })
    }),
  )
})

test('the line is one harmless comment of HTML, whatever it says', () => {
  fc.assert(
    fc.property(marks, (metadata) => {
      expect(metadataLine(metadata, seal)).toMatch(/^<!-- statsig-gitops [\w-]+ -->$/)
    }),
  )
})

describe('it is not sealed', () => {
  const edited = (line: string, change: (value: Record<string, unknown>) => unknown): string => {
    const [, payload = ''] = /^<!-- statsig-gitops (\S+) -->$/.exec(line) ?? []
    const value: unknown = change(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    return `<!-- statsig-gitops ${Buffer.from(JSON.stringify(value)).toString('base64url')} -->`
  }
  const line = metadataLine(plan, seal)

  test.each<[string, string]>([
    ['with one operation more', edited(line, (value) => ({ ...value, operations: ['d', 'f'] }))],
    ['for another commit', edited(line, (value) => ({ ...value, head: 'f'.repeat(40) }))],
    ['for another pull request', edited(line, (value) => ({ ...value, pull: 8 }))],
    ['of a later run', edited(line, (value) => ({ ...value, run: { ...run, id: 1e9 } }))],
    ['without a seal', edited(line, ({ seal: _, ...value }) => value)],
    [
      'with half a seal',
      edited(line, (value) => ({ ...value, seal: String(value['seal']).slice(1) })),
    ],
    ['with a seal that is no text', edited(line, (value) => ({ ...value, seal: 1 }))],
    ['made with another key', metadataLine(plan, sealWith('console-other', 'acme/flags'))],
    ['made for another repository', metadataLine(plan, sealWith('console-abcdefgh', 'acme/other'))],
    ['made without a key', metadataLine(plan, undefined)],
  ])('%s', (_, given) => {
    expect(readMetadata(given, seal)?.isSealed).toBe(false)
  })

  test('where nobody has a key to look', () => {
    expect(readMetadata(line, undefined)).toEqual({ metadata: plan, isSealed: false })
  })
})

test.each<[string, string]>([
  ['quoted', `> ${metadataLine(plan, seal)}`],
  ['on the second line', `Hello\n${metadataLine(plan, seal)}`],
  ['with something before it', ` ${metadataLine(plan, seal)}`],
  ['with something after it', `${metadataLine(plan, seal)} x`],
  [
    'of another version',
    `<!-- statsig-gitops ${Buffer.from('{"v":2,"kind":"plan"}').toString('base64url')} -->`,
  ],
  ['that is no JSON', '<!-- statsig-gitops bm8 -->'],
  ['that is no object', `<!-- statsig-gitops ${Buffer.from('[1]').toString('base64url')} -->`],
  ['that lacks a commit', metadataLine(plan, seal).slice(0, 60)],
  ['empty', ''],
])('a line is none of ours when it is %s', (_, body) => {
  expect(readMetadata(body, seal)).toBeUndefined()
})

test('ends of lines as browsers send them change nothing', () => {
  expect(readMetadata(`${metadataLine(drift, seal)}\r\nwords`, seal)).toEqual({
    metadata: drift,
    isSealed: true,
  })
})
