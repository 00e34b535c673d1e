// Attacks on approvals: what was reviewed is applied once, and nothing else is.
import { expect } from 'vitest'
import { workflowDispatch } from '../support/github/events.ts'
import type { Fault } from '../support/github/faults.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gateOff, patchRequests, planAndMerge, withAppliedGates } from './gate-fixture.ts'
import {
  gate,
  type JobFixture,
  type JobFixtureOptions,
  type TestPull,
  withJobFixture,
} from './job-fixture.ts'

/** Updates of the record fail. */
const recordFails: Fault = {
  on: 'PATCH /repos/acme/flags/git/refs/statsig-gitops/default/applied',
  answer: 'bad-gateway',
}

const switchInConsole = ({ emulator }: JobFixture, isEnabled: boolean) =>
  emulator.edit('gates', 'checkout', (object) => ({ ...object, isEnabled }))

/** GitHub fails from the first write to Statsig on, as after a crash: the end of the apply is not recorded. */
const withLostEnd = (
  work: (stage: JobFixture, loseEnd: () => void) => Promise<void>,
): Promise<void> => {
  let stage: JobFixture | undefined
  let isLosing = false
  const options: JobFixtureOptions = {
    emulator: {
      onRequest: (line) => {
        if (isLosing && !line.startsWith('GET') && stage) stage.github.faults = [recordFails]
      },
    },
  }
  return withAppliedGates((opened) => {
    stage = opened
    return work(opened, () => {
      isLosing = true
    })
  }, options)
}

test('replay after a crash between the write and the record: what was done and undone is not done again', () =>
  withLostEnd(async (stage, loseEnd) => {
    const pull = await planAndMerge(stage, gateOff())
    loseEnd()
    const lost = await stage.apply()
    expect([lost.code, stage.writes()]).toEqual([1, [patchRequests('checkout')]])
    stage.github.faults = []
    switchInConsole(stage, true)
    const again = await stage.apply({ attempt: 2 })
    expect([again.code, stage.writes()]).toEqual([0, []])
    expect(again.out).toContain('What people have changed is kept')
    await planAndMerge(stage, { 'README.md': 'Hello' })
    const later = await stage.apply()
    expect([later.code, stage.writes()]).toEqual([0, []])
    expect(later.out).not.toContain('What people have changed is kept')
    expect(stage.comments(pull.number)[0]).not.toContain('not applied')
  }))

longRunTest('after such a crash, what is still there is recorded by the next apply', () =>
  withLostEnd(async (stage, loseEnd) => {
    await planAndMerge(stage, gateOff())
    loseEnd()
    expect((await stage.apply()).code).toBe(1)
    stage.github.faults = []
    const again = await stage.apply({ attempt: 2 })
    expect([again.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
    switchInConsole(stage, true)
    const last = await stage.apply()
    expect([last.code, stage.writes()]).toEqual([0, []])
  }),
)

longRunTest(
  'an apply whose beginning cannot be recorded writes nothing, and the next one does it',
  () =>
    withAppliedGates(async (stage) => {
      const pull = await planAndMerge(stage, gateOff())
      stage.github.faults = [recordFails]
      const { code, outputs } = await stage.apply()
      expect([code, outputs['failure-reason'], stage.writes()]).toEqual([1, 'api-error', []])
      expect(stage.comments(pull.number)[0]).toContain('An apply is recorded before it writes')
      stage.github.faults = []
      const again = await stage.apply({ attempt: 2 })
      expect([again.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
    }),
)

longRunTest(
  'a new resource that was created before a crash and deleted by a person is not created again',
  () =>
    withLostEnd(async (stage, loseEnd) => {
      await planAndMerge(stage, gate('fresh'))
      loseEnd()
      await stage.apply()
      stage.github.faults = []
      expect(stage.writes()).toEqual(['POST /console/v1/gates'])
      stage.emulator.remove('gates', 'fresh')
      const again = await stage.apply({ attempt: 2 })
      expect([again.code, stage.writes()]).toEqual([0, []])
      expect(again.out).toContain('deleted in Statsig')
    }),
)

longRunTest('replay of a run that is done: the drift of the meantime is kept', () =>
  withAppliedGates(async (stage) => {
    await planAndMerge(stage, gateOff())
    expect((await stage.apply()).code).toBe(0)
    stage.writes()
    switchInConsole(stage, true)
    const again = await stage.apply({ attempt: 2 })
    expect([again.code, stage.writes()]).toEqual([0, []])
  }),
)

for (const [how, move] of [
  ['an older record is pushed', (stage: JobFixture, old: string) => stage.moveRecord(old)],
  ['the record is deleted', (stage: JobFixture) => stage.moveRecord()],
] as const)
  longRunTest(`where ${how}, no approval counts, and the run says how to restore the newest`, () =>
    withAppliedGates(async (stage) => {
      const old = (await stage.readRecord()) ?? ''
      await planAndMerge(stage, { ...gateOff(), ...gate('fresh') })
      expect((await stage.apply()).code).toBe(0)
      const newest = (await stage.readRecord()) ?? ''
      stage.writes()
      switchInConsole(stage, true)
      stage.emulator.remove('gates', 'fresh')
      await move(stage, old)
      const moved = await stage.readRecord()
      const { code, out, outputs } = await stage.apply({ attempt: 2 })
      expect([code, outputs['failure-reason'], stage.writes()]).toEqual([4, 'refused', []])
      expect(out).toContain(`sha=${newest}`)
      expect(await stage.readRecord()).toBe(moved)
      await stage.moveRecord(newest)
      const restored = await stage.apply()
      expect([restored.code, stage.writes()]).toEqual([0, []])
    }),
  )

longRunTest(
  'a record that the Action has not sealed makes nothing approved and is not replaced, until a person confirms it',
  () =>
    withAppliedGates(
      async (stage) => {
        const before = await stage.readRecord()
        await planAndMerge(stage, gateOff())
        const { code, out } = await stage.apply()
        expect([code, stage.writes(), await stage.readRecord()]).toEqual([4, [], before])
        expect(out).toContain(`confirm-record: ${before}`)
        const wrong = await stage.apply({ inputs: { 'confirm-record': 'a'.repeat(40) } })
        expect([wrong.code, stage.writes()]).toEqual([4, []])
        const inputs = { command: 'apply', 'confirm-record': before ?? '' }
        const right = await stage.on(workflowDispatch(), { inputs })
        expect([right.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
        expect((await stage.apply()).code).toBe(0)
      },
      { sealSecret: 'of-another-repository' },
    ),
)

longRunTest('a change of the seal secret keeps approvals and records, with the secret before', () =>
  withAppliedGates(
    async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull, { inputs: { 'seal-secret': 'old' } })
      await stage.merge(pull)
      const rotated = { 'seal-secret': 'new', 'seal-secret-previous': 'old' }
      const { code } = await stage.apply({ inputs: rotated })
      expect([code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      const after = await stage.apply({ inputs: { 'seal-secret': 'new' } })
      expect(after.code).toBe(0)
    },
    { sealSecret: 'old' },
  ),
)

longRunTest(
  'a confirmed plan that overwrites is carried out once: “Re-run jobs” does not repeat it',
  () =>
    withAppliedGates(async (stage) => {
      switchInConsole(stage, false)
      const byHand = (inputs: Readonly<Record<string, string>>, attempt = 1) =>
        stage.on(workflowDispatch(), {
          run: 5000,
          attempt,
          inputs: { command: 'apply', overwrite: 'gate/checkout', ...inputs },
        })
      const seen = await byHand({})
      expect([seen.code, stage.writes()]).toEqual([4, []])
      const confirmed = { 'confirm-plan-hash': seen.outputs['plan-hash'] ?? '' }
      const done = await byHand(confirmed, 2)
      expect([done.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      switchInConsole(stage, false)
      const again = await byHand(confirmed, 3)
      expect([again.code, stage.writes()]).toEqual([4, []])
      expect(again.out).toContain('Start a new run')
    }),
)

longRunTest('a late first run, of a merge before the one that was applied, writes nothing', () =>
  withAppliedGates(async (stage) => {
    const first = await stage.openPullRequest(gateOff())
    await stage.plan(first)
    const early = await stage.merge(first)
    await planAndMerge(stage, gate('checkout', 'description: Words\n'))
    expect((await stage.apply()).code).toBe(0)
    stage.writes()
    const late = await stage.apply({ sha: early })
    expect([late.code, stage.writes()]).toEqual([4, []])
  }),
)

longRunTest(
  'a plan for another base branch says that nothing is applied, and does not count where the base is changed',
  () =>
    withAppliedGates(async (stage) => {
      await stage.commit({ 'README.md': 'Hello' })
      const pull = await stage.openPullRequest(gateOff(), { baseRef: 'staging' })
      expect((await stage.plan(pull)).code).toBe(0)
      const [body = ''] = stage.comments(pull.number)
      expect(body).toContain('Merging this pull request applies nothing')
      expect(body).not.toContain('Merging this pull request also')
      // The base is changed without another plan.
      const retargeted = { ...pull, baseRef: 'main' }
      await stage.merge(retargeted)
      const { code, out } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
      expect(out).toContain('was made for the base branch `staging`')
    }),
)

longRunTest(
  'a plan for the default branch does not count for a merge after the base was changed and back',
  () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull)
      await stage.plan({ ...pull, baseRef: 'staging' })
      expect(stage.comments(pull.number)[0]).toContain('| ✏️ update |')
      stage.github.addPull({
        number: pull.number,
        user: 'ana',
        head: { sha: pull.head, ref: pull.branch },
        base: { sha: pull.base, ref: 'staging' },
      })
      await stage.plan({ ...pull, baseRef: 'staging' })
      await stage.merge(pull)
      const { code } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
    }),
)

const pullLookup = 'GET /repos/acme/flags/commits/*/pulls'

test('right after a merge, the pull request of the commit is looked up again', () =>
  withAppliedGates(async (stage) => {
    await planAndMerge(stage, gateOff())
    stage.github.faults = [{ on: pullLookup, times: 2, answer: 'empty-list' }]
    const { code } = await stage.apply()
    expect([code, stage.writes(), stage.waits]).toEqual([
      0,
      [patchRequests('checkout')],
      [2_000, 4_000],
    ])
  }))

longRunTest('a pull request that GitHub still shows as open is looked up again', () =>
  withAppliedGates(async (stage) => {
    const pull = await stage.openPullRequest(gateOff())
    await stage.plan(pull)
    const merged = await stage.merge(pull)
    const open = {
      number: pull.number,
      user: 'ana',
      head: { sha: pull.head, ref: pull.branch },
      base: { sha: pull.base, ref: 'main' },
      commits: [merged, pull.head],
    }
    stage.github.addPull({ ...open, state: 'open' })
    const onSleep = () =>
      stage.github.addPull({
        ...open,
        state: 'closed',
        mergedAt: '2026-01-02T00:00:00Z',
        mergeCommit: merged,
      })
    expect([(await stage.apply({ onSleep })).code, stage.writes()]).toEqual([
      0,
      [patchRequests('checkout')],
    ])
  }),
)

longRunTest(
  'a commit that was pushed without a pull request is refused after a minute, and only where it has an operation',
  () =>
    withAppliedGates(async (stage) => {
      await stage.commit({ 'README.md': 'Hello' })
      expect([(await stage.apply()).code, stage.waits]).toEqual([0, []])
      await stage.commit(gateOff())
      expect([(await stage.apply()).code, stage.writes()]).toEqual([4, []])
      expect(stage.waits.reduce((sum, ms) => sum + ms, 0)).toBe(60_000)
    }),
)

/** A pull request with one operation is planned, and planned again on the same commit after another one came in. */
const withGrownPlan = (
  work: (stage: JobFixture, pull: TestPull, approve: () => void) => Promise<void>,
  approvesBefore: boolean,
) =>
  withAppliedGates(async (stage) => {
    const pull = await stage.openPullRequest(gateOff())
    await stage.plan(pull)
    const approve = () => stage.github.addReview({ number: pull.number, commit: pull.head })
    if (approvesBefore) approve()
    await stage.commit(gateOff('search'))
    const merge = await stage.repository.run(
      'commit-tree',
      '-p',
      'main',
      '-p',
      pull.head,
      '-m',
      'Merge',
      await mergedTree(stage, pull),
    )
    await stage.plan({ ...pull, merge })
    expect(stage.comments(pull.number)[0]).toContain('gate/search')
    await work(stage, pull, approve)
  })

const mergedTree = async ({ repository }: JobFixture, { head }: TestPull): Promise<string> => {
  await repository.run('checkout', '--quiet', '--detach', 'main')
  await repository.run('merge', '--quiet', '--no-ff', '--message=Merge', head)
  const tree = await repository.run('rev-parse', 'HEAD^{tree}')
  await repository.run('checkout', '--quiet', 'main')
  return tree
}

longRunTest('what came into a plan on the same commit after its approval is not approved', () =>
  withGrownPlan(async (stage, pull) => {
    await stage.merge(pull)
    const { code, out } = await stage.apply()
    expect([code, stage.writes()]).toEqual([4, []])
    expect(out).toContain('grew on the same commit')
    expect(stage.comments(pull.number)[0]).toContain('### Not reviewed (1)')
    expect(stage.comments(pull.number)[0]).toContain('gate/search')
    const again = await stage.apply({ attempt: 2 })
    expect([again.code, stage.writes()]).toEqual([4, []])
  }, true),
)

longRunTest('what came into a plan on the same commit is approved by a review after that', () =>
  withGrownPlan(async (stage, pull, approve) => {
    approve()
    await stage.merge(pull)
    const { code } = await stage.apply()
    expect([code, [...stage.writes()].sort()]).toEqual([
      0,
      [patchRequests('checkout'), patchRequests('search')],
    ])
  }, true),
)

longRunTest(
  'an approval of a stranger, or of an earlier commit, does not approve what came in',
  () =>
    withGrownPlan(async (stage, pull) => {
      stage.github.addReview({ number: 7, commit: pull.head, association: 'NONE' })
      stage.github.addReview({ number: 7, commit: pull.base })
      stage.github.addReview({ number: 7, commit: pull.head, state: 'DISMISSED' })
      await stage.merge(pull)
      expect([(await stage.apply()).code, stage.writes()]).toEqual([4, []])
    }, false),
)

longRunTest(
  'what the comment does not show in full is not approved by merging, and needs the plan hash',
  () => {
    const names = Array.from({ length: 16 }, (_, index) => `gate_${index}`)
    const gates = (description: string) =>
      Object.assign({}, ...names.map((name) => gate(name, `description: ${description}\n`)))
    return withJobFixture(
      gates('one'),
      async (stage) => {
        const pull = await stage.openPullRequest(gates('two '.repeat(250)))
        // The comment may have 12,000 bytes.
        const on = 'POST /repos/acme/flags/issues/7/comments'
        stage.github.faults = [{ on, times: 2, answer: 'too-long' }]
        await stage.plan(pull)
        const [body = ''] = stage.comments(pull.number)
        expect(body).toContain('Merging does not approve')
        await stage.merge(pull)
        const { code, outputs } = await stage.apply()
        expect([code, stage.writes()]).toEqual([4, []])
        const right = await stage.on(workflowDispatch(), {
          inputs: {
            command: 'apply',
            'confirm-plan-hash': outputs['plan-hash'] ?? '',
          },
        })
        expect([right.code, stage.writes().length]).toEqual([0, 16])
      },
      { applied: true },
    )
  },
)

const pruning = { 'statsig.yaml': 'prune: delete\n' }
const withoutSearch = { 'statsig/gates/search.yaml': null }
const archives = { inputs: { 'allow-archive': 'true' } }

longRunTest('settings that were pushed loosen nothing for what was pushed with them', () =>
  withAppliedGates(async (stage) => {
    await stage.commit({ ...pruning, ...withoutSearch })
    expect([(await stage.apply(archives)).code, stage.writes()]).toEqual([0, []])
  }),
)

longRunTest('what settings in force allow still needs a review', () =>
  withAppliedGates(async (stage) => {
    await stage.commit(pruning)
    expect([(await stage.apply(archives)).code, stage.writes()]).toEqual([0, []])
    await stage.commit(withoutSearch)
    const { code, outputs } = await stage.apply(archives)
    expect([code, outputs['failure-reason'], stage.writes()]).toEqual([4, 'plan-changed', []])
  }),
)
