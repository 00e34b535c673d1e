// Attacks and races, tested with the built bundle.
import { expect } from 'vitest'
import { isJsonArray } from '../../src/core/json.ts'
import { kindOf } from '../../src/kinds/index.ts'
import { makeAddress } from '../../src/model/index.ts'
import { normalizedMembers } from '../../src/plan/operation-draft.ts'
import { operationId } from '../../src/resources/digest.ts'
import { workflowDispatch } from '../support/github/events.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { files, gateOff, patchRequests, planAndMerge, withAppliedGates } from './gate-fixture.ts'
import { gate, type JobFixture, type TestPull, withJobFixture } from './job-fixture.ts'

test('a plan that is made after the merge does not count as reviewed', () =>
  withAppliedGates(async (stage) => {
    const pull = await planAndMerge(stage, { 'README.md': 'Hello' })
    const merge = await stage.commit(gateOff())
    const late = await stage.plan({ ...pull, merge })
    expect(late.out).toContain('the pull request is already merged')
    const { code } = await stage.apply()
    expect([code, stage.writes()]).toEqual([4, []])
  }))

longRunTest('confirming a plan does not confirm its refused operations', () =>
  withAppliedGates(async (stage) => {
    await stage.commit({ ...gateOff(), ...gate('search', 'lifecycle: { retired: true }\n') })
    const seen = await stage.apply()
    expect([seen.code, seen.outputs['refused']]).toEqual([4, '1'])
    const byHand = (inputs: Readonly<Record<string, string>>) =>
      stage.on(workflowDispatch(), {
        inputs: {
          command: 'apply',
          'confirm-plan-hash': seen.outputs['plan-hash'] ?? '',
          ...inputs,
        },
      })
    const { code, outputs } = await byHand({ 'allow-archive': 'true' })
    expect([code, outputs['failure-reason'], stage.writes()]).toEqual([4, 'plan-changed', []])
    await byHand({})
    expect(stage.writes()).toEqual([patchRequests('checkout')])
  }),
)

longRunSuite('after `recreate` has hidden a comment', () => {
  const recreate = { inputs: { 'comment-mode': 'recreate' } }
  const recreated = async (stage: JobFixture): Promise<TestPull> => {
    const first = await stage.openPullRequest(gateOff())
    await stage.plan(first, recreate)
    const second = await stage.push(first, gateOff('search'))
    await stage.plan(second, recreate)
    return second
  }
  const seen = ({ github }: JobFixture) =>
    github.comments(7).flatMap(({ body, isMinimized }) => (isMinimized ? [] : [body]))

  longRunTest('the apply reports its result in the visible one', () =>
    withAppliedGates(async (stage) => {
      await stage.merge(await recreated(stage))
      expect((await stage.apply()).code).toBe(0)
      expect(seen(stage)).toEqual([expect.stringContaining('✅ Statsig apply')])
    }),
  )

  longRunTest('an update changes the visible one', () =>
    withAppliedGates(async (stage) => {
      const next = await stage.push(
        await recreated(stage),
        gateOff('search', 'description: Words\n'),
      )
      await stage.plan(next)
      expect(seen(stage)).toEqual([expect.stringContaining(next.head)])
    }),
  )
})

longRunTest(
  'a run whose comment is superseded has its usual result, because its commit may come back',
  () =>
    withAppliedGates(async (stage) => {
      const faulty = await stage.openPullRequest({
        'statsig/gates/checkout.yaml': 'id: checkout\nwhat: 1\n',
      })
      await stage.push(faulty, gateOff())
      const { code, out } = await stage.plan(faulty)
      expect(out).toContain('because this run is superseded')
      expect(code).toBe(3)
    }),
)

longRunTest(
  'a pull request that replaces the folder of the definitions by a link reads nothing behind the link',
  () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest({ flags: { link: '../' } })
      for (const command of ['validate', 'plan']) {
        const inputs = { command, 'working-directory': 'flags' }
        const { code, out } = await stage.plan(pull, { inputs })
        expect(code).toBe(64)
        expect(out).toContain('which is outside the workspace')
      }
    }),
)

longRunTest('drift is refused on another branch, whose definitions are not merged', () =>
  withAppliedGates(async (stage) => {
    stage.emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }))
    const pull = await stage.openPullRequest(gateOff())
    const { code, outputs } = await stage.drift({
      sha: pull.head,
      ref: `refs/heads/${pull.branch}`,
      inputs: { 'drift-pull-request': 'true' },
    })
    expect([code, outputs['failure-reason']]).toEqual([4, 'unsafe-event'])
    expect([stage.github.issues(), stage.github.pulls()]).toEqual([[], [expect.anything()]])
  }),
)

longRunSuite('on a public repository', () => {
  const inPublic = { github: { isPrivate: false } }
  const merger = ({ emulator }: JobFixture) =>
    emulator.insert('gates', {
      ...emulator.object('gates', 'search'),
      id: 'initech_merger',
      name: 'initech_merger',
    })

  longRunTest('a similar name does not reveal other names in Statsig', () =>
    withAppliedGates(async (stage) => {
      merger(stage)
      const asks = 'conditions: [{ type: passes_gate, targetValue: initech_mergr }]'
      const rule = `rules: [{ name: All, passPercentage: 100, ${asks} }]\n`
      const pull = await stage.openPullRequest(gate('asking', rule))
      expect((await stage.plan(pull)).code).toBe(3)
      await stage.merge(pull)
      expect((await stage.apply()).code).toBe(3)
      expect((await stage.drift()).code).toBe(3)
      expect(stage.allOutput()).not.toContain('initech_merger')
    }, inPublic),
  )
})

longRunTest('on a public repository, names within a free-form value are hidden too', () => {
  const path = 'statsig/dynamic_configs/limits.yaml'
  const limits = (most: number) => ({
    [path]: `id: limits\nname: limits\nisEnabled: true\ndefaultValue: { most: ${most} }\n`,
  })
  return withJobFixture(
    { ...files, ...limits(1) },
    async (stage) => {
      stage.emulator.edit('dynamic_configs', 'limits', (object) => ({
        ...object,
        defaultValue: { most: 1, initechMerger: true },
        defaultValueJson5: '{"most": 1, "initechMerger": true}',
      }))
      await stage.plan(await stage.openPullRequest(limits(2)))
      await stage.drift()
      expect(stage.allOutput()).toContain('hmac:')
      expect(stage.allOutput()).not.toMatch(/initech/i)
    },
    { applied: true, github: { isPrivate: false } },
  )
})

longRunTest('unreviewed: apply-safe refuses changes of access rights', () =>
  withJobFixture(
    { ...files, 'statsig/roles/guest.yaml': 'name: Guest\npermissions: {}\n' },
    async (stage) => {
      await stage.commit({
        ...gate('search', 'description: Words\n'),
        'statsig/roles/guest.yaml': 'name: Guest\npermissions: { self_approve_review: true }\n',
        'statsig/roles/root.yaml': 'name: Root\npermissions: { approve_reviews: true }\n',
      })
      const { outputs } = await stage.apply({ inputs: { unreviewed: 'apply-safe' } })
      expect(stage.writes()).toEqual([patchRequests('search')])
      expect(outputs['refused']).toBe('2')
    },
    { applied: true },
  ),
)

const silent = {
  on: 'PATCH /repos/acme/flags/issues/comments/*',
  answer: 'slow',
  late: 20_000,
} as const

longRunTest('a job that is killed while GitHub does not respond has logged what it wrote', () =>
  withAppliedGates(async (stage) => {
    await planAndMerge(stage, gateOff())
    stage.github.faults = [silent]
    const { code, out } = await stage.apply({ patience: 8_000 })
    expect([code, stage.writes()]).toEqual([137, [patchRequests('checkout')]])
    expect(out).toContain('Applied: 1 done.')
  }),
)

longRunTest(
  'a plan that is made in time is in the log and the outputs, although GitHub does not respond',
  () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull)
      stage.github.faults = [silent]
      const next = await stage.push(pull, gateOff('search'))
      const { code, out, outputs, summary } = await stage.plan(next, {
        inputs: { 'timeout-seconds': '5' },
      })
      // Without its seal on the pull request it could not be applied.
      expect([code, outputs['result'], outputs['to-update']]).toEqual([1, 'failed', '2'])
      expect(outputs['failure-reason']).toBe('timed-out')
      expect(out).toContain('The run exceeded the limit of')
      expect(summary).toContain('**2 to update**')
    }),
)

longRunTest(
  'a job that is cancelled while it writes finishes what it has begun, records it and reports it',
  async () => {
    const cancelling = new AbortController()
    let isApplying = false
    const many = Array.from({ length: 40 }, (_, index) => gateOff(`new_${index}`))
    await withAppliedGates(
      async (stage) => {
        const pull = await planAndMerge(stage, Object.assign({}, ...many))
        isApplying = true
        const { code, outputs } = await stage.apply({
          inputs: { concurrency: '1' },
          signal: cancelling.signal,
        })
        const written = stage.writes().length
        expect(code).toBe(6)
        expect(written).toBeLessThan(40)
        expect(outputs).toMatchObject({ applied: String(written), skipped: String(40 - written) })
        expect(stage.comments(pull.number)[0]).toContain('partly applied')
        const again = await stage.apply({ attempt: 2 })
        expect([again.code, stage.writes().length]).toEqual([0, 40 - written])
      },
      {
        emulator: {
          onRequest: (line) => {
            if (isApplying && line.startsWith('POST')) cancelling.abort()
          },
        },
      },
    )
  },
)

longRunTest(
  'a reviewed change is applied once, even while other operations keep the record at an older commit',
  () =>
    withAppliedGates(async (stage) => {
      const { emulator } = stage
      // It was never applied and differs: while it is kept, the applied commit does not change.
      const found = { ...emulator.object('gates', 'search'), isEnabled: false }
      emulator.insert('gates', { ...found, id: 'held', name: 'held' })
      await planAndMerge(stage, { ...gateOff(), ...gate('held') })
      await stage.apply()
      await planAndMerge(stage, gate('checkout'))
      await stage.apply()
      expect(stage.writes()).toEqual([patchRequests('checkout'), patchRequests('checkout')])
      await stage.commit(gateOff())
      const { code } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
    }),
)

longRunTest(
  'a job that is stopped before it writes does not report a failure of Statsig',
  async () => {
    const cancelling = new AbortController()
    let isApplying = false
    await withAppliedGates(
      async (stage) => {
        await planAndMerge(stage, gateOff())
        const { signal } = cancelling
        isApplying = true
        const { code, outputs } = await stage.apply({ signal })
        expect([code, stage.writes()]).toEqual([1, []])
        expect(outputs['failure-reason']).toBe('timed-out')
      },
      { emulator: { onRequest: () => isApplying && cancelling.abort() } },
    )
  },
)

longRunTest(
  'a comment with an edited text does not count, even if its first line is unchanged',
  () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull)
      const [comment] = stage.github.comments(pull.number)
      const [line = ''] = (comment?.body ?? '').split('\n')
      stage.github.editComment(comment?.id ?? 0, `${line}\n## Statsig plan: no changes\n`)
      await stage.merge(pull)
      const { code, out } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
      expect(out).toContain('is not valid: its comment was edited')
    }),
)

longRunTest(
  'on a public repository, values that are only in Statsig cannot be guessed from digests',
  () => {
    const rule = (name: string, passPercentage: number) => ({
      name,
      passPercentage,
      conditions: [{ type: 'public' }],
    })
    const checkout = (percent: number) =>
      gate('checkout', `rules: ${JSON.stringify([rule('All', percent)])}\n`)
    /** As an attacker would who knows everything except two words. */
    const idWith = (name: string, percent: number): string => {
      const side = (own: number) =>
        normalizedMembers(
          kindOf('gate'),
          { rules: [rule('All', own), rule(name, percent)] },
          ['rules'],
          (_, text) => text,
        )
      const essence = {
        target: 'default',
        address: makeAddress('gate', 'checkout'),
        action: 'update',
      }
      return operationId({ ...essence, before: side(10), after: side(5) })
    }
    return withJobFixture(
      checkout(10),
      async (stage) => {
        stage.emulator.edit('gates', 'checkout', (object) => ({
          ...object,
          rules: [
            ...(isJsonArray(object['rules']) ? object['rules'] : []),
            { id: 'r2', ...rule('Initech', 37) },
          ],
        }))
        await stage.plan(await stage.openPullRequest(checkout(5)))
        const shown = stage.allOutput()
        const marks = [...shown.matchAll(/<!-- statsig-gitops ([\w-]+) -->/g)]
          .map(([, payload = '']) => Buffer.from(payload, 'base64url').toString())
          .join('\n')
        const tried = ['Acme', 'Initech', 'Globex'].flatMap((company) =>
          Array.from({ length: 100 }, (_, percent) => idWith(company, percent)),
        )
        expect(marks).toContain('"operations":["')
        expect(tried.filter((id) => `${shown}${marks}`.includes(id.slice(0, 8)))).toEqual([])
      },
      { applied: true, github: { isPrivate: false } },
    )
  },
)

longRunTest(
  'the drift pull request does not overwrite commits of another author on its branch',
  () =>
    withAppliedGates(async (stage) => {
      const { emulator, repository } = stage
      const inputs = { 'drift-pull-request': 'true' }
      const branch = 'statsig-gitops/adopt-default'
      emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }))
      await stage.drift({ inputs })
      await repository.run('fetch', '--quiet', 'origin', branch)
      await repository.run('checkout', '--quiet', '-B', 'mine', 'FETCH_HEAD')
      await repository.commit({ 'README.md': 'Mine' }, 'By hand')
      await repository.run('push', '--quiet', 'origin', `mine:${branch}`)
      await repository.run('checkout', '--quiet', 'main')
      emulator.edit('gates', 'checkout', (object) => ({ ...object, isEnabled: false }))
      const { code, out } = await stage.drift({ inputs })
      expect(code).toBe(0)
      expect(out).toContain('contains commits of another author')
      await repository.run('fetch', '--quiet', 'origin', branch)
      expect(await repository.run('log', '-1', '--format=%s', 'FETCH_HEAD')).toBe('By hand')
    }),
)

longRunTest('a review stays valid after an apply with the wrong key', () =>
  withAppliedGates(
    async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      const seal = (secret: string) => ({ inputs: { 'seal-secret': secret } })
      await stage.plan(pull, seal('right'))
      await stage.merge(pull)
      const wrong = await stage.apply(seal('wrong'))
      expect([wrong.code, stage.writes()]).toEqual([4, []])
      const right = await stage.apply(seal('right'))
      expect([right.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
    },
    { sealSecret: 'right' },
  ),
)

longRunTest('the reason of a stopped apply is reported only on pull requests with a plan', () =>
  withAppliedGates(async (stage) => {
    const idle = await planAndMerge(stage, { 'README.md': 'Hello' })
    const busy = await planAndMerge(stage, gateOff())
    await stage.commit(gateOff('search'))
    expect((await stage.apply()).code).toBe(4)
    expect(stage.comments(busy.number)[0]).toContain('not applied')
    expect(stage.comments(idle.number)[0]).toContain('no changes')
  }),
)
