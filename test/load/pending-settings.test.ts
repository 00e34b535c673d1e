// A less strict setting takes effect one apply later; a stricter one takes effect at once.
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../src/load/settings/index.ts'
import { stricterSettings } from '../../src/load/settings/stricter-settings.ts'

const settingsOf = (text: string) => {
  const { diagnostics, settings } = readSettings({ path: 'statsig.yaml', text })
  expect(diagnostics).toEqual([])
  return settings
}

/** The effective settings that are not defaults. */
const inForce = (base: string, head: string, target?: string): readonly string[] => {
  const settings = stricterSettings(settingsOf(base), settingsOf(head), target)
  const usual = settingsOf('{}')
  const { most, percent } = settings.guardrails.prune
  const lines = [
    settings.prune === usual.prune ? [] : `prune ${settings.prune}`,
    settings.onDrift === usual.onDrift ? [] : `onDrift ${settings.onDrift}`,
    settings.reviews === usual.reviews ? [] : `reviews ${settings.reviews}`,
    settings.showLiveValues ? 'showLiveValues' : [],
    most === usual.guardrails.prune.most ? [] : `most ${most}`,
    percent === usual.guardrails.prune.percent ? [] : `percent ${percent}`,
    Object.entries(settings.targets).map(([name, { project }]) => `${name} ${project ?? '-'}`),
  ]
  return lines.flat()
}

const prod = (project: string) => `targets: { production: { project: ${project} } }`

describe('the stricter setting takes effect', () => {
  test.each<[string, string, readonly string[]]>([
    ['{}', '{}', []],
    ['{}', 'prune: archive', []],
    ['{}', 'prune: delete', []],
    ['prune: archive', 'prune: delete', ['prune archive']],
    ['prune: delete', 'prune: archive', ['prune archive']],
    ['prune: delete', '{}', []],
    ['prune: delete', 'prune: delete', ['prune delete']],
    ['{}', 'onDrift: overwrite', []],
    ['onDrift: overwrite', '{}', []],
    ['onDrift: overwrite', 'onDrift: overwrite', ['onDrift overwrite']],
    ['{}', 'reviews: bypass', []],
    ['reviews: bypass', '{}', []],
    ['reviews: bypass', 'reviews: bypass', ['reviews bypass']],
    ['{}', 'showLiveValues: true', []],
    ['showLiveValues: true', '{}', []],
    ['showLiveValues: true', 'showLiveValues: true', ['showLiveValues']],
    ['{}', 'guardrails: { prune: { most: 11 } }', []],
    ['{}', 'guardrails: { prune: { most: 0 } }', ['most 0']],
    ['guardrails: { prune: { most: 3, percent: 5 } }', '{}', ['most 3', 'percent 5']],
    [
      '{}',
      'prune: archive\nonDrift: overwrite\nguardrails: { prune: { most: 1, percent: 100 } }',
      ['most 1'],
    ],
  ])('%j and then %j', (base, head, expected) => {
    expect(inForce(base, head)).toEqual(expected)
  })
})

describe('the project of a target', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['named again', '{}', prod('P1'), ['production P1']],
    ['the same', prod('P1'), prod('P1'), ['production P1']],
    ['another one, which is the point of the change', prod('P1'), prod('P2'), ['production P2']],
    [
      'no longer named stays in force',
      prod('P1'),
      'targets: { production: { definitions: x } }',
      ['production P1'],
    ],
    ['of targets that are gone stays in force', prod('P1'), '{}', ['production P1']],
    ['under a new name', prod('P1'), 'targets: { live: { project: P1 } }', ['live P1']],
    [
      'that another target has, too, stays in force where the target is there',
      prod('P1'),
      'targets: { live: { project: P1 }, production: {} }',
      ['live P1', 'production P1'],
    ],
  ])('%s', (_, base, head, expected) => {
    expect(inForce(base, head)).toEqual(expected)
  })

  test('other settings of a target are those of the change', () => {
    const base = settingsOf('targets: { production: { project: P1, definitions: old } }')
    const head = settingsOf('targets: { production: { definitions: new } }')
    expect(stricterSettings(base, head, undefined).targets).toEqual({
      production: { project: 'P1', definitions: ['new'] },
    })
  })

  test('the project of another target does not matter', () => {
    const base = 'targets: { production: { project: P1 }, staging: { project: P2 } }'
    const head = 'targets: { production: {}, staging: { project: P3 } }'
    expect(inForce(base, head, 'staging')).toEqual(['production -', 'staging P3'])
  })
})

test('without earlier settings, the proposed ones take effect', () => {
  const head = settingsOf('prune: delete\nreviews: bypass')
  expect(stricterSettings(undefined, head, undefined)).toEqual(head)
})

test('settings without an order of strictness are those of the change', () => {
  const settings = stricterSettings(
    settingsOf('tags: declared'),
    settingsOf('caps: { bytes: 5 }'),
    undefined,
  )
  expect(settings.tags).toBe('any')
  expect(settings.caps.bytes).toBe(5)
})
