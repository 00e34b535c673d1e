// A less strict setting takes effect one apply later and is reported; a stricter one takes effect at once.
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../src/load/settings/index.ts'
import { stricterSettings } from '../../src/load/settings/stricter-settings.ts'

const settingsOf = (text: string) => {
  const { diagnostics, settings } = readSettings({ path: 'statsig.yaml', text })
  expect(diagnostics).toEqual([])
  return settings
}

/** The effective settings that are not defaults, and the settings that were loosened. */
const inForce = (base: string, head: string, target?: string): readonly string[] => {
  const { loosened, settings } = stricterSettings(settingsOf(base), settingsOf(head), target)
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
    loosened.map(({ from, setting, to }) => `loosened ${setting}: ${from} to ${to}`),
  ]
  return lines.flat()
}

const prod = (project: string) => `targets: { production: { project: ${project} } }`

describe('the stricter setting takes effect', () => {
  test.each<[string, string, readonly string[]]>([
    ['{}', '{}', []],
    ['{}', 'prune: archive', ['loosened prune: off to archive']],
    ['{}', 'prune: delete', ['loosened prune: off to delete']],
    ['prune: archive', 'prune: delete', ['prune archive', 'loosened prune: archive to delete']],
    ['prune: delete', 'prune: archive', ['prune archive']],
    ['prune: delete', '{}', []],
    ['prune: delete', 'prune: delete', ['prune delete']],
    ['{}', 'onDrift: overwrite', ['loosened onDrift: keep to overwrite']],
    ['onDrift: overwrite', '{}', []],
    ['onDrift: overwrite', 'onDrift: overwrite', ['onDrift overwrite']],
    ['{}', 'reviews: bypass', ['loosened reviews: respect to bypass']],
    ['reviews: bypass', '{}', []],
    ['reviews: bypass', 'reviews: bypass', ['reviews bypass']],
    ['{}', 'showLiveValues: true', ['loosened showLiveValues: false to true']],
    ['showLiveValues: true', '{}', []],
    ['showLiveValues: true', 'showLiveValues: true', ['showLiveValues']],
    ['{}', 'guardrails: { prune: { most: 11 } }', ['loosened guardrails.prune.most: 10 to 11']],
    ['{}', 'guardrails: { prune: { most: 0 } }', ['most 0']],
    [
      'guardrails: { prune: { most: 3, percent: 5 } }',
      '{}',
      [
        'most 3',
        'percent 5',
        'loosened guardrails.prune.most: 3 to 10',
        'loosened guardrails.prune.percent: 5 to 20',
      ],
    ],
    [
      '{}',
      'prune: archive\nonDrift: overwrite\nguardrails: { prune: { most: 1, percent: 100 } }',
      [
        'most 1',
        'loosened prune: off to archive',
        'loosened onDrift: keep to overwrite',
        'loosened guardrails.prune.percent: 20 to 100',
      ],
    ],
  ])('%j and then %j', (base, head, expected) => {
    expect(inForce(base, head)).toEqual(expected)
  })
})

describe('the project of a target', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['named again', '{}', prod('P1'), ['production P1']],
    ['the same', prod('P1'), prod('P1'), ['production P1']],
    [
      'another one, which is the point of the change',
      prod('P1'),
      prod('P2'),
      ['production P2', 'loosened targets.production.project: P1 to P2'],
    ],
    [
      'no longer named stays in force',
      prod('P1'),
      'targets: { production: { definitions: x } }',
      ['production P1', 'loosened targets.production.project: P1 to none'],
    ],
    [
      'of targets that are gone stays in force',
      prod('P1'),
      '{}',
      ['production P1', 'loosened targets.production.project: P1 to none'],
    ],
    ['under a new name', prod('P1'), 'targets: { live: { project: P1 } }', ['live P1']],
    [
      'that another target has, too, stays in force where the target is there',
      prod('P1'),
      'targets: { live: { project: P1 }, production: {} }',
      ['live P1', 'production P1', 'loosened targets.production.project: P1 to none'],
    ],
  ])('%s', (_, base, head, expected) => {
    expect(inForce(base, head)).toEqual(expected)
  })

  test('other settings of a target are those of the change', () => {
    const base = settingsOf('targets: { production: { project: P1, definitions: old } }')
    const head = settingsOf('targets: { production: { definitions: new } }')
    expect(stricterSettings(base, head, undefined).settings.targets).toEqual({
      production: { project: 'P1', definitions: ['new'] },
    })
  })

  test('the project of another target does not matter', () => {
    const base = 'targets: { production: { project: P1 }, staging: { project: P2 } }'
    const head = 'targets: { production: {}, staging: { project: P3 } }'
    expect(inForce(base, head, 'staging')).toEqual([
      'production -',
      'staging P3',
      'loosened targets.staging.project: P2 to P3',
    ])
  })
})

test('without earlier settings, the proposed ones take effect', () => {
  const head = settingsOf('prune: delete\nreviews: bypass')
  expect(stricterSettings(undefined, head, undefined)).toEqual({ settings: head, loosened: [] })
})

test('settings without an order of strictness are those of the change', () => {
  const { settings } = stricterSettings(
    settingsOf('tags: declared'),
    settingsOf('caps: { bytes: 5 }'),
    undefined,
  )
  expect(settings.tags).toBe('any')
  expect(settings.caps.bytes).toBe(5)
})
