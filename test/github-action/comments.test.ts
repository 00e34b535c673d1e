// The pages that reviewers see: pull requests, merges and drift of a small project, each with the whole page of the built
// bundle.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type State, startEmulator } from '../../src/emulator/index.ts'
import { workflowDispatch } from '../support/github/events.ts'
import type { StepResult } from '../support/github/runner.ts'
import { casesForRun, longRunSuite, longRunTest } from '../support/long-run.ts'
import { isReplaced } from '../support/replaced-sentences.ts'
import {
  type FileChanges,
  type JobFixture,
  type JobFixtureOptions,
  type TestPull,
  withJobFixture,
} from './job-fixture.ts'

const at = (file: string) => `statsig/${file}.yaml`

const checkout = (
  percent: number,
  description = 'The one-page checkout',
): string => `id: new_checkout
name: New checkout
description: ${description}
isEnabled: true
rules:
  - name: Employees
    passPercentage: 100
    conditions: [{ type: email, operator: str_contains_any, targetValue: ['@acme.example'] }]
  - name: Everybody
    passPercentage: ${percent}
    conditions: [{ type: public }]
`
const darkMode = (isEnabled: boolean, more = ''): string => `id: dark_mode
name: Dark mode
isEnabled: ${isEnabled}
${more}`
const banner = (more = ''): string => `id: legacy_banner
name: Legacy banner
isEnabled: true
${more}`
const fastPath = (description = 'One click from the cart'): string => `id: fast_path
name: Fast path
description: ${description}
isEnabled: true
`
const ranking = (more = ''): string => `id: search_rank
name: Search rank
hypothesis: A better order of results leads to more clicks.
allocation: 50
groups:
  - { name: Control, size: 50, parameterValues: { rank: old } }
  - { name: Test, size: 50, parameterValues: { rank: new } }
${more}`

const shop = {
  [at('gates/new_checkout')]: checkout(10),
  [at('gates/dark_mode')]: darkMode(false),
  [at('gates/legacy_banner')]: banner(),
  [at('gates/fast_path')]: fastPath(),
  [at('experiments/search_rank')]: ranking('status: setup\n'),
}
const settings = `prune: delete
reviews: bypass
tags: declared
guardrails: { prune: { most: 500 } }
`
const onCall = { name: 'On call', email: 'on.call@acme.example' }

interface Scene {
  readonly happens: string
  /** The exit code. */
  readonly ends: number
  /** The page, and the result of the run that wrote it. */
  readonly play: (
    stage: JobFixture,
    clock: Clock,
  ) => Promise<readonly [page: string, ran: StepResult]>
  readonly options?: Omit<JobFixtureOptions, 'clock'>
}

interface Clock {
  now: number
}
const minute = 60_000

const commented = async (
  stage: JobFixture,
  pull: TestPull,
  job: Parameters<JobFixture['plan']>[1] = {},
): Promise<readonly [string, StepResult]> => {
  const ran = await stage.plan(pull, job)
  return [pageOf(stage, pull), ran]
}

const pageOf = ({ comments }: JobFixture, { number }: TestPull): string => {
  const [page = '', ...others] = comments(number)
  expect(others).toEqual([])
  return page
}

const planOf =
  (changes: FileChanges, inputs = {}): Scene['play'] =>
  async (stage) =>
    commented(stage, await stage.openPullRequest(changes), { inputs })

/** The order of writes at the same time is random. */
const oneByOne = { inputs: { concurrency: '1' } }

/** Plans, reviews and merges a pull request. */
const merged = async (stage: JobFixture, changes: FileChanges, inputs = {}): Promise<TestPull> => {
  const pull = await stage.openPullRequest(changes)
  await stage.plan(pull, { inputs })
  await stage.merge(pull)
  return pull
}

const inConsole = (
  { emulator }: JobFixture,
  clock: Clock,
  id: string,
  set: Readonly<Record<string, boolean | string>>,
): void => {
  clock.now += 7 * minute
  emulator.edit('gates', id, (object) => ({ ...object, ...set }), onCall)
  clock.now += 120 * minute
}

const scenes: readonly Scene[] = [
  {
    happens: 'pull-request-adds-a-gate-with-its-tag-and-metric',
    ends: 0,
    play: planOf({
      [at('tags/payments')]: 'name: payments\ndescription: Everything about money\n',
      [at('metrics/purchases')]:
        'name: Purchases\ntype: event_count_custom\nunitTypes: [userID]\nmetricEvents:\n  - { name: purchase, type: count }\ntags: [payments]\n',
      [at('gates/wallet')]:
        'id: wallet\nname: Wallet\ndescription: Pay with what is in the wallet\nisEnabled: true\ntags: [payments, checkout]\nmonitoringMetrics:\n  - { name: Purchases, type: event_count_custom }\nrules:\n  - name: Employees\n    passPercentage: 100\n    conditions: [{ type: email, operator: str_contains_any, targetValue: ["@acme.example"] }]\n',
    }),
  },
  {
    happens: 'pull-request-widens-a-rollout',
    ends: 0,
    play: planOf({ [at('gates/new_checkout')]: checkout(100) }),
  },
  {
    happens: 'pull-request-switches-a-gate-on',
    ends: 0,
    play: planOf({ [at('gates/dark_mode')]: darkMode(true) }),
  },
  {
    happens: 'pull-request-archives-a-gate',
    ends: 0,
    play: planOf(
      { [at('gates/legacy_banner')]: banner('lifecycle: { retired: true }\n') },
      { 'allow-archive': 'true' },
    ),
  },
  {
    happens: 'pull-request-archives-what-the-workflow-does-not-allow',
    ends: 4,
    play: planOf({
      [at('gates/legacy_banner')]: banner('lifecycle: { retired: true }\n'),
      [at('gates/fast_path')]: fastPath('Skips the cart'),
    }),
  },
  {
    happens: 'pull-request-starts-an-experiment',
    ends: 0,
    play: planOf({ [at('experiments/search_rank')]: ranking('status: active\n') }),
  },
  {
    happens: 'pull-request-changes-nothing',
    ends: 0,
    play: planOf({ 'README.md': 'Hello\n' }),
  },
  {
    happens: 'pull-request-changes-settings',
    ends: 0,
    play: planOf({ 'statsig.yaml': settings }),
  },
  {
    happens: 'pull-request-is-invalid',
    ends: 3,
    play: planOf({
      [at('gates/new_checkout')]: checkout(20).replace('isEnabled', 'isEnbled'),
      [at('gates/dark_mode')]: darkMode(true).replace('true', 'perhaps'),
    }),
  },
  {
    happens: 'pull-request-from-a-fork',
    ends: 0,
    play: async (stage) => {
      const from = { fork: 'mallory/flags', user: 'mallory' }
      const pull = await stage.openPullRequest({ [at('gates/new_checkout')]: checkout(100) }, from)
      const ran = await stage.plan(pull, { fork: from.fork, inputs: { 'console-api-key': '' } })
      return [ran.summary, ran]
    },
    options: { github: { permissions: { contents: 'read', 'pull-requests': 'read' } } },
  },
  {
    happens: 'pull-request-in-conflict-with-on-call',
    ends: 4,
    play: async (stage, clock) => {
      inConsole(stage, clock, 'fast_path', { isEnabled: false, description: 'Off, timeouts' })
      const pull = await stage.openPullRequest({
        [at('gates/fast_path')]: fastPath('Skips the cart'),
        [at('gates/new_checkout')]: checkout(20),
      })
      return commented(stage, pull)
    },
  },
  {
    happens: 'pull-request-beside-a-conflict-of-another',
    ends: 0,
    play: async (stage, clock) => {
      inConsole(stage, clock, 'fast_path', { description: 'Off, timeouts' })
      await stage.commit({ [at('gates/fast_path')]: fastPath('Skips the cart') })
      return commented(
        stage,
        await stage.openPullRequest({ [at('gates/new_checkout')]: checkout(5) }),
      )
    },
  },
  {
    happens: 'pull-request-beside-drift-and-pending',
    ends: 0,
    play: async (stage, clock) => {
      inConsole(stage, clock, 'fast_path', { isEnabled: false })
      inConsole(stage, clock, 'new_checkout', { description: 'Edited by hand' })
      await stage.commit({ [at('gates/dark_mode')]: darkMode(true) })
      const pull = await stage.openPullRequest({ [at('gates/new_checkout')]: checkout(5) })
      return commented(stage, pull)
    },
  },
  {
    happens: 'pull-request-not-yet-managed',
    ends: 0,
    play: async (stage, clock) => {
      const { emulator } = stage
      const by = { name: 'Bo', email: 'bo@acme.example' }
      emulator.insert('gates', { id: 'new_checkout', name: 'New checkout', isEnabled: false }, by)
      emulator.insert('gates', { id: 'fast_path', name: 'Fast path', isEnabled: true }, by)
      clock.now += 3000 * minute
      return commented(
        stage,
        await stage.openPullRequest({ [at('gates/dark_mode')]: darkMode(true) }),
      )
    },
    options: { applied: false },
  },
  {
    happens: 'pull-request-when-statsig-fails',
    ends: 1,
    play: async (stage) => {
      const pull = await stage.openPullRequest({ [at('gates/new_checkout')]: checkout(100) })
      await stage.plan(pull)
      stage.emulator.faults = [{ kind: '401' }]
      return commented(stage, pull)
    },
  },
  {
    happens: 'pull-request-on-a-public-repository',
    ends: 0,
    play: async (stage, clock) => {
      inConsole(stage, clock, 'new_checkout', { description: 'Merger with Initech' })
      inConsole(stage, clock, 'fast_path', { isEnabled: false })
      const pull = await stage.openPullRequest({ [at('gates/new_checkout')]: checkout(100) })
      return commented(stage, pull)
    },
    options: { github: { isPrivate: false } },
  },
  {
    happens: 'merge-applies',
    ends: 0,
    play: async (stage) => {
      const pull = await merged(stage, {
        [at('gates/new_checkout')]: checkout(100),
        [at('gates/wallet')]: 'id: wallet\nname: Wallet\n',
      })
      const ran = await stage.apply(oneByOne)
      return [pageOf(stage, pull), ran]
    },
  },
  {
    happens: 'merge-changes-settings',
    ends: 0,
    play: async (stage) => {
      const pull = await merged(stage, { 'statsig.yaml': settings })
      const ran = await stage.apply(oneByOne)
      return [pageOf(stage, pull), ran]
    },
  },
  {
    happens: 'merge-applies-partly',
    ends: 6,
    play: async (stage) => {
      const pull = await merged(stage, {
        [at('gates/new_checkout')]: checkout(100),
        [at('gates/dark_mode')]: darkMode(true),
        [at('tags/payments')]: 'name: payments\ndescription: Money\n',
        [at('gates/wallet')]: 'id: wallet\nname: Wallet\ntags: [payments]\n',
      })
      stage.emulator.faults = [
        { kind: '403', method: 'PATCH', path: 'new_checkout' },
        { kind: '403', method: 'POST', path: 'tags' },
      ]
      const ran = await stage.apply(oneByOne)
      return [pageOf(stage, pull), ran]
    },
  },
  {
    happens: 'merge-is-not-applied',
    ends: 4,
    play: async (stage) => {
      const pull = await merged(stage, { [at('gates/new_checkout')]: checkout(20) })
      await stage.commit({ [at('gates/dark_mode')]: darkMode(true) })
      const ran = await stage.apply(oneByOne)
      return [pageOf(stage, pull), ran]
    },
  },
  {
    happens: 'drift-is-found',
    ends: 0,
    play: async (stage, clock) => {
      inConsole(stage, clock, 'fast_path', { isEnabled: false })
      inConsole(stage, clock, 'new_checkout', { description: 'Edited by hand' })
      await stage.drift()
      clock.now += 1440 * minute
      const ran = await stage.drift()
      const [issue, ...others] = stage.github.issues()
      expect(others).toEqual([])
      return [issue?.body ?? '', ran]
    },
  },
]

/** The first line is metadata, which other tests cover. */
const telling = (page: string): string =>
  `${page.replace(/^<!-- statsig-gitops \S+ -->$/m, '<!-- statsig-gitops … -->').trimEnd()}\n`

const playing = async (
  { options, play }: Pick<Scene, 'options' | 'play'>,
  look: (page: string, ran: StepResult, stage: JobFixture) => Promise<void> | void,
): Promise<void> => {
  const clock = { now: Date.UTC(2026, 2, 2, 9) }
  await withJobFixture(
    shop,
    async (stage) => {
      clock.now += 1440 * minute
      const [page, ran] = await play(stage, clock)
      await look(page, ran, stage)
    },
    { applied: true, clock: { now: () => clock.now }, ...options },
  )
}

/** The others are in the long run: each takes several runs of the Action. */
const usually = ['pull-request-in-conflict-with-on-call', 'merge-is-not-applied']
const played = casesForRun(scenes, ({ happens }) => usually.includes(happens))

describe('the whole page if a', () => {
  test.each(played)('$happens', ({ ends, happens, ...scene }) =>
    playing(scene, async (page, { code, out }, stage) => {
      expect(code, out).toBe(ends)
      const folder = join('..', 'scenarios', happens)
      await expect(await stage.behavior(), 'what was done').toMatchFileSnapshot(
        join(folder, 'behavior.json'),
      )
      if (!isReplaced) await expect(telling(page)).toMatchFileSnapshot(join(folder, 'comment.md'))
    }),
  )
})

const thousands = (): void => {
  /** Of five, three are created, one is updated, one is archived. */
  const fifth = 1000
  const number = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
  const namesFrom = (from: string) =>
    Array.from({ length: fifth }, (_, index) => `${from}_${String(index).padStart(4, '0')}`)
  const gates = (from: string, text = ''): string =>
    namesFrom(from)
      .map((id) => `id: ${id}\nname: ${id}\n${text}`)
      .join('---\n')
  const long = `description: ${'A long story. '.repeat(20)}\n`

  /** Writing them one by one would take minutes, because an apply keeps the rate limits of Statsig. */
  const thereAlready = async (): Promise<State> => {
    const emulator = await startEmulator({ seed: 1 })
    const ids = ['switch', 'leftover'].flatMap((from) => namesFrom(from))
    for (const id of ids) emulator.insert('gates', { id, name: id, isEnabled: false })
    const state = emulator.snapshot()
    await emulator.close()
    return state
  }

  test('is one page of at most 65,000 bytes, with the right numbers and the risks first', async () =>
    withJobFixture(
      {
        [at('gates/switches')]: gates('switch', 'isEnabled: false\n'),
        [at('gates/leftovers')]: gates('leftover'),
      },
      async (stage) => {
        const pull = await stage.openPullRequest({
          [at('gates/switches')]: gates('switch', 'isEnabled: true\n'),
          [at('gates/leftovers')]: gates('leftover', 'lifecycle: { retired: true }\n'),
          ...Object.fromEntries(
            ['one', 'two', 'three'].map((name) => [
              at(`gates/${name}`),
              gates(`new_${name}`, long),
            ]),
          ),
        })
        const [page, { outputs, summary }] = await commented(stage, pull, {
          inputs: { 'allow-archive': 'true', 'max-changes': '9999' },
        })
        expect(outputs).toMatchObject({
          'to-create': String(3 * fifth),
          'to-update': String(fifth),
          'to-archive': String(fifth),
        })
        expect(Buffer.byteLength(page)).toBeLessThanOrEqual(65_000)
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000)
        const first = page.split('\n').slice(0, 40).join('\n')
        expect(first).toContain(
          `**${number(3 * fifth)} to create · ${number(fifth)} to update · ${number(fifth)} to archive**`,
        )
        expect(first).toContain(`(${number(fifth)}):** <code>gate/leftover&#95;0000</code>`)
        expect(first).toContain(`**Switches on: users get it (${number(fifth)}):**`)
        expect(first).toContain('The page is shortened')
        const plain = telling(first)
          .replaceAll(/\(https[^)]*\)/g, '(…)')
          .replaceAll(/\b[0-9a-f]{64}\b/g, '…')
          .replaceAll(/\b[0-9a-f]{7}\b/g, '…')
          .replaceAll(number(3 * fifth), '3 N')
          .replaceAll(number(5 * fifth), '5 N')
          .replaceAll(number(fifth), 'N')
          .replaceAll(number(fifth - 5), 'N - 5')
        expect(plain.split('\n').slice(0, 19).join('\n')).toMatchInlineSnapshot(`
          "<!-- statsig-gitops … -->
          ## Statsig plan

          > [!CAUTION]
          > Merging this pull request:
          >
          > - **Archives, which only Statsig’s console can undo (N):** <code>gate/leftover&#95;0000</code>, <code>gate/leftover&#95;0001</code>, <code>gate/leftover&#95;0002</code>, <code>gate/leftover&#95;0003</code>, <code>gate/leftover&#95;0004</code>, N - 5 more
          > - **Switches on: users get it (N):** <code>gate/switch&#95;0000</code> (<code>isEnabled&#58; false &#8594; true</code>); <code>gate/switch&#95;0001</code> (<code>isEnabled&#58; false &#8594; true</code>); <code>gate/switch&#95;0002</code> (<code>isEnabled&#58; false &#8594; true</code>); <code>gate/switch&#95;0003</code> (<code>isEnabled&#58; false &#8594; true</code>); <code>gate/switch&#95;0004</code> (<code>isEnabled&#58; false &#8594; true</code>); N - 5 more

          **3 N to create · N to update · N to archive** — for [<code>…</code>](…) onto [<code>main<wbr>&#64;…</code>](…) · [run #101](…)

          The page is shortened. The summary of [run #101](…) shows all of it.

          > [!WARNING]
          > **Merging does not approve 4,880 operations**, because this page does not show them in full. An apply stops at them, until a person runs it by hand with this <code>confirm-plan-hash</code>, or with that of the run which stops:
          >
          > \`\`\`text
          > …
          > \`\`\`"
        `)
      },
      { applied: true, emulator: { state: await thereAlready() } },
    ))
}
longRunSuite('where a pull request changes thousands', thousands)

longRunTest(
  'the hint for a conflict works: a run by hand with `overwrite`, and then one with the hash',
  () =>
    playing(
      {
        play: async (stage, clock) => {
          inConsole(stage, clock, 'fast_path', { description: 'Off, timeouts' })
          const pull = await stage.openPullRequest({
            [at('gates/fast_path')]: fastPath('Skips the cart'),
          })
          const found = await commented(stage, pull)
          await stage.merge(pull)
          return found
        },
      },
      async (page, _, stage) => {
        const [, word = ''] = /<code>overwrite&#58; (.*?)<\/code>/.exec(page) ?? []
        const overwrite = word.replaceAll(/&#(\d+);/g, (_whole, digits) =>
          String.fromCodePoint(Number(digits)),
        )
        const byHand = (more: Readonly<Record<string, string>> = {}) =>
          stage.on(workflowDispatch(), { inputs: { command: 'apply', overwrite, ...more } })
        const first = await byHand()
        expect([first.code, stage.writes()]).toEqual([4, []])
        const second = await byHand({ 'confirm-plan-hash': first.outputs['plan-hash'] ?? '' })
        expect([second.code, stage.writes()]).toEqual([0, ['PATCH /console/v1/gates/fast_path']])
      },
    ),
)
