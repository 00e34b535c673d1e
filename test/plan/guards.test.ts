// The guards are one list: each refusal has one guard, and each guard a scenario that shows it.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Refusal } from '../../src/model/index.ts'
import { guards } from '../../src/plan/guards/index.ts'
import { guardRows } from '../docs/guards-table.ts'

/** The compiler reports a code that is missing here. */
const codes: Readonly<Record<Refusal['code'], true>> = {
  'changed-in-both': true,
  'mixed-result': true,
  'deleted-and-changed': true,
  'removed-and-changed': true,
  'changed-by-key': true,
  'id-unreadable': true,
  'cannot-create': true,
  immutable: true,
  'only-at-creation': true,
  'illegal-transition': true,
  'no-route-for-field': true,
  'name-in-use': true,
  'duplicate-item-name': true,
  'cannot-archive': true,
  'cannot-delete': true,
  'not-decided': true,
  'prevent-destroy': true,
  'still-referenced': true,
  'too-many-removals': true,
  'too-large-share': true,
  'allowed-count-differs': true,
  'archive-not-allowed': true,
  'not-reviewed': true,
  'review-settings-unreadable': true,
  'no-review-routes': true,
  'creation-needs-review': true,
  'not-in-reviews': true,
  'no-safe-review-order': true,
}

test('every refusal belongs to exactly one guard', () => {
  const found = guards.flatMap((guard) => guard.codes).filter((code) => code !== 'restrictive')
  expect(found.toSorted()).toEqual(Object.keys(codes).toSorted())
})

test('guards have names of their own', () => {
  const names = guards.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('the page of guards has what each guard says of itself', () => {
  const page = readFileSync('docs/reference/guards.md', 'utf8')
  for (const row of guardRows()) expect(page).toContain(`| ${row.join(' | ')} |`)
})

test.each(guards)('the scenario of $name refuses an operation', ({ scenario }) => {
  const folder = `test/scenarios/${scenario}`
  const pages = [`${folder}/expected.txt`, `${folder}/comment.md`].filter((path) =>
    existsSync(path),
  )
  const text = pages.map((path) => readFileSync(path, 'utf8')).join('\n')
  expect(text).toMatch(/refused|in conflict|not reviewed|restrict/)
})
