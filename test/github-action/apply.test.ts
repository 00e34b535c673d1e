// An apply after a merge executes what was reviewed on the pull request, and nothing else. Tested with the built
// bundle.
import { describe, expect } from 'vitest'
import { isJsonArray, isJsonObject } from '../../src/core/json.ts'
import { metadataLine, sealWith } from '../../src/github-action/job/comment-metadata.ts'
import type { GitHubEvent } from '../support/github/events.ts'
import {
  issueComment,
  mergeGroup,
  pullRequestTarget,
  workflowDispatch,
  workflowRun,
} from '../support/github/events.ts'
import type { StepResult } from '../support/github/runner.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { files, gateOff, patchRequests, planAndMerge, withAppliedGates } from './gate-fixture.ts'
import { gate, type JobFixture, type TestPull, withJobFixture } from './job-fixture.ts'

const appliedAt = (stage: JobFixture) =>
  stage.repository
    .run('ls-remote', 'origin', 'refs/statsig-gitops/default/applied')
    .then((line) => line.split('\t')[0])

describe('after a merge', () => {
  test('an equal plan is applied, recorded at GitHub, and reported in the same comment', () =>
    withAppliedGates(async (stage) => {
      const before = await appliedAt(stage)
      const pull = await planAndMerge(stage, gateOff())
      const { code, outputs } = await stage.apply()
      expect([code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      expect(outputs).toMatchObject({ result: 'applied', applied: '1', 'pr-number': '7' })
      const [body = '', ...others] = stage.comments(pull.number)
      expect(others).toEqual([])
      expect(body).toContain('✅ Statsig apply')
      expect(await appliedAt(stage)).not.toBe(before)
      const again = await stage.apply()
      expect([again.code, again.outputs['result'], stage.writes()]).toEqual([0, 'no-changes', []])
    }))

  longRunTest(
    'push with squash merge, with a merge commit, and with two pull requests at once',
    () =>
      withAppliedGates(async (stage) => {
        const first = await planAndMerge(stage, gateOff())
        const second = await stage.openPullRequest(gateOff('search'))
        await stage.plan(second)
        await stage.merge(second, 'merge')
        const { code } = await stage.apply()
        expect(code).toBe(0)
        expect([...stage.writes()].sort()).toEqual([
          patchRequests('checkout'),
          patchRequests('search'),
        ])
        expect(stage.comments(first.number)[0]).toContain('gate/checkout')
        expect(stage.comments(first.number)[0]).not.toContain('gate/search')
        expect(stage.comments(second.number)[0]).toContain('✅ Statsig apply')
      }),
  )

  longRunTest('an operation that is already applied in Statsig is no error', () =>
    withAppliedGates(async (stage) => {
      const pull = await planAndMerge(stage, { ...gateOff(), ...gateOff('search') })
      stage.emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }))
      const { code } = await stage.apply()
      expect([code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      expect(stage.comments(pull.number)[0]).toContain('Already applied: 1 reviewed operation.')
    }),
  )

  longRunTest(
    'an extra operation stops the apply (exit 4, no writes), and the comment says what is not reviewed',
    () =>
      withAppliedGates(async (stage) => {
        const pull = await planAndMerge(stage, gateOff())
        await stage.commit(gateOff('search'))
        const { code, outputs } = await stage.apply()
        expect([code, stage.writes()]).toEqual([4, []])
        expect(outputs['failure-reason']).toBe('plan-changed')
        const [body = ''] = stage.comments(pull.number)
        expect(body).toContain('not applied')
        expect(body).toContain('gate/search')
        expect(body).toContain(outputs['plan-hash'])
      }),
  )

  longRunTest('a commit without a pull request is not applied unless the workflow allows it', () =>
    withAppliedGates(async (stage) => {
      await stage.commit(gateOff())
      const { code, out } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
      expect(out).toContain('No merged pull request was found')
      const all = await stage.apply({ inputs: { unreviewed: 'apply' } })
      expect([all.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
    }),
  )

  longRunTest('unreviewed: apply-safe applies operations without a risk, and no others', () =>
    withAppliedGates(async (stage) => {
      await stage.commit({
        ...gate('checkout', 'description: Words\n'),
        ...gate(
          'search',
          'rules: [{ name: All, passPercentage: 100, conditions: [{ type: public }] }]\n',
        ),
      })
      const { code, outputs } = await stage.apply({ inputs: { unreviewed: 'apply-safe' } })
      expect([code, stage.writes()]).toEqual([6, [patchRequests('checkout')]])
      expect(outputs).toMatchObject({ refused: '1', applied: '1', result: 'partial' })
    }),
  )

  longRunTest(
    'unreviewed: apply-safe refuses what reassigns users, even if a name says otherwise',
    () => {
      const banner = (first: string) => ({
        'statsig/dynamic_configs/banner.yaml': JSON.stringify({
          id: 'banner',
          name: 'banner',
          isEnabled: true,
          rules: [
            {
              name: 'Everyone',
              passPercentage: 100,
              conditions: [{ type: 'public' }],
              returnValue: { a: 1 },
              variants: [
                { name: first, passPercentage: 50, returnValue: { c: first } },
                { name: 'Green', passPercentage: 50, returnValue: { c: 2 } },
              ],
            },
          ],
        }),
      })
      return withJobFixture(
        banner('Red'),
        async (stage) => {
          await stage.commit(banner('Blue` is new: x'))
          const { code, out } = await stage.apply({ inputs: { unreviewed: 'apply-safe' } })
          expect([code, stage.writes()]).toEqual([4, []])
          expect(out).toContain('not reviewed, and risky')
        },
        { applied: true },
      )
    },
  )

  longRunTest('confirm-plan-hash applies exactly this plan by hand', () =>
    withAppliedGates(async (stage) => {
      await stage.commit(gateOff())
      const { outputs } = await stage.apply()
      const hash = outputs['plan-hash'] ?? ''
      const byHand = (given: string) =>
        stage.on(workflowDispatch(), { inputs: { command: 'apply', 'confirm-plan-hash': given } })
      const wrong = await byHand('a'.repeat(64))
      expect([wrong.code, wrong.outputs['failure-reason'], stage.writes()]).toEqual([
        4,
        'plan-changed',
        [],
      ])
      const short = await byHand(hash.slice(0, 8))
      expect(short.out).toContain(`is only the beginning of the plan hash`)
      expect([short.code, stage.writes()]).toEqual([4, []])
      const right = await byHand(hash)
      expect([right.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      const late = await byHand(hash)
      expect([late.code, late.outputs['result'], stage.writes()]).toEqual([0, 'no-changes', []])
    }),
  )

  longRunTest('a plan of an older commit than the merged one does not count', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull)
      const later = await stage.push(pull, { 'README.md': 'Hello' })
      await stage.merge(later)
      const { code, out } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
      expect(out).toContain(`The plan on #7 is for the commit ${pull.head.slice(0, 7)}`)
    }),
  )

  longRunTest('an edited comment does not count', () =>
    withAppliedGates(async (stage) => {
      const pull = await planAndMerge(stage, { 'README.md': 'Hello' })
      await stage.commit(gateOff())
      const dry = await stage.apply({ inputs: { 'dry-run': 'true', unreviewed: 'apply' } })
      expect([dry.code, stage.writes()]).toEqual([0, []])
      const forged = metadataLine(
        {
          kind: 'plan',
          target: 'default',
          pull: pull.number,
          head: pull.head,
          run: { id: 1, number: 1, attempt: 1 },
          plan: dry.outputs['plan-hash'] ?? '',
        },
        sealWith('console-emulator-of-mallory', 'acme/flags'),
      )
      const [comment] = stage.github.comments(pull.number)
      stage.github.editComment(comment?.id ?? 0, forged)
      const { code, out } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
      expect(out).toContain('is not valid')
    }),
  )

  longRunTest('a comment of another author does not count, even with a valid seal', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      await stage.plan(pull)
      const [ours = ''] = stage.comments(pull.number)
      const other = await stage.openPullRequest(gateOff('search'))
      await stage.merge(other)
      stage.github.addComment(other.number, { user: 'mallory', body: ours })
      stage.github.addComment(other.number, { user: 'github-actions[bot]', body: ours })
      const { code } = await stage.apply()
      expect([code, stage.writes()]).toEqual([4, []])
    }),
  )

  longRunTest('an edit in Statsig between plan and write is not overwritten (exit 5)', async () => {
    let edit = (): void => {}
    await withAppliedGates(
      async (stage) => {
        const rule =
          'rules: [{ name: All, passPercentage: PERCENT, conditions: [{ type: public }] }]\n'
        await planAndMerge(stage, gate('checkout', rule.replace('PERCENT', '50')))
        expect((await stage.apply()).code).toBe(0)
        stage.writes()
        const next = await planAndMerge(stage, gate('checkout', rule.replace('PERCENT', '60')))
        edit = () => {
          edit = () => {}
          stage.emulator.edit('gates', 'checkout', (object) => ({ ...object, isEnabled: false }))
        }
        const { code, outputs } = await stage.apply()
        expect([code, stage.writes()]).toEqual([5, []])
        expect(outputs['failure-reason']).toBe('conflict')
        expect(stage.comments(next.number)[0]).toContain('changed')
      },
      {
        emulator: {
          onRequest: (line) => {
            if (line.startsWith('GET /console/v1/gates?')) edit()
          },
        },
      },
    )
  })

  longRunTest(
    'after a failure in the middle (exit 6) a second run completes the apply (exit 0), and the comment says so',
    () =>
      withAppliedGates(async (stage) => {
        const pull = await planAndMerge(stage, { ...gateOff(), ...gateOff('search') })
        stage.emulator.faults = [{ kind: '403', method: 'PATCH', path: 'search' }]
        const { code, outputs } = await stage.apply()
        expect([code, outputs['result'], outputs['failure-reason']]).toEqual([
          6,
          'partial',
          'partial',
        ])
        expect(stage.comments(pull.number)[0]).toMatch(/partly applied/)
        stage.emulator.faults = []
        stage.writes()
        const again = await stage.apply({ attempt: 2 })
        expect([again.code, stage.writes()]).toEqual([0, [patchRequests('search')]])
        expect(stage.comments(pull.number)[0]).toContain('✅ Statsig apply')
      }),
  )

  longRunTest('an operation that waits for a review in Statsig is not a failure', () =>
    withAppliedGates(async (stage) => {
      const pull = await planAndMerge(stage, gateOff())
      stage.emulator.faults = [{ kind: 'review' }]
      const { code, outputs } = await stage.apply()
      expect([code, outputs['result'], outputs['waiting']]).toEqual([0, 'waiting', '1'])
      expect(stage.comments(pull.number)[0]).toMatch(/wait/)
    }),
  )

  longRunTest(
    'archiving needs `allow-archive` in the workflow, for the plan and for the apply',
    () =>
      withAppliedGates(async (stage) => {
        const retired = gate('checkout', 'lifecycle: { retired: true }\n')
        const pull = await stage.openPullRequest(retired)
        const plan = await stage.plan(pull)
        expect([plan.code, plan.outputs['refused']]).toEqual([4, '1'])
        const allowed = { inputs: { 'allow-archive': 'true' } }
        expect((await stage.plan(pull, allowed)).code).toBe(0)
        // The operation came in on the same commit.
        stage.github.addReview({ number: pull.number, commit: pull.head })
        await stage.merge(pull)
        expect((await stage.apply()).code).toBe(4)
        expect(stage.writes()).toEqual([])
        expect((await stage.apply(allowed)).code).toBe(0)
        expect(stage.writes()).toEqual(['PUT /console/v1/gates/checkout/archive'])
      }),
  )

  longRunSuite('a conflict that has come about since the plan', () => {
    const rolledOut = (id: string, percentage: number) => ({
      [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: true\nrules:\n  - name: All\n    passPercentage: ${percentage}\n    conditions:\n      - type: public\n`,
    })
    const half = { ...rolledOut('checkout', 50), ...rolledOut('search', 50) }
    const conflicting = (stage: JobFixture) =>
      stage.emulator.edit('gates', 'checkout', (gate) => ({
        ...gate,
        rules: isJsonArray(gate['rules'])
          ? gate['rules'].map((rule) =>
              isJsonObject(rule) ? { ...rule, passPercentage: 30 } : rule,
            )
          : [],
      }))

    longRunTest('is reported in the comment, and not as a plan without changes', () =>
      withJobFixture(
        half,
        async (stage) => {
          const pull = await planAndMerge(stage, rolledOut('checkout', 70))
          conflicting(stage)
          const { code, outputs, out } = await stage.apply()
          expect([code, outputs['result'], stage.writes()]).toEqual([4, 'failed', []])
          expect(out).toContain('Not applied: The only operation is refused.')
          const [body = ''] = stage.comments(pull.number)
          expect(body).toContain('🛑 Statsig apply')
          expect(body).toContain('changed in the file and in Statsig')
          expect(body).toContain('<code>overwrite&#58; gate/checkout')
          expect(body).not.toContain('othing to do')
        },
        { applied: true },
      ),
    )

    longRunTest('leaves the rest partly applied, and the comment names what is refused', () =>
      withJobFixture(
        half,
        async (stage) => {
          const pull = await planAndMerge(stage, {
            ...rolledOut('checkout', 70),
            ...rolledOut('search', 70),
          })
          conflicting(stage)
          const { code } = await stage.apply()
          expect([code, stage.writes()]).toEqual([6, [patchRequests('search')]])
          const [body = ''] = stage.comments(pull.number)
          expect(body).toContain('partly applied (1 of 2)')
          expect(body).toContain('gate/checkout')
          expect(body).not.toContain('nothing to do any more')
        },
        { applied: true },
      ),
    )

    longRunTest(
      'is reported as applied after an overwrite by hand with the hash of that plan',
      () =>
        withJobFixture(
          half,
          async (stage) => {
            const pull = await planAndMerge(stage, rolledOut('checkout', 70))
            conflicting(stage)
            await stage.apply()
            const byHand = (inputs: Readonly<Record<string, string>>) =>
              stage.on(workflowDispatch(), { inputs: { command: 'apply', ...inputs } })
            const { code, outputs } = await byHand({ overwrite: 'gate/checkout' })
            expect([code, outputs['failure-reason'], stage.writes()]).toEqual([
              4,
              'plan-changed',
              [],
            ])
            expect(stage.comments(pull.number)[0]).toContain(
              'the same <code>overwrite</code> again',
            )
            const again = await byHand({
              overwrite: 'gate/checkout',
              'confirm-plan-hash': outputs['plan-hash'] ?? '',
            })
            expect([again.code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
            const [body = ''] = stage.comments(pull.number)
            expect(body).toContain('· applied')
            expect(body).toContain('**1 done**')
            expect(body).not.toContain('nothing to do')
          },
          { applied: true },
        ),
    )
  })

  longRunTest('max-changes: a plan with more operations is not applied', () =>
    withAppliedGates(async (stage) => {
      await planAndMerge(stage, { ...gateOff(), ...gateOff('search') })
      const { code, outputs } = await stage.apply({ inputs: { 'max-changes': '1' } })
      expect([code, outputs['failure-reason'], stage.writes()]).toEqual([4, 'limit', []])
    }),
  )

  longRunTest('a run whose commit is behind what was applied changes nothing', () =>
    withAppliedGates(async (stage) => {
      await planAndMerge(stage, gateOff())
      const old = await stage.repository.run('rev-parse', 'main')
      await planAndMerge(stage, gateOff('search'))
      await stage.apply()
      stage.writes()
      const { code } = await stage.apply({ sha: old })
      expect([code, stage.writes()]).toEqual([4, []])
    }),
  )

  longRunTest(
    'without permission to write the record, nothing is written, and the run names the permission',
    () =>
      withAppliedGates(
        async (stage) => {
          await planAndMerge(stage, gateOff())
          const { code, out } = await stage.apply()
          expect([code, stage.writes()]).toEqual([1, []])
          expect(out).toContain('contents: write')
        },
        { github: { permissions: { contents: 'read' } } },
      ),
  )
})

longRunTest('a missing key or target is named as an input', async () => {
  await withAppliedGates(async (stage) => {
    const { code, out } = await stage.apply({ inputs: { 'console-api-key': '' } })
    expect(code).toBe(64)
    expect(out).toContain('`apply` needs the input `console-api-key`, which is empty.')
  })
  const targets = 'targets:\n  a: { project: one }\n  b: { project: two }\n'
  await withJobFixture({ 'statsig.yaml': targets, ...files }, async (stage) => {
    const { code, out } = await stage.apply()
    expect(code).toBe(64)
    expect(out).toContain('Select one with `target`.')
  })
})

describe('apply is refused', () => {
  const unsafe: Readonly<Record<string, (pull: TestPull) => GitHubEvent>> = {
    pull_request_target: (pull) =>
      pullRequestTarget({
        number: 7,
        head: { sha: pull.head, ref: 'x' },
        base: { sha: pull.base },
      }),
    issue_comment: () => issueComment({ number: 7 }),
    workflow_run: (pull) => workflowRun({ head: { sha: pull.head, branch: 'x' } }),
    merge_group: (pull) => mergeGroup({ head: pull.head, base: pull.base }),
  }
  for (const [name, event] of Object.entries(unsafe))
    longRunTest(`on ${name}`, () =>
      withAppliedGates(async (stage) => {
        const pull = await stage.openPullRequest(gateOff())
        const { code, outputs, out } = await stage.on(event(pull), { inputs: { command: 'apply' } })
        expect([code, outputs['failure-reason']]).toEqual([4, 'unsafe-event'])
        expect(out).toContain(`refused on \`${name}\``)
        expect(stage.writes()).toEqual([])
      }),
    )

  test('on pull_request, and on another branch', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      const own = await stage.plan(pull, { inputs: { command: 'apply' } })
      const other = await stage.apply({ ref: 'refs/heads/other' })
      expect([own.code, other.code, stage.writes()]).toEqual([4, 4, []])
    }))
})

longRunTest(
  'an apply whose comment, summary and outputs cannot be written ends with its own code',
  () =>
    withAppliedGates(async (stage) => {
      await planAndMerge(stage, gateOff())
      stage.github.faults = [
        { on: 'PATCH /repos/acme/flags/issues/comments/*', answer: 'reset' },
        { on: 'POST /repos/acme/flags/issues/*/comments', answer: 'reset' },
      ]
      const { code, out } = await stage.apply({
        env: { GITHUB_STEP_SUMMARY: stage.repository.root, GITHUB_OUTPUT: stage.repository.root },
      })
      expect([code, stage.writes()]).toEqual([0, [patchRequests('checkout')]])
      expect(out).toMatch(/::warning::The comment/)
      expect(out).toContain('::warning::The job summary was not written')
      // It is recorded: nothing is left to do.
      stage.github.faults = []
      expect([(await stage.apply()).code, stage.writes()]).toEqual([0, []])
    }),
)

longRunTest('a run by hand names first which switch of people it takes back', () =>
  withAppliedGates(async ({ emulator, on, writes }) => {
    const onCall = { name: 'On call', email: 'on.call@acme.example' }
    emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }), onCall)
    const byHand = (more: Readonly<Record<string, string>> = {}) =>
      on(workflowDispatch(), {
        inputs: { command: 'apply', overwrite: 'gate/search', ...more },
      })
    const firstLine = ({ out }: StepResult): string =>
      out.split('\n').find((line) => !line.startsWith('::')) ?? ''
    const shown = await byHand()
    const named = /^Takes back .*: switches gate\/search on again \(.*by on\.call@acme\.example/
    expect(shown.code).toBe(4)
    expect(firstLine(shown)).toMatch(named)
    expect(shown.summary.split('\n')[2]).toBe('> [!CAUTION]')
    const applied = await byHand({ 'confirm-plan-hash': shown.outputs['plan-hash'] ?? '' })
    expect([applied.code, writes()]).toEqual([0, [patchRequests('search')]])
    expect(firstLine(applied)).toMatch(named)
    expect(applied.summary.split('\n').slice(2, 5).join('\n')).toContain('took back')
  }),
)
