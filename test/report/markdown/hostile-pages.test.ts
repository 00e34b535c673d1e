// Whatever names, values, reasons and files say: a page keeps its shape, links where we do, and calls nobody.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { sizeLevels } from '../../../src/report/markdown/elements/size-levels.ts'
import { createPage } from '../../../src/report/markdown/pages/comment.ts'
import {
  driftChangedComment,
  driftIssueBody,
} from '../../../src/report/markdown/pages/drift-issue.ts'
import type { PageState } from '../../../src/report/markdown/pages/state.ts'
import { titleText } from '../../../src/report/markdown/sections/heading.ts'
import { inlineValue, keyText } from '../../../src/report/values/inline-values.ts'
import {
  drawsForRun,
  longRunTest,
  randomizedTest,
  usualRunTest as test,
} from '../../support/long-run.ts'
import { hostile } from '../hostile.ts'
import { addressesIn, isCommand, openTextIn, skeletonOf, treeOf } from './parsed-page.ts'
import { here, marker } from './samples.ts'
import { driftOf, pageOf, type StateWithTexts, statesOf } from './texts-everywhere.ts'

const seen = { first: '2026-11-20T05:17:04Z', checked: '2026-11-24T05:17:09Z', runs: 5 }
const names = [...Object.keys(statesOf(() => 'x')), 'drift', 'drift-comment']

/** A page of everything is large: a part of it is as telling, and read much sooner. */
const partOf = (state: PageState, part: number | undefined): PageState => {
  if (part === undefined || !('plan' in state)) return state
  const { kept, operations } = state.plan
  const some = operations.filter((_, index) => index % parts === part)
  const ids = new Set(some.map(({ id }) => id))
  const plan = {
    ...state.plan,
    operations: some.map((each) => ({
      ...each,
      dependsOn: each.dependsOn.filter((id) => ids.has(id)),
    })),
    kept: kept.filter((_, index) => index % parts === part),
  }
  if (state.is !== 'applied') return { ...state, plan }
  const outcomes = state.report.outcomes.filter(({ operation }) => ids.has(operation.id))
  return { ...state, plan, report: { ...state.report, outcomes } }
}
const parts = 10

const pageWith = (name: string, level: number, told: StateWithTexts, part?: number): string => {
  const at = pageOf(told)
  if (name === 'drift') {
    const { conflicts, kept, ...drift } = driftOf(told)
    const isIn = (_: unknown, index: number) => part === undefined || index % parts === part
    const some = { ...drift, conflicts: conflicts.filter(isIn), kept: kept.filter(isIn) }
    return driftIssueBody(some, at, marker, seen)
  }
  if (name === 'drift-comment')
    return driftChangedComment({ added: [told('created')], gone: [told('gone'), told('held')] }, at)
  const [limits, state] = [sizeLevels[level], statesOf(told)[name]]
  return limits && state ? `${marker}\n${createPage(partOf(state, part), at)(limits)}` : ''
}

/** The same page with plain texts that take as much room. Different texts stay different, also from the page's own. */
const harmless = (told: StateWithTexts): StateWithTexts => {
  const lettersByText = new Map<string, number>()
  return (place) => {
    const text = told(place)
    const index = lettersByText.get(text) ?? lettersByText.size
    lettersByText.set(text, index)
    const letter = String.fromCodePoint('A'.charCodeAt(0) + (index % 26))
    const [shown, quoted] = [inlineValue(text), keyText(text)]
    const length = [...shown].length
    // What is quoted inside of lists and objects alone stays so, with as many characters that are escaped there.
    if (!quoted.startsWith('"') || shown.startsWith('"')) return letter.repeat(length)
    const first = quotedInside[index % quotedInside.length] ?? letter
    const escaped = Math.max(0, [...quoted].length - length - 2)
    return `${first}${'"'.repeat(escaped)}`.padEnd(length, letter)
  }
}
const quotedInside = [',', '{', '}']

/** What filters of GitHub’s find in text: people, issues, commits, pages, pictures, formulas. */
const callings =
  /@|#\d|\bgh-\d|https?:|www\.|:[\w+-]+:|\$|(?<![\w-])[0-9a-f]{7,40}(?![\w-])|[\w.-]+\/[\w.-]+/i

const expectHarmless = (name: string, level: number, told: StateWithTexts, part?: number): void => {
  const page = pageWith(name, level, told, part)
  const tree = treeOf(page)
  const plainPage = pageWith(name, level, harmless(told), part)
  expect(skeletonOf(tree)).toBe(skeletonOf(treeOf(plainPage)))
  for (const address of addressesIn(tree))
    expect(address).toMatch(
      new RegExp(`^${here.server}/acme/flags/(?:blob|commit|actions/runs)/[\\w%./-]+(?:#L\\d+)?$`),
    )
  for (const text of openTextIn(tree)) expect(text).not.toMatch(callings)
  expect(page.split('\n').filter(isCommand)).toEqual([])
  // Signs of ours are followed by a selector of their colour.
  expect(page.replace(/[✏▶⏹⏸⏭⚠🛡]\ufe0f/gu, '')).not.toMatch(unseen)
}

const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/u

const mean = [
  ...hostile,
  '```',
  '\n````\n',
  '  ```',
  '~~~',
  '\n~~~\n',
  '</details>',
  '\n\n</details>\n\n',
  '</code>',
  '</summary>',
  '<!--',
  '-->',
  '<img src=x onerror=y>',
  '<script>',
  '|',
  '\\|',
  '\\',
  '@acme/growth',
  '`@octocat`',
  '#12',
  'acme/flags#12',
  'GH-12',
  'deadbeefdeadbeef',
  ' 9f3c2ab ',
  'https://evil.example/x',
  'www.evil.example',
  'bo@evil.example',
  '[x](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '[^1]',
  '[x]: https://evil.example',
  ':tada:',
  '$x$',
  '$`x`$',
  '> [!NOTE]',
  '# x',
  '1. x',
  '- x',
  '===',
  '---',
  '**x**',
  '_x_',
  '~x~',
  '&lt;b&gt;',
  '&#64;octocat',
  'end',
  '"]\n  click n0 href "https://evil.example"',
  '%%{init: {}}%%',
  '`',
  '``',
  ' ',
  '\n',
  '\n\n    x',
  'Größe 大きさ 🎉',
  '\u115f',
  '\u3164',
  'a\ufe0f',
  '../../x',
  '%2e%2e/',
  '?x#y',
]

const text = fc
  .array(fc.oneof(fc.constantFrom(...mean), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
  // An empty text has a shape of its own.
  .filter((joined) => joined.trim() !== '')

const visibleTexts = mean.filter((each) => each.trim() !== '')

test('a part of a page keeps its shape whatever single text it holds', () => {
  for (const [index, each] of visibleTexts.entries())
    expectHarmless(names[index % names.length] ?? '', 0, () => each, index % parts)
})

longRunTest('a page keeps its shape whatever single text it holds', async () => {
  for (const [index, each] of visibleTexts.entries())
    expectHarmless(names[index % names.length] ?? '', 0, () => each)
})

randomizedTest(
  'a page keeps its shape whatever many texts it holds',
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.integer({ min: 0, max: sizeLevels.length - 1 }),
        fc.array(text, { minLength: 3, maxLength: 7 }),
        fc.integer({ min: 0, max: parts - 1 }),
        (name, level, texts, part) => {
          const told: StateWithTexts = (place) => texts[place.length % texts.length] ?? ''
          expectHarmless(name, level, told, part)
        },
      ),
      { numRuns: drawsForRun('markdown', { usual: 100, long: 1_200, whole: 60_000 }) },
    )
  },
  3_600_000,
)

describe('titles', () => {
  test('are one line without anything that cannot be seen', () => {
    for (const each of mean)
      for (const state of Object.values(statesOf(() => each)))
        expect(
          titleText(
            state,
            pageOf(() => each),
          ),
        ).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u)
  })
})
