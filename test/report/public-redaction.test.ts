// On a public repository nobody reads what was in Statsig alone; what is in git everybody has read already.
import { describe, expect, test } from 'vitest'
import { assembleDesiredState, loadFiles } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import {
  type DesiredState,
  type LiveState,
  makeAddress,
  type Operation,
  type Plan,
} from '../../src/model/index.ts'
import { createRedactor, noRedaction } from '../../src/redaction/public-repository.ts'
import { planJson } from '../../src/report/json/plan.ts'
import { planText } from '../../src/report/text/plan.ts'
import { planOf, update } from './builders.ts'

const { settings } = readSettings(undefined)
const desiredFrom = (text: string): DesiredState => {
  const begun = loadFiles([{ path: 'statsig/gates/a.yaml', text }], settings)
  return assembleDesiredState(begun, settings, []).desired
}
const here = makeAddress('gate', 'a')
const gate = (description: string, rule = 'Staff') =>
  desiredFrom(
    `id: a\nname: A\ndescription: ${description}\nisEnabled: true\nrules:\n  - name: ${rule}\n    passPercentage: 10\n    conditions: [{ type: public }]\n`,
  )

const live: LiveState = {
  kinds: new Set(),
  unreadableKinds: new Set(),
  ambiguous: new Set(),
  resources: new Map([
    [
      here,
      {
        address: here,
        kind: 'gate',
        pathId: 'a',
        raw: {
          id: 'a',
          name: 'A',
          description: 'Merger with Initech',
          isEnabled: false,
          rules: [{ name: 'Initech staff', passPercentage: 37, conditions: [] }],
        },
      },
    ],
  ]),
}

const discreet = (inGit: readonly DesiredState[]) =>
  createRedactor({ live, inGit, digest: (text) => `hmac:${text.length}` })

const facts = { requests: 1, forecastSeconds: 0 }
const told = (plan: Plan): string =>
  planText(plan, { color: false, width: 100 }, facts) +
  JSON.stringify(planJson({ plan, details: facts, diagnostics: [] }))

const drifted = planOf(
  [
    update(
      [
        {
          pointer: '/description',
          label: 'description',
          before: 'Merger with Initech',
          after: 'Harmless',
        },
        { pointer: '/isEnabled', label: 'isEnabled', before: false, after: true },
        {
          pointer: '/rules',
          label: 'rules[Initech staff].passPercentage',
          before: 37,
          after: 10,
        },
      ],
      {
        refusal: {
          isConflict: true,
          code: 'changed-in-both',
          labels: ['rules[Initech staff].passPercentage', 'isEnabled'],
        },
        author: { type: 'person', by: 'eve@initech.example', at: '2026-01-01T00:00:00.000Z' },
        cautions: [
          {
            code: 'new-item',
            pointer: '/rules/0',
            label: 'rules[Initech staff]',
            detail: 'users are assigned again',
          },
        ],
      },
    ),
  ],
  {
    kept: [
      {
        address: here,
        cause: 'drift',
        reason: { code: 'ignored-in-state', detail: 'it is `Merger with Initech` in Statsig' },
        sensitive: [],
        edits: [
          {
            pointer: '/description',
            label: 'description',
            before: 'Merger with Initech',
            after: 'Harmless',
          },
        ],
        author: { type: 'person', by: 'eve@initech.example', at: '2026-01-01T00:00:00.000Z' },
      },
    ],
  },
)

describe('what was in Statsig alone', () => {
  test('stands nowhere in a plan: no value, no name of a rule, no address of a person', () => {
    const shown = told(discreet([gate('Harmless')]).plan(drifted))
    expect(shown).not.toMatch(/initech|37/i)
    expect(shown).toContain('hmac:')
    expect(shown).toContain('isEnabled')
    expect(shown).toContain('Harmless')
  })

  test('nor in a notice: the person of an action that is not known', () => {
    const action = { code: 'unknown-action', action: 'gate_teleport', address: here } as const
    const notices = [
      { ...action, by: 'eve@initech.example', at: '2026-01-01T00:00:00.000Z' },
      action,
    ]
    const shown = told(discreet([gate('Harmless')]).plan({ ...drifted, notices }))
    expect(shown).not.toMatch(/initech/i)
    expect(shown).toContain('`gate_teleport` for `gate/a` by hmac:19 on 2026-01-01')
    expect(shown).toContain('`gate_teleport` for `gate/a`. This version')
  })

  test('is shown once it is in git, or was when it was applied last', () => {
    const before = gate('Merger with Initech', 'Initech staff')
    const shown = told(discreet([gate('Harmless'), before]).plan(drifted))
    expect(shown).toContain('Merger with Initech')
    expect(shown).toContain('rules[Initech staff].passPercentage')
    expect(shown).not.toContain('37')
    expect(shown).not.toContain('eve@')
  })

  test('what the file says is shown, and two answers alone are no secret', () => {
    const [first] = discreet([gate('Harmless')]).plan(drifted).operations
    expect(first?.edits.map(({ after, before }) => [before, after])).toEqual([
      ['hmac:19', 'Harmless'],
      [false, true],
      ['hmac:2', 10],
    ])
    expect(first?.refusal).toEqual({
      isConflict: true,
      code: 'changed-in-both',
      labels: ['rules[hmac:13].passPercentage', 'isEnabled'],
    })
  })

  test('a mixture is said although its words are live values, and names of live state are not', () => {
    const raw = {
      id: 'a',
      defaultValue: { initech: 1 },
      words: ['value', 'changes', 'pass', 'gains'],
    }
    const seen = {
      ...live,
      resources: new Map([[here, { address: here, kind: 'gate' as const, pathId: 'a', raw }]]),
    }
    const redactor = createRedactor({
      live: seen,
      inGit: [],
      digest: (text) => `hmac:${text.length}`,
    })
    const refusal: Operation['refusal'] = {
      isConflict: true,
      code: 'mixed-result',
      file: [{ label: 'rules', at: { file: 'statsig/gates/a.yaml', line: 3, column: 1 } }],
      live: { labels: ['rules[initech].returnValue'] },
      mixture: {
        type: 'changes',
        result: { type: 'value', name: 'initech' },
        label: 'rules[initech]',
      },
    }
    const edit = { pointer: '/rules', label: 'rules', before: 1, after: 2 }
    const shown = told(redactor.plan(planOf([update([edit], { refusal })])))
    expect(shown.toLowerCase()).not.toContain('initech')
    expect(shown).toContain('that neither the file nor Statsig gives them')
  })

  test('the ids of operations stay, so that what was looked at is what is applied', () => {
    const plan = discreet([gate('Harmless')]).plan(drifted)
    expect(plan.operations.map(({ id }) => id)).toEqual(drifted.operations.map(({ id }) => id))
    expect(plan.digest).toBe(drifted.digest)
  })

  test('names within a free-form value are values as well', () => {
    const edit = {
      pointer: '/value',
      label: 'value',
      before: { seats_below: 1, initech: true },
      after: {},
    }
    const raw = { id: 'a', value: edit.before }
    const seen = {
      ...live,
      resources: new Map([[here, { address: here, kind: 'gate' as const, pathId: 'a', raw }]]),
    }
    const digest = (text: string) => `hmac:${text.length}`
    const { plan } = createRedactor({ live: seen, inGit: [gate('Harmless')], digest })
    const [first] = plan(planOf([update([edit])])).operations
    expect(first?.edits[0]?.before).toEqual({ 'hmac:11': 'hmac:1', 'hmac:7': true })
  })

  test.each(['Initech] staff', 'Initech’s "own` staff', "[Initech's] `x`, y"])(
    'a name that could end its own quotes is hidden whole: %s',
    (name) => {
      const raw = { id: 'a', rules: [{ name, passPercentage: 10 }] }
      const resource = { address: here, kind: 'gate' as const, pathId: 'a', raw }
      const digest = (text: string) => `hmac:${text.length}`
      const seen = { ...live, resources: new Map([[here, resource]]) }
      const edit = { pointer: '/rules', label: `rules[${name}].passPercentage`, before: 1 }
      const cautions: Operation['cautions'] = [
        { code: 'changed-since-apply', labels: [name, `rules[${name}].passPercentage`] },
        { code: 'new-item', pointer: '', label: `rules[${name}]`, detail: `\`${name}\` is gone` },
      ]
      const { plan } = createRedactor({ live: seen, inGit: [gate('Harmless')], digest })
      expect(told(plan(planOf([update([edit], { cautions })])))).not.toMatch(/initech|own|staff/i)
    },
  )

  test('the second item of a name is hidden like the first', () => {
    const numbered = planOf([
      update([{ pointer: '/rules', label: 'rules[Initech staff#2]', item: 'removed' }]),
    ])
    const { plan } = discreet([gate('Harmless')])
    expect(told(numbered)).toContain('Initech staff')
    expect(told(plan(numbered))).not.toContain('Initech staff')
  })

  test('in what became of an operation it is hidden as well', () => {
    const [of] = drifted.operations
    if (of === undefined) throw new Error('There is no operation.')
    const report = discreet([gate('Harmless')]).report({
      outcomes: [
        {
          status: 'failed',
          operation: of,
          reason: {
            code: 'not-accepted',
            detail: 'Statsig says: "Merger with Initech" is taken',
          },
          wrote: 'no',
          isStale: false,
          isKeyRefused: false,
        },
        { status: 'skipped', operation: of, reason: { code: 'refused' } },
        {
          status: 'done',
          operation: of,
          notes: [{ code: 'differs-after-write', label: 'rules[Initech staff]' }],
        },
      ],
      nonConverged: [{ address: here, edits: of.edits }],
      verificationError: { code: 'read-failed', detail: 'no answer for `Merger with Initech`' },
    })
    expect(JSON.stringify(report)).not.toMatch(/initech/i)
  })
})

test('where everything may be shown nothing changes', () => {
  expect(noRedaction.plan(drifted)).toBe(drifted)
})
