// On which events a command may run: never write to Statsig on an event that strangers can cause, or before a merge.
import { describe, expect, test } from 'vitest'
import { eventRefusal } from '../../src/github-action/job/events.ts'
import type { WorkflowEvent } from '../../src/io/actions/event.ts'

const pull: WorkflowEvent = {
  name: 'pull_request',
  action: 'opened',
  number: 7,
  head: { sha: 'a', ref: 'change', repository: 'acme/flags' },
  base: { sha: 'b', ref: 'main' },
  isFork: false,
  isDependabot: false,
}
const main = { ref: 'refs/heads/main', defaultBranch: 'main' }
const events: readonly WorkflowEvent[] = [
  pull,
  { name: 'push', before: 'a', after: 'b' },
  { name: 'merge_group', base: 'a', head: 'b' },
  { name: 'workflow_dispatch' },
  { name: 'schedule' },
  { name: 'repository_dispatch' },
  { name: 'unsafe', eventName: 'pull_request_target' },
  { name: 'unsafe', eventName: 'issue_comment' },
  { name: 'unsafe', eventName: 'workflow_run' },
  { name: 'other', eventName: 'release' },
]
const commands = ['validate', 'plan', 'apply', 'drift'] as const
const nameOf = (event: WorkflowEvent) => ('eventName' in event ? event.eventName : event.name)

test.each<[(typeof commands)[number], readonly string[]]>([
  ['validate', events.map(nameOf)],
  [
    'plan',
    [
      'pull_request',
      'push',
      'merge_group',
      'workflow_dispatch',
      'schedule',
      'repository_dispatch',
      'release',
    ],
  ],
  ['apply', ['push', 'workflow_dispatch', 'schedule', 'repository_dispatch']],
  ['drift', ['push', 'workflow_dispatch', 'schedule', 'repository_dispatch', 'release']],
])('on the default branch %s runs on these events and no other', (command, allowed) => {
  const found = events.filter((event) => eventRefusal(command, { ...main, event }) === undefined)
  expect(found.map(nameOf)).toEqual(allowed)
})

describe('apply', () => {
  test.each<[string, string | undefined]>([
    ['refs/heads/other', 'main'],
    ['refs/tags/main', 'main'],
    ['refs/heads/main', undefined],
    ['refs/pull/7/merge', 'main'],
  ])('is refused on %s where the default branch is %s', (ref, defaultBranch) => {
    const event: WorkflowEvent = { name: 'push', before: 'a', after: 'b' }
    expect(eventRefusal('apply', { ref, defaultBranch, event })).toMatch(/^`apply` is refused/)
  })
})
