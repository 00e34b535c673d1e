// A plan on a pull request: one comment, always about the newest commit, also after failures and races. Tested with the
// built bundle.
import { describe, expect } from 'vitest'
import {
  metadataLine,
  readMetadata,
  sealWith,
} from '../../src/github-action/job/comment-metadata.ts'
import { mergeGroup } from '../support/github/events.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gateOff, withAppliedGates } from './gate-fixture.ts'
import { gate, type JobFixture, key } from './job-fixture.ts'

const seal = sealWith(key, 'acme/flags')
const wrote = ({ github }: JobFixture) =>
  github.requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
    .map(({ method, path }) => `${method} ${path.replace('/repos/acme/flags', '')}`)

describe('the comment on a pull request', () => {
  test('the first comment says what merging does, and is the only one', () =>
    withAppliedGates(async (stage) => {
      const { comments, openPullRequest, plan, writes } = stage
      const pull = await openPullRequest(gateOff())
      const { code, outputs, summary } = await plan(pull)
      expect(code).toBe(0)
      const [body = '', ...others] = comments(pull.number)
      expect(others).toEqual([])
      expect(body.split('\n').slice(1)).toEqual(summary.trimEnd().split('\n'))
      expect(body).toContain('**1 to update**')
      expect(body).toContain(
        `https://github.com/acme/flags/blob/${pull.head}/statsig/gates/checkout.yaml#L3`,
      )
      expect(outputs).toMatchObject({
        result: 'changes',
        'to-update': '1',
        unchanged: '1',
        'pr-number': '7',
        'failure-reason': '',
      })
      expect(readMetadata(body, seal)).toMatchObject({
        isSealed: true,
        metadata: { pull: 7, head: pull.head, base: pull.base, target: 'default' },
      })
      expect(writes()).toEqual([])
      expect(wrote(stage)).toEqual(['POST /issues/7/comments'])
    }))

  longRunTest('update: a new commit edits the existing comment', () =>
    withAppliedGates(async (stage) => {
      const { comments, openPullRequest, plan, push } = stage
      const first = await openPullRequest(gateOff())
      await plan(first)
      const second = await push(first, gateOff('search'))
      await plan(second)
      const [body = '', ...others] = comments(first.number)
      expect(others).toEqual([])
      expect(body).toContain('**2 to update**')
      expect(body).toContain(second.head)
      expect(wrote(stage)).toEqual(
        ['POST /issues/7/comments', 'PATCH /issues/comments/*'].map((each) =>
          each.replace('*', each.includes('*') ? String(stage.github.comments(7)[0]?.id) : ''),
        ),
      )
    }),
  )

  longRunTest(
    '150 foreign comments with a spoofed marker on page 1 and ours on page 2: ours is found, theirs stay',
    () =>
      withAppliedGates(async (stage) => {
        const { comments, github, openPullRequest, plan, push } = stage
        const pull = await openPullRequest(gateOff())
        const spoof = `${metadataLine(
          {
            kind: 'plan',
            target: 'default',
            pull: pull.number,
            head: pull.head,
            run: { id: 9e9, number: 9e9, attempt: 1 },
          },
          seal,
        )}\nNothing to see here.`
        for (let index = 0; index < 150; index += 1)
          github.addComment(pull.number, { user: 'mallory', body: index === 3 ? spoof : 'Nice!' })
        await plan(pull)
        await plan(await push(pull, gateOff('search')))
        expect(comments(pull.number)).toHaveLength(1)
        expect(github.comments(pull.number)).toHaveLength(151)
        expect(github.comments(pull.number)[3]?.body).toBe(spoof)
        expect(wrote(stage).map((each) => each.split(' ')[0])).toEqual(['POST', 'PATCH'])
      }),
  )

  longRunTest('an unchanged body is not sent again by another run', () =>
    withAppliedGates(async (stage) => {
      const { comments, openPullRequest, plan } = stage
      const pull = await openPullRequest(gateOff())
      await plan(pull)
      const [before] = comments(pull.number)
      const { code, outputs } = await plan(pull)
      expect(code).toBe(0)
      expect(outputs['comment-id']).toBe(String(stage.github.comments(7)[0]?.id))
      expect(comments(pull.number)).toEqual([before])
      expect(wrote(stage)).toEqual(['POST /issues/7/comments'])
    }),
  )

  longRunTest('an older run does not overwrite the comment of a newer run, and succeeds', () =>
    withAppliedGates(async (stage) => {
      const { comments, emulator, openPullRequest, plan } = stage
      const pull = await openPullRequest(gateOff())
      await plan(pull, { run: 5000 })
      const [before] = comments(pull.number)
      emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }))
      const { code, out } = await plan(pull, { run: 4999 })
      expect(code).toBe(0)
      expect(out).toContain('because this run is superseded')
      expect(comments(pull.number)).toEqual([before])
    }),
  )

  longRunTest('a run for an older commit writes nothing', () =>
    withAppliedGates(async (stage) => {
      const { comments, openPullRequest, plan, push } = stage
      const first = await openPullRequest(gateOff())
      await push(first, gateOff('search'))
      const { code, out } = await plan(first)
      expect(code).toBe(0)
      expect(out).toContain('the pull request is now at')
      expect(comments(first.number)).toEqual([])
    }),
  )

  longRunTest('a second attempt of the same run may write again', () =>
    withAppliedGates(async (stage) => {
      const { comments, emulator, openPullRequest, plan } = stage
      const pull = await openPullRequest(gateOff())
      await plan(pull, { run: 5000 })
      emulator.edit('gates', 'search', (object) => ({ ...object, isEnabled: false }))
      await plan(pull, { run: 5000, attempt: 2 })
      expect(comments(pull.number)).toHaveLength(1)
      expect(comments(pull.number)[0]).toContain('gate/search')
    }),
  )

  longRunTest('if two runs create a comment at the same time, one comment stays', () =>
    withAppliedGates(async (stage) => {
      const { comments, github, openPullRequest, plan } = stage
      const pull = await openPullRequest(gateOff())
      github.faults = [{ on: 'POST /repos/acme/flags/issues/7/comments', times: 1, answer: 'race' }]
      const { code } = await plan(pull)
      expect(code).toBe(0)
      expect(comments(pull.number)).toHaveLength(1)
    }),
  )

  longRunTest('a 403 for the comment: the job fails, and the summary has its text', () =>
    withAppliedGates(
      async ({ comments, openPullRequest, plan }) => {
        const pull = await openPullRequest(gateOff())
        const { code, out, outputs, summary } = await plan(pull)
        expect(code).toBe(1)
        expect(comments(pull.number)).toEqual([])
        expect(out).toMatch(/^::error::The plan could not be sealed .*pull-requests: write/m)
        expect(summary).toMatch(/^> \[!WARNING\]\n> The plan could not be sealed/)
        expect(summary).toContain('**1 to update**')
        expect(outputs).toMatchObject({
          result: 'failed',
          'failure-reason': 'auth',
          'to-update': '1',
        })
      },
      { github: { permissions: { 'pull-requests': 'read', issues: 'read' } } },
    ),
  )

  longRunTest('a 422 for the length: a shorter comment is sent', () =>
    withAppliedGates(async ({ comments, github, openPullRequest, plan }) => {
      const long = `description: ${'x'.repeat(900)}\n`
      const pull = await openPullRequest(
        Object.assign(
          {},
          ...Array.from({ length: 60 }, (_, index) => gateOff(`new_${index}`, long)),
        ),
      )
      github.faults = [
        { on: 'POST /repos/acme/flags/issues/7/comments', times: 1, answer: 'too-long' },
      ]
      const { code } = await plan(pull)
      expect(code).toBe(0)
      const [body = ''] = comments(pull.number)
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(32_000)
      expect(body).toContain('**60 to create**')
    }),
  )

  longRunTest('a 502 on creation: one comment, whether or not it was created', () =>
    withAppliedGates(async ({ comments, github, openPullRequest, plan }) => {
      const on = 'POST /repos/acme/flags/issues/*/comments'
      const first = await openPullRequest(gateOff())
      github.faults = [{ on, times: 1, answer: 'bad-gateway-after-write' }]
      expect((await plan(first)).code).toBe(0)
      const second = await openPullRequest(gateOff('search'))
      github.faults = [{ on, times: 1, answer: 'bad-gateway' }]
      expect((await plan(second)).code).toBe(0)
      expect([comments(first.number).length, comments(second.number).length]).toEqual([1, 1])
    }),
  )

  longRunTest('recreate: the old comment is hidden as outdated, and a new one is created', () =>
    withAppliedGates(async ({ github, openPullRequest, plan, push }) => {
      const pull = await openPullRequest(gateOff())
      await plan(pull, { inputs: { 'comment-mode': 'recreate' } })
      await plan(await push(pull, gateOff('search')), { inputs: { 'comment-mode': 'recreate' } })
      expect(github.comments(pull.number).map(({ isMinimized }) => isMinimized)).toEqual([
        true,
        false,
      ])
    }),
  )

  longRunTest(
    'never: there is none; changes: there is none without changes, and an existing one is updated',
    () =>
      withAppliedGates(async ({ comments, openPullRequest, plan, push }) => {
        const pull = await openPullRequest({ 'README.md': 'Hello' })
        await plan(pull, { inputs: { comment: 'changes' } })
        expect(comments(pull.number)).toEqual([])
        const changed = await push(pull, gateOff())
        await plan(changed, { inputs: { comment: 'never' } })
        expect(comments(pull.number)).toEqual([])
        await plan(changed, { inputs: { comment: 'changes' } })
        expect(comments(pull.number)[0]).toContain('**1 to update**')
        const back = await push(changed, gate('checkout'))
        await plan(back, { inputs: { comment: 'changes' } })
        expect(comments(pull.number)[0]).toContain('no changes')
      }),
  )

  longRunTest('a failed run marks an older plan as outdated', () =>
    withAppliedGates(async ({ comments, emulator, openPullRequest, plan }) => {
      const pull = await openPullRequest(gateOff())
      await plan(pull)
      emulator.faults = [{ kind: '401' }]
      const { code, outputs } = await plan(pull)
      expect(code).toBe(1)
      expect(outputs).toMatchObject({ result: 'failed', 'failure-reason': 'auth' })
      const [body = ''] = comments(pull.number)
      expect(body).toContain('failed')
      expect(body).toContain('is out of date')
      expect(body).not.toContain('to update')
    }),
  )

  longRunTest('invalid definitions: exit 3, with annotations and in the comment', () =>
    withAppliedGates(async ({ comments, emulator, openPullRequest, plan }) => {
      const pull = await openPullRequest({
        'statsig/gates/checkout.yaml':
          'id: checkout\nname: checkout\nisEnabled: perhaps\nwhat: 1\n',
      })
      const before = emulator.requests.length
      const { code, out, outputs } = await plan(pull)
      expect(code).toBe(3)
      expect(outputs['failure-reason']).toBe('invalid-definitions')
      expect(out).toMatch(
        /^::error file=statsig\/gates\/checkout\.yaml,line=3,col=12,title=invalid-value::/m,
      )
      expect(out).toMatch(
        /^::error file=statsig\/gates\/checkout\.yaml,line=4,col=1,title=unknown-field::/m,
      )
      expect(comments(pull.number)[0]).toContain(`${pull.head}/statsig/gates/checkout.yaml#L3`)
      expect(emulator.requests).toHaveLength(before)
    }),
  )

  longRunTest(
    'merged changes that are not applied yet are marked as not from this pull request',
    () =>
      withAppliedGates(async ({ comments, commit, openPullRequest, plan }) => {
        await commit(gateOff('search'))
        const pull = await openPullRequest(gateOff())
        const { outputs } = await plan(pull)
        expect(outputs).toMatchObject({ 'to-update': '2', 'not-from-pr': '1' })
        const [body = ''] = comments(pull.number)
        const [own = '', others = ''] = body.split(/^### Merged earlier.*$/m)
        expect(own).toContain('gate/checkout')
        expect(own.slice(own.indexOf('### From this'))).not.toContain('gate/search')
        expect(others).toContain('gate/search')
      }),
  )
})

describe('where there is no plan', () => {
  test('a pull request from a fork is only validated: the comment says so, exit 0, no request to Statsig', () =>
    withAppliedGates(
      async ({ comments, emulator, openPullRequest, plan }) => {
        const pull = await openPullRequest(gateOff(), { fork: 'mallory/flags', user: 'mallory' })
        const before = emulator.requests.length
        const { code, out, outputs, summary } = await plan(pull, {
          inputs: { 'console-api-key': '' },
          fork: 'mallory/flags',
        })
        expect(code).toBe(0)
        expect(summary).toContain('comes from a fork')
        expect(outputs['result']).toBe('skipped')
        expect(out).toContain('::warning::The comment could not be written')
        expect(comments(pull.number)).toEqual([])
        expect(emulator.requests).toHaveLength(before)
      },
      { github: { permissions: { contents: 'read', issues: 'read', 'pull-requests': 'read' } } },
    ))

  longRunTest('a fork is not planned even if its run has the key', () =>
    withAppliedGates(async ({ emulator, openPullRequest, plan }) => {
      const pull = await openPullRequest(gateOff(), { fork: 'mallory/flags' })
      const before = emulator.requests.length
      const { code, summary } = await plan(pull, { fork: 'mallory/flags' })
      expect([code, emulator.requests.length - before]).toEqual([0, 0])
      expect(summary).toContain('comes from a fork')
    }),
  )

  longRunTest('a fork with invalid files: exit 3, with the lines', () =>
    withAppliedGates(async ({ openPullRequest, plan }) => {
      const pull = await openPullRequest(
        { 'statsig/gates/checkout.yaml': 'id: checkout\n' },
        { fork: 'x/flags' },
      )
      const { code, out } = await plan(pull, { inputs: { 'console-api-key': '' }, fork: 'x/flags' })
      expect(code).toBe(3)
      expect(out).toContain('::error file=statsig/gates/checkout.yaml,line=1')
    }),
  )

  longRunTest('Dependabot: without a key only validated, and the comment says why', () =>
    withAppliedGates(async ({ comments, openPullRequest, plan }) => {
      const pull = await openPullRequest(gateOff(), { user: 'dependabot[bot]' })
      const { code } = await plan(pull, {
        inputs: { 'console-api-key': '' },
        env: { GITHUB_ACTOR: 'dependabot[bot]' },
      })
      expect(code).toBe(0)
      expect(comments(pull.number)[0]).toContain('Dependabot')
    }),
  )

  longRunTest('without a key: only validated, exit 0', () =>
    withAppliedGates(async ({ comments, openPullRequest, plan }) => {
      const pull = await openPullRequest(gateOff())
      const { code } = await plan(pull, { inputs: { 'console-api-key': '' } })
      expect(code).toBe(0)
      expect(comments(pull.number)[0]).toContain('no Console API key')
    }),
  )

  longRunTest('merge_group: planned without a comment, so that a required check reports', () =>
    withAppliedGates(async (stage) => {
      const { on, openPullRequest } = stage
      const pull = await openPullRequest(gateOff())
      const { code, outputs, summary } = await on(
        mergeGroup({ base: pull.base, head: pull.merge, number: 7 }),
        {
          sha: pull.merge,
          ref: 'refs/pull/7/merge',
          depth: 2,
          inputs: { command: 'plan' },
        },
      )
      expect(code).toBe(0)
      expect(outputs['to-update']).toBe('1')
      expect(summary).toContain('**1 to update**')
      expect(wrote(stage)).toEqual([])
    }),
  )
})

longRunTest('a plan sends no write, also if every other request to Statsig fails', () =>
  withAppliedGates(async ({ emulator, openPullRequest, plan, writes }) => {
    emulator.faults = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
      kind: '500',
      method,
    }))
    const pull = await openPullRequest({
      ...gateOff(),
      ...gateOff('new'),
      'statsig/gates/search.yaml': null,
    })
    const { code } = await plan(pull)
    expect(code).toBe(0)
    expect(writes()).toEqual([])
  }),
)
