// What is stopped on the base branch already does not stop the changes of others, and their own conflicts do.
import { describe, expect } from 'vitest'
import {
  findInherited,
  isStopped,
  planWithoutInherited,
  reportWithoutInherited,
} from '../../src/github-action/pull-request/inherited-refusals.ts'
import type { Operation } from '../../src/model/index.ts'
import { applyExitCode } from '../../src/session/apply-exit-code.ts'
import { operation, planOf } from '../report/builders.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gate, type JobFixture, withJobFixture } from './job-fixture.ts'

const of = (id: string, more: Partial<Operation> = {}): Operation =>
  operation('gate', id, 'update', { id, ...more })
const conflict = { isConflict: true, code: 'changed-in-both', labels: [] } as const
const refused = { code: 'archive-not-allowed', action: 'archive' } as const
const needing = (id: string, other: string) => of(id, { dependsOn: [other] })

describe('an operation', () => {
  test.each<[string, readonly Operation[], readonly Operation[], readonly string[], boolean]>([
    ['runs', [of('a')], [of('a')], [], false],
    [
      'in conflict on both is inherited',
      [of('a', { refusal: conflict })],
      [of('a', { refusal: conflict })],
      ['a'],
      false,
    ],
    [
      'refused on both is inherited',
      [of('a', { refusal: refused })],
      [of('a', { refusal: refused })],
      ['a'],
      false,
    ],
    [
      'beside an inherited one runs',
      [of('a', { refusal: conflict }), of('b')],
      [of('a', { refusal: conflict })],
      ['a'],
      false,
    ],
    ['in conflict here alone stops', [of('a', { refusal: conflict })], [], [], true],
    [
      'with another value is another operation, and stops',
      [of('a2', { refusal: conflict })],
      [of('a', { refusal: conflict })],
      [],
      true,
    ],
    ['that the base branch would run stops', [of('a', { refusal: conflict })], [of('a')], [], true],
    [
      'refused here for another reason stops',
      [of('a', { refusal: refused })],
      [of('a', { refusal: conflict })],
      [],
      true,
    ],
    [
      'of this change that needs an inherited one stops',
      [of('a', { refusal: conflict }), needing('b', 'a')],
      [of('a', { refusal: conflict })],
      ['a'],
      true,
    ],
    [
      'of the base branch that needs an inherited one is inherited',
      [of('a', { refusal: conflict }), needing('b', 'a')],
      [of('a', { refusal: conflict }), needing('b', 'a')],
      ['a', 'b'],
      false,
    ],
    [
      'that needs something refused here stops',
      [of('a', { refusal: conflict }), needing('b', 'a')],
      [of('a'), needing('b', 'a')],
      [],
      true,
    ],
    [
      'two of which one is inherited stop',
      [of('a', { refusal: conflict }), of('b', { refusal: conflict })],
      [of('a', { refusal: conflict })],
      ['a'],
      true,
    ],
  ])('%s', (_, here, base, inherited, stops) => {
    const plan = planOf(here)
    const found = findInherited(plan, planOf(base))
    expect([...found]).toEqual(inherited)
    expect(isStopped(plan, found)).toBe(stops)
  })
})

test('an apply that leaves inherited operations alone ends with 0, and with one of its own refused it does not', () => {
  const [inherited, own, ownRefused] = [
    of('a', { refusal: conflict }),
    of('b'),
    of('c', { refusal: conflict }),
  ]
  const codeOf = (operations: readonly Operation[], outcomes: 'none' | 'all') => {
    const ids = new Set(['a'])
    const report = {
      outcomes:
        outcomes === 'none'
          ? []
          : operations.map((each) =>
              each.refusal
                ? ({
                    status: 'skipped',
                    operation: each,
                    reason: { code: 'refused', refusal: each.refusal },
                  } as const)
                : ({ status: 'done', operation: each, notes: [] } as const),
            ),
      nonConverged: [],
    }
    return applyExitCode(
      planWithoutInherited(planOf(operations), ids),
      reportWithoutInherited(report, ids),
    )
  }
  expect(codeOf([inherited], 'none')).toBe(0)
  expect(codeOf([inherited, own], 'all')).toBe(0)
  expect(codeOf([inherited, ownRefused], 'none')).toBe(4)
  expect(codeOf([inherited, own, ownRefused], 'all')).toBe(6)
})

const withDescribedGates = (work: (stage: JobFixture) => Promise<void>): Promise<void> =>
  withJobFixture(
    { ...gate('checkout', 'description: First\n'), ...gate('search', 'description: First\n') },
    work,
    { applied: true },
  )

/** Team A has merged a change that conflicts with the console. */
const withConflict = async (stage: JobFixture): Promise<void> => {
  stage.emulator.edit('gates', 'search', (object) => ({ ...object, description: 'Console' }))
  await stage.commit(gate('search', 'description: Team A\n'))
}

const plansOfOthers = async (stage: JobFixture): Promise<void> => {
  const { comments, openPullRequest, plan } = stage
  await withConflict(stage)
  const alone = await openPullRequest({ 'README.md': 'Hello' })
  const readme = await plan(alone)
  expect(readme.code).toBe(0)
  expect(readme.outputs).toMatchObject({
    result: 'no-changes',
    'has-changes': 'false',
    'failure-reason': '',
  })
  const [body = ''] = comments(alone.number)
  expect(body).toContain('## Statsig plan · no changes')
  expect(body).toContain('### Refused before, not from this pull request (1)')
  expect(body).not.toContain('also applies')
}

test('a pull request that leaves a conflict of the default branch alone is green and names it', () =>
  withDescribedGates(plansOfOthers))

longRunTest(
  'a gate of its own is planned and applied beside it, and a conflict of its own is red',
  () =>
    withDescribedGates(async (stage) => {
      const { apply, comments, openPullRequest, merge, plan, repository, writes } = stage
      await withConflict(stage)
      const before = await repository.run('rev-parse', 'main')
      const own = await openPullRequest(gate('checkout', 'description: Team B\n'))
      expect((await plan(own)).code).toBe(0)
      expect(comments(own.number)[0]).toContain('### From this pull request (1)')
      const conflicting = await openPullRequest(gate('search', 'description: Team C\n'))
      const red = await plan(conflicting)
      expect([red.code, red.outputs['failure-reason']]).toEqual([4, 'conflict'])
      await merge(own)
      const applied = await apply({ before })
      expect(applied.code).toBe(0)
      expect(applied.outputs).toMatchObject({
        result: 'applied',
        applied: '1',
        'failure-reason': '',
      })
      expect(writes()).toEqual(['PATCH /console/v1/gates/checkout'])
      const [body = ''] = comments(own.number)
      expect(body).toContain('## ✅ Statsig apply · applied · 1 refused before')
      expect(body).toContain('### Refused before, not from this pull request (1)')
      expect(applied.out).toContain(
        'Not run: 1 operation that was refused before this push as well',
      )
    }),
)

longRunTest('the apply of the merge that conflicts itself is not green', () =>
  withDescribedGates(async (stage) => {
    const before = await stage.repository.run('rev-parse', 'main')
    await withConflict(stage)
    const { code, outputs } = await stage.apply({ before })
    expect([code, outputs['failure-reason']]).toEqual([4, 'conflict'])
  }),
)

longRunTest(
  'errors that were on the default branch before do not stop a change of other files',
  () =>
    withDescribedGates(async (stage) => {
      const { apply, comments, openPullRequest, plan, push, merge, repository, writes } = stage
      await stage.commit({ 'statsig/gates/broken.yaml': 'id: broken\n' })
      const before = await repository.run('rev-parse', 'main')
      const pull = await openPullRequest({ 'README.md': 'Hello' })
      const readme = await plan(pull)
      expect([readme.code, readme.outputs['result'], readme.outputs['failure-reason']]).toEqual([
        0,
        'skipped',
        '',
      ])
      expect(readme.out).not.toContain('::error')
      expect(comments(pull.number)[0]).toContain('no plan, invalid definitions before')
      await merge(pull)
      expect((await apply({ before })).code).toBe(0)
      const other = await openPullRequest(gate('checkout', 'description: Second\n'))
      const red = await plan(other)
      expect(red.code).toBe(3)
      expect(comments(other.number)[0]).toContain('the base branch has the same errors')
      const worse = await plan(await push(other, { 'statsig/gates/search.yaml': 'id: search\n' }))
      expect(worse.code).toBe(3)
      expect(comments(other.number)[0]).not.toContain('Not from this change')
      expect(writes()).toEqual([])
    }),
)
