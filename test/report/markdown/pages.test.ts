// Whole pages, as reviewers read them.
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commentBody, summaryBody } from '../../../src/report/markdown/pages/comment.ts'
import {
  driftChangedComment,
  driftIssueBody,
} from '../../../src/report/markdown/pages/drift-issue.ts'
import { titleText } from '../../../src/report/markdown/sections/heading.ts'
import { drift, here, marker, states } from './samples.ts'

describe('the comment of each state', () => {
  test.each(Object.entries(states))('%s', async (name, state) => {
    const { body, level } = commentBody(state, here, marker)
    expect(level).toBe(0)
    expect(body.split('\n')[0]).toBe(marker)
    await expect(`${body}\n`).toMatchFileSnapshot(`${name}.md`)
  })

  test('no other page is kept here', () => {
    const pages = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.md'))
    expect(pages.toSorted()).toEqual(
      [...Object.keys(states), 'drift'].map((name) => `${name}.md`).toSorted(),
    )
  })

  test('the summary of a job is the same page without the marker', () => {
    for (const state of Object.values(states))
      expect(`${marker}\n${summaryBody(state, here)}`).toBe(commentBody(state, here, marker).body)
  })

  test('the title is one plain line', () => {
    expect(Object.values(states).map((state) => titleText(state, here))).toMatchInlineSnapshot(`
      [
        "Statsig plan · production: 2 to create, 3 to update, 1 to start, 1 to archive, 1 to delete, 1 in conflict, 1 refused",
        "Statsig plan · production: 1 to create",
        "Statsig plan · production: no changes",
        "Statsig plan · production: no changes",
        "Statsig plan · production: invalid definitions (2 errors, 1 warning)",
        "Statsig plan · production: refused",
        "Statsig plan · production: failed",
        "Statsig plan · production: no plan for this pull request",
        "Statsig apply · production: applied",
        "Statsig apply · production: partly applied (2 of 6)",
        "Statsig apply · production: not applied",
      ]
    `)
  })
})

test('the issue about drift', async () => {
  const seen = { first: '2026-11-20T05:17:04Z', checked: '2026-11-24T05:17:09Z', runs: 5 }
  await expect(`${driftIssueBody(drift, here, marker, seen)}\n`).toMatchFileSnapshot('drift.md')
})

test('what is added to it when the differences change', () => {
  const change = { added: ['gate/new_checkout'], gone: ['gate/@acme', 'metric/a|b::sum'] }
  expect(driftChangedComment(change, here)).toMatchInlineSnapshot(`
    "The drift has changed, as [run #128](https://github.com/acme/flags/actions/runs/9000001) found.

    **New (1)**

    - <code>gate/new&#95;checkout</code>

    **Resolved (2)**

    - <code>gate/<wbr>&#64;acme</code>
    - <code>metric/a&#124;b&#58;&#58;sum</code>"
  `)
})
