// Drift on a schedule: one issue for each target, which lists the differences while there are any. Tested with the built
// bundle.
import { describe, expect } from 'vitest'
import { metadataLine } from '../../src/github-action/job/comment-metadata.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { withAppliedGates } from './gate-fixture.ts'
import type { JobFixture } from './job-fixture.ts'

const edit = ({ emulator }: JobFixture, id: string, isEnabled: boolean) =>
  emulator.edit('gates', id, (object) => ({ ...object, isEnabled }), {
    name: 'on.call',
    email: 'on.call@example.com',
  })
const words = ({ github }: JobFixture, number: number) =>
  github.comments(number).map(({ body }) => body)

longRunSuite('the issue', () => {
  longRunTest(
    'there is none without drift; it is opened with the first drift, and only its text changes while the drift is the same',
    () =>
      withAppliedGates(async (stage) => {
        expect((await stage.drift()).outputs).toMatchObject({
          result: 'no-drift',
          'has-drift': 'false',
        })
        expect(stage.github.issues()).toEqual([])
        edit(stage, 'checkout', false)
        const { code, outputs } = await stage.drift({
          inputs: { 'drift-issue-labels': 'drift\nstatsig', 'drift-issue-assignees': 'ana' },
        })
        expect([code, outputs['result']]).toEqual([0, 'drift'])
        const [issue, ...others] = stage.github.issues()
        expect(others).toEqual([])
        expect(issue).toMatchObject({
          state: 'open',
          labels: ['drift', 'statsig'],
          assignees: ['ana'],
          title: 'Statsig drift',
        })
        expect(issue?.body).toContain('gate/checkout')
        expect(issue?.body).toMatch(/on&#46;call<wbr>&#64;example&#46;com/)
        await stage.drift()
        expect(stage.github.issues()).toHaveLength(1)
        expect(stage.github.issues()[0]?.body).toContain('found by 2 runs')
        expect(words(stage, issue?.number ?? 0)).toEqual([])
        expect(stage.writes()).toEqual([])
      }),
  )

  longRunTest('gets a comment only if the set of differences has changed', () =>
    withAppliedGates(async (stage) => {
      edit(stage, 'checkout', false)
      await stage.drift()
      edit(stage, 'search', false)
      await stage.drift()
      const number = stage.github.issues()[0]?.number ?? 0
      expect(words(stage, number)).toHaveLength(1)
      expect(words(stage, number)[0]).toContain('gate/search')
      expect(words(stage, number)[0]).not.toContain('gate/checkout')
      edit(stage, 'checkout', true)
      await stage.drift()
      expect(words(stage, number)).toHaveLength(2)
      expect(words(stage, number)[1]).toContain('gate/checkout')
    }),
  )

  longRunTest(
    'the issue is closed with a comment without drift, and reopened with drift, also after a person closed it',
    () =>
      withAppliedGates(async (stage) => {
        edit(stage, 'checkout', false)
        await stage.drift()
        edit(stage, 'checkout', true)
        await stage.drift()
        const [closed] = stage.github.issues()
        expect(closed?.state).toBe('closed')
        expect(words(stage, closed?.number ?? 0)[0]).toContain('found no drift')
        edit(stage, 'checkout', false)
        await stage.drift()
        expect(stage.github.issues().map(({ state }) => state)).toEqual(['open'])
        stage.github.closeIssue(closed?.number ?? 0, 'ana')
        await stage.drift()
        expect(stage.github.issues().map(({ state }) => state)).toEqual(['open'])
        stage.github.closeIssue(closed?.number ?? 0, 'ana', '2020-01-01T00:00:00Z')
        await stage.drift()
        expect(stage.github.issues().map(({ state }) => state)).toEqual(['closed', 'open'])
      }),
  )

  longRunTest('is never closed by a failure of the API', () =>
    withAppliedGates(async (stage) => {
      edit(stage, 'checkout', false)
      await stage.drift()
      const before = stage.github.issues()
      edit(stage, 'checkout', true)
      stage.emulator.faults = [{ kind: '401' }]
      const { code, outputs } = await stage.drift()
      expect([code, outputs['failure-reason']]).toEqual([1, 'auth'])
      stage.emulator.faults = []
      await stage.repository.write({ 'statsig/gates/checkout.yaml': 'id: [' })
      await stage.commit({ 'statsig/gates/checkout.yaml': 'id: [' })
      expect((await stage.drift()).code).toBe(3)
      expect(stage.github.issues()).toEqual(before)
    }),
  )

  longRunTest('an issue of another author with our first line and title is not changed', () =>
    withAppliedGates(async (stage) => {
      const mark = {
        kind: 'drift' as const,
        target: 'default',
        run: { id: 9e9, number: 1, attempt: 1 },
        first: '2026-01-01T00:00:00.000Z',
        checked: '2026-01-01T00:00:00.000Z',
        runs: 1,
        digest: 'x',
      }
      const foreign = stage.github.addIssue({
        title: 'Statsig drift: default',
        body: metadataLine(mark, undefined),
        user: 'mallory',
      })
      edit(stage, 'checkout', false)
      await stage.drift()
      const [theirs, ours] = stage.github.issues()
      expect(theirs).toMatchObject({
        number: foreign,
        user: 'mallory',
        body: metadataLine(mark, undefined),
      })
      expect(ours?.user).toBe('github-actions[bot]')
    }),
  )

  longRunTest(
    'fail-on-drift exits with 2, and without permission to write issues the summary has the drift',
    () =>
      withAppliedGates(
        async (stage) => {
          edit(stage, 'checkout', false)
          const { code, out, summary } = await stage.drift({ inputs: { 'fail-on-drift': 'true' } })
          expect(code).toBe(2)
          expect(out).toMatch(/^::warning::The issue could not be written: .*issues: write/m)
          expect(summary).toContain('gate/checkout')
        },
        { github: { permissions: { issues: 'read' } } },
      ),
  )
})

test('another salt opens the issue, and stays the same drift', () =>
  withAppliedGates(
    async (stage) => {
      stage.emulator.resalt('gates', 'checkout')
      const { outputs } = await stage.drift()
      expect(outputs).toMatchObject({ result: 'drift', 'has-drift': 'true' })
      const [issue] = stage.github.issues()
      expect(issue?.body).toContain('salt changed: users are assigned again')
      expect(issue?.body).not.toContain('drift --adopt')
      await stage.drift()
      expect(words(stage, issue?.number ?? 0)).toEqual([])
      expect(stage.writes()).toEqual([])
    },
    // The clock of Statsig is a minute ahead: the change comes after the apply.
    { emulator: { clock: { now: () => Date.now() + 60_000 } } },
  ))

describe('drift-pull-request', () => {
  const asked = { inputs: { 'drift-pull-request': 'true' } }

  longRunTest(
    'one pull request adopts the drift in place, is updated, and is closed without drift',
    () =>
      withAppliedGates(async (stage) => {
        edit(stage, 'checkout', false)
        await stage.drift(asked)
        const [pull, ...others] = stage.github.pulls()
        expect(others).toEqual([])
        expect(pull).toMatchObject({
          head: 'statsig-gitops/adopt-default',
          base: 'main',
          state: 'open',
        })
        const adopted = () =>
          stage.repository
            .run('fetch', '--quiet', 'origin', '+statsig-gitops/adopt-default:refs/adopted')
            .then(() => stage.repository.run('diff', '--unified=0', 'main', 'refs/adopted'))
        expect((await adopted()).split('\n').filter((line) => /^[-+][^-+]/.test(line))).toEqual([
          '-isEnabled: true',
          '+isEnabled: false',
        ])
        edit(stage, 'search', false)
        await stage.drift(asked)
        expect(stage.github.pulls()).toHaveLength(1)
        expect(await adopted()).toContain('search.yaml')
        const before = await stage.repository.run(
          'ls-remote',
          'origin',
          'statsig-gitops/adopt-default',
        )
        await stage.drift(asked)
        expect(
          await stage.repository.run('ls-remote', 'origin', 'statsig-gitops/adopt-default'),
        ).toBe(before)
        edit(stage, 'search', true)
        edit(stage, 'checkout', true)
        await stage.drift(asked)
        expect(stage.github.pulls().map(({ state }) => state)).toEqual(['closed'])
        expect(stage.writes()).toEqual([])
      }),
  )

  test('is opened on a public repository only if live values may be shown', () =>
    withAppliedGates(
      async (stage) => {
        edit(stage, 'checkout', false)
        const { out } = await stage.drift(asked)
        expect(stage.github.pulls()).toEqual([])
        expect(out).toContain('::warning::No pull request was opened')
      },
      { github: { isPrivate: false } },
    ))
})
