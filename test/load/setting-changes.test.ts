// A change of a setting is a change: each is listed with what becomes of the protection, what loosens one first.
import { describe, expect, test } from 'vitest'
import { readSettings, settingsSchema } from '../../src/load/settings/index.ts'
import { settingChanges } from '../../src/load/settings/setting-changes.ts'
import { stricterSettings } from '../../src/load/settings/stricter-settings.ts'
import type { SettingChange } from '../../src/model/index.ts'
import { settingNames } from '../../src/reasons/setting-change.ts'
import { commentBody } from '../../src/report/markdown/pages/comment.ts'
import { titleText } from '../../src/report/markdown/sections/heading.ts'
import { noticeText } from '../../src/report/sentences/notice.ts'
import { planOf } from '../report/builders.ts'
import { desiredStateFrom } from '../support/in-memory-statsig.ts'

const stateOf = (text: string, gate = '') => {
  const { diagnostics, settings } = readSettings({ path: 'statsig.yaml', text })
  expect(diagnostics).toEqual([])
  return { settings, desired: desiredStateFrom([gateFile(gate)]) }
}
const gateFile = (more: string) => ({
  path: 'statsig/gates/a.yaml',
  text: `id: a\nname: a\nisEnabled: true\n${more}`,
})

interface Case {
  readonly setting: SettingChange['setting']
  readonly strict: string
  readonly loose: string
  /** The settings are of a definition. */
  readonly isLifecycle?: true
  /** In force at once: the others take effect after the next apply. */
  readonly isAtOnce?: true
}

/** Every setting that can be loosened, as a stricter and a looser text. */
const cases: readonly Case[] = [
  { setting: 'prune', strict: '{}', loose: 'prune: archive' },
  { setting: 'prune', strict: 'prune: archive', loose: 'prune: delete' },
  { setting: 'prune', strict: 'prune: off', loose: 'prune: delete' },
  { setting: 'reviews', strict: '{}', loose: 'reviews: bypass' },
  { setting: 'onDrift', strict: '{}', loose: 'onDrift: overwrite' },
  { setting: 'guardrails.prune.most', strict: '{}', loose: 'guardrails: { prune: { most: 11 } }' },
  {
    setting: 'guardrails.prune.percent',
    strict: 'guardrails: { prune: { percent: 5 } }',
    loose: '{}',
  },
  { setting: 'showLiveValues', strict: '{}', loose: 'showLiveValues: true' },
  { setting: 'tags', strict: 'tags: declared', loose: '{}', isAtOnce: true },
  { setting: 'extraFields', strict: '{}', loose: 'extraFields: { gate: [x] }', isAtOnce: true },
  { setting: 'caps.bytes', strict: '{}', loose: 'caps: { bytes: 9000000 }', isAtOnce: true },
  { setting: 'caps.nodes', strict: 'caps: { nodes: 5 }', loose: '{}', isAtOnce: true },
  {
    setting: 'target.project',
    strict: 'targets: { production: { project: P1 } }',
    loose: 'targets: { production: {} }',
  },
  {
    setting: 'preventDestroy',
    strict: 'lifecycle: { preventDestroy: true }',
    loose: 'lifecycle: { preventDestroy: false }',
    isLifecycle: true,
  },
  {
    setting: 'preventDestroy',
    strict: 'lifecycle: { preventDestroy: true }',
    loose: '',
    isLifecycle: true,
  },
  {
    setting: 'sensitive',
    strict: 'lifecycle: { sensitive: [description] }',
    loose: '',
    isLifecycle: true,
    isAtOnce: true,
  },
  {
    setting: 'ignoreChanges',
    strict: '',
    loose: 'lifecycle: { ignoreChanges: [description] }',
    isLifecycle: true,
    isAtOnce: true,
  },
]

const changesOf = (
  [before, after]: readonly [string, string],
  { isLifecycle }: Pick<Case, 'isLifecycle'> = {},
) =>
  isLifecycle
    ? settingChanges(stateOf('{}', before), stateOf('{}', after), undefined)
    : settingChanges(stateOf(before), stateOf(after), undefined)

describe.each(cases)('$setting: $strict and then $loose', (each) => {
  const { isAtOnce = false, loose, setting, strict } = each
  test('loosens, and set back it tightens at once', () => {
    expect(changesOf([strict, loose], each)).toMatchObject([
      { setting, effect: 'loosens', isPending: !isAtOnce },
    ])
    expect(changesOf([loose, strict], each)).toMatchObject([
      { setting, effect: 'tightens', isPending: false },
    ])
    expect(changesOf([loose, loose], each)).toEqual([])
  })
})

test('what is in force differs from the files exactly where a change is pending', () => {
  for (const { isLifecycle, loose, strict } of cases) {
    if (isLifecycle) continue
    const [base, head] = [stateOf(strict), stateOf(loose)]
    const isPending = settingChanges(base, head, undefined).some((each) => each.isPending)
    const inForce = stricterSettings(base.settings, head.settings, undefined)
    expect(JSON.stringify(inForce) !== JSON.stringify(head.settings)).toBe(isPending)
  }
})

test('every setting of `statsig.yaml` is compared', () => {
  const leaves = Object.keys(settingsSchema['properties'] ?? {})
  const compared = settingNames.map((each) => each.split('.')[0]?.replace(/^target$/, 'targets'))
  expect(leaves.filter((each) => !compared.includes(each))).toEqual([])
})

const words = (changes: readonly SettingChange[]) =>
  changes.map(({ after, before, effect, of, setting }) =>
    [effect, of, setting, JSON.stringify(before), JSON.stringify(after)].join(' '),
  )

test('several together: what loosens most stands first', () => {
  const before = 'tags: any\ndefinitions: [old]\ntargets: { production: { project: P1 } }'
  const after =
    'tags: declared\ndefinitions: [new]\nprune: delete\nreviews: bypass\ntargets: { production: { project: P1, definitions: [x] }, staging: {} }'
  expect(words(settingChanges(stateOf(before), stateOf(after), 'production'))).toEqual([
    'loosens  prune "off" "delete"',
    'loosens  reviews "respect" "bypass"',
    'alters staging target  "staging"',
    'alters  definitions ["old"] ["new"]',
    'alters production target.definitions  ["x"]',
    'tightens  tags "any" "declared"',
  ])
})

test('another project of the own target loosens, that of another target concerns its own plan', () => {
  const before = stateOf('targets: { production: { project: P1 }, staging: { project: P2 } }')
  const after = stateOf('targets: { production: { project: P3 }, staging: {} }')
  expect(words(settingChanges(before, after, 'production'))).toEqual([
    'loosens production target.project "P1" "P3"',
  ])
  expect(words(settingChanges(before, after, 'staging'))).toEqual([
    'loosens staging target.project "P2" ',
  ])
})

test('before the first apply, what is looser than the defaults is listed and in force', () => {
  const head = stateOf(
    'prune: delete\ntargets: { production: { project: P1 } }\nguardrails: { prune: { most: 1 } }',
  )
  expect(settingChanges(undefined, head, 'production')).toEqual([
    { setting: 'prune', before: 'off', after: 'delete', effect: 'loosens', isPending: false },
  ])
})

test('a new definition and one that is gone change no setting', () => {
  const base = stateOf('{}', 'lifecycle: { preventDestroy: true }')
  const none = { settings: base.settings, desired: new Map() }
  expect(settingChanges(base, none, undefined)).toEqual([])
  expect(settingChanges(none, base, undefined)).toEqual([])
})

describe('the comment', () => {
  const context = { root: '' }
  const pageOf = (changes: readonly SettingChange[]) => {
    const notices = changes.map((each) => ({ code: 'setting-changed', ...each }) as const)
    const state = {
      is: 'planned',
      plan: planOf([], { notices, unchanged: 3 }),
      details: { requests: 0, forecastSeconds: 0 },
      diagnostics: [],
      isPull: true,
    } as const
    return { title: titleText(state, context), body: commentBody(state, context, '<!-- -->').body }
  }

  test.each(cases)(
    '$setting: $strict and then $loose is a danger, and not “no changes”',
    (each) => {
      const { body, title } = pageOf(changesOf([each.strict, each.loose], each))
      const [, , first, second, third] = body.split('\n').filter((line) => line !== '')
      expect([first, second]).toEqual([
        '> [!CAUTION]',
        '> Merging this pull request **loosens 1 setting**:',
      ])
      expect(third).toBe('>')
      expect(body).toMatch(/^> - <code>.*<\/code>: .* → .*\. [A-Z]/m)
      expect(body.includes('In force after this apply.')).toBe(!each.isAtOnce)
      expect(body).toContain('**1 setting loosened**')
      expect(title).toBe('Statsig plan: 1 setting loosened')
      expect(body + title).not.toContain('no changes')
    },
  )

  test('what is stricter is a note', () => {
    const { body, title } = pageOf(changesOf(['prune: delete', '{}']))
    expect(body).toContain('> [!NOTE]\n> Merging this pull request changes 1 setting:')
    expect(body).not.toContain('CAUTION')
    expect(title).toBe('Statsig plan: 1 setting tightened')
  })
})

test('a terminal names both values', () => {
  const textOf = (change: SettingChange | undefined) =>
    change && noticeText({ code: 'setting-changed', ...change })
  expect(textOf(changesOf(['{}', 'prune: delete'])[0])).toBe(
    '`prune: delete` takes effect after this apply: `off` still applies',
  )
  expect(textOf(changesOf(['tags: declared', '{}'])[0])).toBe(
    '`tags` is loosened from `declared` to `any`',
  )
  expect(
    textOf(changesOf(['lifecycle: { preventDestroy: true }', ''], { isLifecycle: true })[0]),
  ).toBe(
    '`lifecycle.preventDestroy: false` of `gate/a` takes effect after this apply: `true` still applies',
  )
})
