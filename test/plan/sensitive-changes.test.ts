// A change of what is sensitive is said, and shows no value before it was applied.
import { expect, test } from 'vitest'
import { sensitiveNotices } from '../../src/plan/sensitive-changes.ts'
import { desiredStateFrom } from '../support/in-memory-statsig.ts'
import { file } from '../support/project.ts'
import { planFrom } from './in-words.ts'

const gate = (sensitive: readonly string[], description = 'One') =>
  file(
    'statsig/gates/a.yaml',
    JSON.stringify({ id: 'aaa', name: 'aaa', description, lifecycle: { sensitive } }),
  )

test.each([
  [[], ['description'], [['becomes-sensitive', ['description']]]],
  [['description'], [], [['no-longer-sensitive', ['description']]]],
  [['description'], ['description'], []],
  [
    ['name'],
    ['description'],
    [
      ['becomes-sensitive', ['description']],
      ['no-longer-sensitive', ['name']],
    ],
  ],
])('from %j to %j', (before, after, expected) => {
  const notices = sensitiveNotices(
    desiredStateFrom([gate(after)]),
    desiredStateFrom([gate(before)]),
  )
  expect(notices.map((notice) => 'pointers' in notice && [notice.code, notice.pointers])).toEqual(
    expected,
  )
})

test('a pointer that leaves the list hides its value in the plan of that change', () => {
  const live = { id: 'aaa', name: 'aaa', description: 'One', isEnabled: true }
  const { operations } = planFrom({
    base: [gate(['description'])],
    files: [gate([], 'Two')],
    live: [['gate', live]],
  })
  expect(operations.map(({ sensitive }) => sensitive)).toEqual([['/description']])
})
