// Faults on the lines of files, as many as GitHub takes.
import { describe, expect, test } from 'vitest'
import { error, note, warning } from '../../src/core/diagnostic.ts'
import { annotationsOf } from '../../src/report/annotations.ts'

const at = { file: 'statsig/gates/a.yaml', line: 3, column: 7 }

describe('annotations', () => {
  test('say where, what, and what to do', () => {
    const found = [
      error('unknown-field', 'A gate has no field `x`.', { at, hint: 'Did you mean `y`?' }),
      note('ignored-field', 'Made by Statsig.'),
    ]
    expect(annotationsOf(found, 'config/')).toEqual([
      {
        level: 'error',
        file: 'config/statsig/gates/a.yaml',
        line: 3,
        column: 7,
        title: 'unknown-field',
        message: 'A gate has no field `x`.\nhint: Did you mean `y`?',
      },
      { level: 'notice', title: 'ignored-field', message: 'Made by Statsig.' },
    ])
  })

  test('are nine of a level at most, and one that says how many more there are', () => {
    const found = [
      ...Array.from({ length: 9 }, () => warning('invalid-value', 'w')),
      ...Array.from({ length: 20 }, () => error('invalid-value', 'e', { at })),
    ]
    const shown = annotationsOf(found, '')
    expect(shown.map(({ level }) => level)).toEqual([
      ...Array.from({ length: 10 }, () => 'error'),
      ...Array.from({ length: 9 }, () => 'warning'),
    ])
    expect(shown[9]).toEqual({
      level: 'error',
      title: '11 more',
      message: '11 more errors: the log of this step has all of them.',
    })
  })

  test('are cut where GitHub would cut them, and hold nothing that cannot be seen', () => {
    const [shown] = annotationsOf([error('invalid-value', `\u001b[2K${'x'.repeat(9000)}`)], '')
    expect(shown?.message.length).toBeLessThan(4096)
    expect(shown?.message.startsWith('\\u{1b}[2K')).toBe(true)
  })
})
