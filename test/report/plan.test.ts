import { describe, expect, test } from 'vitest'
import type { Edit } from '../../src/fields/difference.ts'
import { planText } from '../../src/report/text/plan.ts'
import { at, facts, operation, plain, planOf, update } from './builders.ts'

const tell = (operations: Parameters<typeof planOf>[0], more?: Parameters<typeof planOf>[1]) =>
  planText(planOf(operations, more), plain, facts)
/** The lines of one update, without the plan around them. */
const edited = (edits: readonly Edit[], more: Parameters<typeof update>[1] = {}, width = 80) =>
  planText(planOf([update(edits, more)]), { color: false, width }, facts)
    .split('\n\n')[0]
    ?.split('\n')
    .slice(1)
    .join('\n')

describe('operations', () => {
  test('each action has its sign, and its word where the sign leaves it open', () => {
    expect(
      tell([
        operation('tag', 'a', 'create'),
        operation('gate', 'b', 'update'),
        operation('experiment', 'c', 'start'),
        operation('experiment', 'd', 'decide'),
        operation('experiment', 'e', 'abandon'),
        operation('gate', 'f', 'archive'),
        operation('metric', 'g', 'delete', { cautions: [{ code: 'cannot-be-undone' }] }),
      ]),
    ).toMatchInlineSnapshot(`
      "+ tag/a  statsig/tags/a.yaml:1
      ~ gate/b  statsig/gates/b.yaml:1
      ~ experiment/c  start  statsig/experiments/c.yaml:1
      ~ experiment/d  decide  statsig/experiments/d.yaml:1
      ~ experiment/e  abandon  statsig/experiments/e.yaml:1
      - gate/f  archive  statsig/gates/f.yaml:1

      - metric/g  delete  statsig/metrics/g.yaml:1
        warning: a deletion cannot be undone

      Plan: 1 to create, 1 to update, 1 to start, 1 to decide, 1 to abandon, 1 to
      archive, 1 to delete, 12 unchanged (1 API request)."
    `)
  })

  test('a creation lists its members, much as the file does, and shortens what is long', () => {
    expect(
      tell([
        operation('gate', 'new', 'create', {
          cautions: [{ code: 'created-on-reference', by: at('gate', 'b') }],
          members: {
            name: 'New: editor',
            isEnabled: true,
            description: Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n'),
            tags: ['editor', 'core'],
            team: '',
            rules: [
              {
                name: 'Staff',
                passPercentage: 100,
                conditions: [
                  { type: 'public' },
                  {
                    type: 'user_id',
                    operator: 'any',
                    targetValue: Array.from({ length: 100 }, (_, user) => `user-${user}`),
                  },
                ],
              },
              { name: '25', passPercentage: 0, conditions: [] },
            ],
          },
        }),
      ]),
    ).toMatchInlineSnapshot(`
      "+ gate/new  statsig/gates/new.yaml:1
          name: New: editor
          isEnabled: true
          description: |
            line 0
            line 1
            line 2
            line 3
            line 4
            line 5
            line 6
            line 7
            line 8
            line 9
            line 10
            line 11
            … 8 more lines
          tags: [editor, core]
          team: ""
          rules:
            - name: Staff
              passPercentage: 100
              conditions:
                - {type: public}
                - type: user_id
                  operator: any
                  targetValue: [user-0, user-1, user-2, … 97 more]
            - {name: "25", passPercentage: 0, conditions: []}
        warning: created because \`gate/b\` refers to it

      Plan: 1 to create, 12 unchanged (1 API request)."
    `)
  })

  test('a creation never fills more than a screen', () => {
    const members = Object.fromEntries(Array.from({ length: 500 }, (_, key) => [`k${key}`, key]))
    const lines = tell([operation('gate', 'big', 'create', { members })]).split('\n')
    expect(lines).toHaveLength(44)
    expect(lines[41]).toBe('    … 460 more lines')
  })

  test('what is refused says why, and what is not run because of it says so too', () => {
    const refused = operation('metric', 'revenue', 'update', {
      edits: [{ pointer: '/type', label: 'type', before: 'sum', after: 'mean' }],
      refusal: {
        code: 'immutable',
        fields: ['type'],
        detail: 'the definition of a cloud metric cannot be changed',
        advice: 'Describe `revenue_v2`.',
      },
    })
    const next = operation('experiment', 'e', 'create', { dependsOn: [refused.id] })
    const last = operation('experiment', 'e', 'start', { dependsOn: [next.id] })
    expect(tell([refused, next, last, operation('tag', 't', 'create')])).toMatchInlineSnapshot(`
      "! metric/revenue  update  statsig/metrics/revenue.yaml:1
          type: sum → mean
          refused: \`type\`: the definition of a cloud metric cannot be changed
          hint: Describe \`revenue_v2\`.

      + experiment/e  statsig/experiments/e.yaml:1  after metric/revenue
          not run: needs metric/revenue, whose update is refused

      ~ experiment/e  start  statsig/experiments/e.yaml:1  after its create
          not run: needs metric/revenue, whose update is refused

      + tag/t  statsig/tags/t.yaml:1

      Plan: 1 to create, 1 refused, 2 not run, 12 unchanged (1 API request)."
    `)
  })

  test('at most three of what comes before are named', () => {
    const before = ['a', 'b', 'c', 'd', 'e'].map((name) => operation('tag', name, 'create'))
    const text = (more: readonly string[]) =>
      tell([...before, operation('gate', 'g', 'create', { dependsOn: more })]).split('\n')[5]
    const ids = before.map(({ id }) => id)
    expect(text(ids.slice(0, 2))).toBe('+ gate/g  statsig/gates/g.yaml:1  after tag/a, tag/b')
    expect(text(ids)).toBe('+ gate/g  statsig/gates/g.yaml:1  after tag/a, tag/b, tag/c and 2 more')
    expect(text(['0123456789abcdef'])).toBe('+ gate/g  statsig/gates/g.yaml:1  after 01234567')
  })

  test('asides that do not fit go below', () => {
    const one = operation('gate', 'g', 'update')
    expect(
      planText(
        planOf([one, operation('gate', 'g', 'update', { dependsOn: [one.id] })]),
        { color: false, width: 20 },
        facts,
      ).split('\n'),
    ).toContain('    after its update')
  })
})

describe('edits', () => {
  test('changed values stand in a column', () => {
    expect(
      edited([
        { pointer: '/isEnabled', label: 'isEnabled', before: false, after: true },
        {
          pointer: '/rules/0/passPercentage',
          label: 'rules[Beta].passPercentage',
          before: 25,
          after: 50,
        },
        { pointer: '/team', label: 'team', after: 'Growth' },
        { pointer: '/teamID', label: 'teamID', before: 'x' },
        { pointer: '/tags', label: 'tags', before: ['core'], after: ['core', 'web'] },
      ]),
    ).toMatchInlineSnapshot(`
      "    isEnabled:                  false → true
          rules[Beta].passPercentage: 25 → 50
          team:                       (none) → Growth
          teamID:                     x → (none)
          tags:                       [core] → [core, web]"
    `)
  })

  test('items that come and go, their order, and what a person must know about them', () => {
    expect(
      edited(
        [
          {
            pointer: '/rules/0',
            label: 'rules[Staff]',
            item: 'added',
            after: { name: 'Staff', passPercentage: 100, conditions: [{ type: 'public' }] },
          },
          { pointer: '/rules', label: 'rules[Old]', item: 'removed', before: { name: 'Old' } },
          {
            pointer: '/rules',
            label: 'rules (order)',
            item: 'order',
            before: ['Beta', 'All'],
            after: ['All', 'Beta'],
          },
        ],
        {
          cautions: [
            {
              code: 'new-item',
              pointer: '/rules/0',
              label: 'rules[Staff]',
              detail: 'users of this rule are assigned again',
            },
            { code: 'cannot-be-undone' },
          ],
        },
      ),
    ).toMatchInlineSnapshot(`
      "  + rules[Staff]:
            passPercentage: 100
            conditions:
              - {type: public}
          warning: users of this rule are assigned again
        - rules[Old]
          rules (order): Beta, All → All, Beta
        warning: a deletion cannot be undone"
    `)
  })

  test.each<[string, string]>([
    ['', '""'],
    ['25', '"25"'],
    ['1e3', '"1e3"'],
    ['true', '"true"'],
    ['null', '"null"'],
    ['(none)', '"(none)"'],
    ['(not set)', '"(not set)"'],
    [' x', '" x"'],
    ['a → b', '"a → b"'],
    ['plain text, with: marks', 'plain text, with: marks'],
  ])('the text %j is written %s', (before, written) => {
    expect(edited([{ pointer: '/a', label: 'a', before, after: 'z' }])).toBe(
      `    a: ${written} → z`,
    )
  })

  test('long text and SQL are a diff with two lines around', () => {
    const before = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n')
    expect(
      edited([
        {
          pointer: '/sql',
          label: 'sql',
          multiline: true,
          before,
          after: before.replace('line 3\n', '').replace('line 15', 'line fifteen\nand more'),
        },
      ]),
    ).toMatchInlineSnapshot(`
      "    sql:
            @@ -2,5 +2,4 @@
             line 1
             line 2
            -line 3
             line 4
             line 5
            @@ -14,5 +13,6 @@
             line 13
             line 14
            -line 15
            +line fifteen
            +and more
             line 16
             line 17"
    `)
    expect(
      edited([{ pointer: '/sql', label: 'sql', multiline: true, after: 'select 1\nfrom a' }]),
    ).toMatchInlineSnapshot(`
      "    sql:
            @@ -1,0 +1,2 @@
            +select 1
            +from a"
    `)
  })

  test('text that shares nothing is not compared line by line without end', () => {
    const lines = (word: string) =>
      Array.from({ length: 5000 }, (_, n) => `${word} ${n}`).join('\n')
    expect(
      edited([
        { pointer: '/sql', label: 'sql', multiline: true, before: lines('a'), after: lines('b') },
      ]),
    ).toBe('    sql:\n      5000 lines → 5000 lines, with more differences than can be shown')
  })

  test('values with members are compared line by line where they do not fit', () => {
    const before = { colour: 'blue', sizes: [1, 2], text: 'a text that takes some room here' }
    const after = { ...before, colour: 'green', sizes: [1, 2, 3] }
    expect(edited([{ pointer: '/v', label: 'v', before, after }])).toMatchInlineSnapshot(`
      "    v:
            @@ -1,5 +1,6 @@
            -colour: blue
            +colour: green
             sizes:
               - 1
               - 2
            +  - 3
             text: a text that takes some room here"
    `)
    expect(edited([{ pointer: '/v', label: 'v', before, after }], {}, 200)).toMatchInlineSnapshot(
      `"    v: {colour: blue, sizes: [1, 2], text: a text that takes some room here} → {colour: green, sizes: [1, 2, 3], text: a text that takes some room here}"`,
    )
  })

  test('what is too long for a line stands one below the other, whole', () => {
    const words = 'a sentence of some length that goes on and on, '.repeat(3)
    const edits: readonly Edit[] = [
      { pointer: '/a', label: 'a', before: `${words}x`, after: `${words}y` },
      { pointer: '/b', label: 'b', before: `${words}x${words}z`, after: `${words}y${words}z` },
    ]
    expect(edited(edits)).toMatchInlineSnapshot(`
      "    a:
            - a sentence of some length that goes on and on, a sentence of some length that goes on and on, a sentence of some length that goes on and on, x
            + a sentence of some length that goes on and on, a sentence of some length that goes on and on, a sentence of some length that goes on and on, y
          b:
            @@ -1,4 +1,4 @@
             a sentence of some length that goes on and on, a sentence of some length
            -that goes on and on, a sentence of some length that goes on and on, xa
            +that goes on and on, a sentence of some length that goes on and on, ya
             sentence of some length that goes on and on, a sentence of some length
             that goes on and on, a sentence of some length that goes on and on, z"
    `)
    expect(edited(edits, {}, 40)?.split('\n')[0]).toMatchInlineSnapshot(`"    a:"`)
  })

  test('sensitive values are digests before and after, inside items and long text too', () => {
    const text = edited(
      [
        {
          pointer: '/defaultValue',
          label: 'defaultValue',
          before: { token: 'hush', a: 1 },
          after: { token: 'shush', a: 1 },
        },
        {
          pointer: '/rules/0',
          label: 'rules[A]',
          item: 'added',
          after: { name: 'A', key: 'hush' },
        },
        {
          pointer: '/sql',
          label: 'sql',
          multiline: true,
          before: 'hush\nhush',
          after: 'hush\nshush',
        },
      ],
      { sensitive: ['/defaultValue/token', '/rules/*/key', '/sql'] },
      40,
    )
    expect(text).not.toContain('hush')
    expect(text).toMatchInlineSnapshot(`
      "    defaultValue:
            @@ -1,2 +1,2 @@
            -token: (hidden)
            +token: (hidden, changed)
             a: 1
        + rules[A]:
            key: (hidden)
          sql:
            @@ -1,1 +1,1 @@
            -(hidden)
            +(hidden, changed)"
    `)
    expect(
      tell([
        operation('gate', 'a', 'create', { members: { token: 'hush' }, sensitive: ['/token'] }),
      ]),
    ).not.toContain('hush')
  })

  test('values that only look equal say so', () => {
    expect(edited([{ pointer: '/a', label: 'a', before: 'e\u0301', after: '\u00e9' }])).toBe(
      '    a: é (equal after Unicode normalization)',
    )
  })
})

describe('the end', () => {
  const end = (...given: Parameters<typeof tell>) =>
    tell(...given)
      .split('\n')
      .at(-1)

  test('counts what will be run, what will not, and what stays', () => {
    const start = operation('experiment', 'e', 'start')
    expect(end([...['a', 'b'].map((name) => operation('tag', name, 'create')), start])).toBe(
      'Plan: 2 to create, 1 to start, 12 unchanged (1 API request).',
    )
  })

  test('nothing to do is one line', () => {
    expect(tell([], { unchanged: 24 })).toBe('In sync: nothing to change. 24 resources unchanged.')
    expect(tell([], { unchanged: 1 })).toBe('In sync: nothing to change. 1 resource unchanged.')
  })

  test('what is held is named, with the reason and the difference', () => {
    expect(
      tell([], {
        kept: [
          {
            address: at('gate', 'old'),
            cause: 'ahead',
            reason: { code: 'ignored-in-state', detail: 'launched: rules are not evaluated' },
            edits: [{ pointer: '/rules', label: 'rules[Old]', item: 'removed', before: {} }],
            at: { file: 'statsig/gates/old.yaml', line: 4, column: 1 },
            sensitive: [],
          },
        ],
      }),
    ).toMatchInlineSnapshot(`
      "Not changed, Statsig is ahead (in Statsig → in the file):
        gate/old  statsig/gates/old.yaml:4
          launched: rules are not evaluated
        - rules[Old]

      Plan: nothing to change, 1 not changed, 12 unchanged."
    `)
  })

  test.each([
    [1, '1 API request, about 1 s'],
    [90, '1 API request, about 90 s'],
    [91, '1 API request, about 2 min'],
    [900, '1 API request, about 15 min'],
    [9000, '1 API request, about 2.5 h'],
  ])('%d seconds are "%s"', (forecastSeconds, expected) => {
    const text = planText(planOf([update([])]), plain, { forecastSeconds, requests: 1 })
    expect(text.split('\n\n').at(-1)?.replace('\n', ' ')).toBe(
      `Plan: 1 to update, 12 unchanged (${expected} within the rate limits).`,
    )
  })

  test('what takes no time is given no forecast', () => {
    const text = planText(planOf([update([])]), plain, { forecastSeconds: 0, requests: 1 })
    expect(text.split('\n').at(-1)).toBe('Plan: 1 to update, 12 unchanged (1 API request).')
  })

  test('without a request there is no forecast, and the source comes first', () => {
    const text = planText(planOf([update([])]), plain, {
      forecastSeconds: 0,
      requests: 0,
      source: 'From plan.json',
    })
    expect(text).toMatchInlineSnapshot(`
      "From plan.json

      ~ gate/a  statsig/gates/a.yaml:1

      Plan: 1 to update, 12 unchanged."
    `)
  })
})
