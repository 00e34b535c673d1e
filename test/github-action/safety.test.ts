// What must never happen, with any content in the files, in Statsig or on GitHub; partly tested with the built bundle.
import { describe, expect } from 'vitest'
import { commandsIn } from '../support/github/log.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { files, gateOff, withAppliedGates } from './gate-fixture.ts'
import { gate, type JobFixture, key, withJobFixture } from './job-fixture.ts'

const asBundle = { runsBundle: true }

/** The runner executes these lines and does not show them. */
const withoutMasks = (text: string): string => text.replace(/^::add-mask::.*\n/gm, '')

longRunTest(
  'canary secret never in any byte written: log, comment, issue, summary, outputs, files, git',
  () =>
    withAppliedGates(async (stage) => {
      const { emulator, github, repository } = stage
      const echo = { description: `My key is ${key}, or ${Buffer.from(key).toString('base64')}` }
      emulator.edit('gates', 'search', (object) => ({ ...object, ...echo }))
      const pull = await stage.openPullRequest({
        ...gateOff(),
        ...gateOff('new', `description: see ${github.token}\n`),
        ...gate('search', 'description: Words\n'),
      })
      await stage.plan(pull)
      emulator.faults = [{ kind: '401' }]
      await stage.plan(pull)
      emulator.faults = [{ kind: 'errors-object' }]
      await stage.plan(pull)
      emulator.faults = []
      await stage.plan(pull, { env: { NODE_DEBUG: 'http' } })
      await stage.plan(pull)
      await stage.merge(pull)
      await stage.apply()
      await stage.drift({ inputs: { 'drift-pull-request': 'true' } })
      const bytes = withoutMasks(stage.allOutput())
      expect(bytes).toContain('gate/search')
      for (const secret of [key, github.token])
        for (const spelt of [
          secret,
          Buffer.from(secret).toString('base64').replace(/=+$/, ''),
          encodeURIComponent(secret),
        ])
          expect(bytes).not.toContain(spelt)
      const record = await repository.run(
        'ls-remote',
        'origin',
        'refs/statsig-gitops/default/applied',
      )
      await repository.run('fetch', '--quiet', 'origin', record.split('\t')[0] ?? '')
      expect(await repository.run('log', '-1', '--format=%B', 'FETCH_HEAD')).not.toContain(key)
    }, asBundle),
)

longRunTest('text of others never becomes a workflow command in a log', () =>
  withAppliedGates(async (stage) => {
    const hostile = [
      '::set-output name=plan-hash::x',
      '  ::add-mask::a',
      '##[error]x',
      'a\n::stop-commands::x\n##[set-env name=PATH]x\n',
    ]
    stage.emulator.edit('gates', 'search', (object) => ({
      ...object,
      description: hostile.join('\n'),
    }))
    const yaml = JSON.stringify(hostile.join('\n'))
    const pull = await stage.openPullRequest({
      ...gateOff('checkout', `description: ${yaml}\n`),
      'statsig/gates/::warning::x.yaml': 'id: [',
    })
    const invalid = await stage.plan(pull)
    expect(invalid.code).toBe(3)
    const sound = await stage.push(pull, { 'statsig/gates/::warning::x.yaml': null })
    const planned = await stage.plan(sound)
    expect(planned.code).toBe(0)
    await stage.merge(sound)
    const applied = await stage.apply()
    const drifted = await stage.drift()
    const names = [invalid, planned, applied, drifted].flatMap(({ out, err }) =>
      commandsIn(`${out}\n${err}`).map(({ command }) => command),
    )
    expect([...new Set(names)].sort()).toEqual(['add-mask', 'error'])
    expect(planned.outputs['plan-hash']).toMatch(/^[0-9a-f]{64}$/)
  }, asBundle),
)

describe('nothing in a pull request', () => {
  longRunTest('chooses where the key is sent', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest({ 'statsig.yaml': 'apiUrl: https://evil.example\n' })
      const before = stage.emulator.requests.length
      const { code, out } = await stage.plan(pull)
      expect([code, stage.emulator.requests.length - before]).toEqual([3, 0])
      expect(out).toContain('a proposed change could send the API key to another host')
    }),
  )

  test('reads files outside the root: a symbolic link is an error', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest({
        'statsig/gates/passwd.yaml': { link: '/etc/passwd' },
      })
      const { code, out, summary } = await stage.plan(pull)
      expect(code).toBe(3)
      expect(out).toContain('symbolic link')
      expect(out + summary).not.toContain('root:')
    }, asBundle))

  longRunTest('loosens a setting unnoticed: the comment says it first', () =>
    withAppliedGates(async (stage) => {
      const pull = await stage.openPullRequest({
        'statsig.yaml': 'prune: delete\n',
        'statsig/gates/search.yaml': null,
      })
      const { code } = await stage.plan(pull)
      expect(code).toBe(0)
      const [body = ''] = stage.comments(pull.number)
      const [, , , first = ''] = body.split('\n')
      expect(body.split('\n').slice(1, 7).join('\n')).toContain('prune')
      expect(first).not.toBe('')
      expect(body).not.toContain('delete (1)')
    }),
  )
})

for (const url of [
  'https://evil.example',
  'http://statsigapi.net',
  'https://statsigapi.net.evil.example',
])
  longRunTest(`the key is sent to Statsig or this machine alone, and not to ${url}`, () =>
    withAppliedGates(async (stage) => {
      const { code, out } = await stage.plan(await stage.openPullRequest(gateOff()), {
        inputs: { 'api-url': url },
      })
      expect(code).toBe(64)
      expect(out).toContain('The API URL must be')
    }),
  )

longRunSuite('a value that is only in Statsig', () => {
  const secretRule = (stage: JobFixture) =>
    stage.emulator.edit(
      'gates',
      'search',
      (object) => ({ ...object, description: 'Merger with Initech' }),
      { name: 'eve', email: 'eve@initech.example' },
    )

  longRunTest(
    'is shown as a digest on a public repository, in every format, and so are people',
    () =>
      withAppliedGates(
        async (stage) => {
          secretRule(stage)
          const pull = await stage.openPullRequest(gateOff('search', 'description: Another\n'))
          await stage.plan(pull)
          await stage.drift()
          expect(stage.comments(pull.number)[0]).toContain('hmac')
          expect(stage.allOutput()).not.toMatch(/initech/i)
        },
        { github: { isPrivate: false } },
      ),
  )

  longRunTest('is shown on a private repository', () =>
    withAppliedGates(async (stage) => {
      secretRule(stage)
      const pull = await stage.openPullRequest(gateOff('search', 'description: Another\n'))
      await stage.plan(pull)
      expect(stage.comments(pull.number)[0]).toContain('Merger with Initech')
    }),
  )

  longRunTest('is shown on a public repository whose applied settings allow it', () =>
    withJobFixture(
      { ...files, 'statsig.yaml': 'showLiveValues: true\n' },
      async (stage) => {
        secretRule(stage)
        const pull = await stage.openPullRequest(gateOff('search', 'description: Another\n'))
        await stage.plan(pull)
        expect(stage.comments(pull.number)[0]).toContain('Merger with Initech')
      },
      { applied: true, github: { isPrivate: false } },
    ),
  )
})

longRunTest('values of sensitive paths are digests in every format, and ID lists are counts', () =>
  withAppliedGates(async (stage) => {
    const ids = Array.from({ length: 30 }, (_, index) => `person-${index}`)
    const pull = await stage.openPullRequest({
      ...gateOff('checkout', 'description: hush\nlifecycle: { sensitive: [description] }\n'),
      'statsig/segments/people.yaml': `id: people\nname: people\ntype: id_list\nids: [${ids.join(', ')}]\n`,
    })
    await stage.plan(pull)
    await stage.merge(pull)
    await stage.apply()
    const bytes = stage.allOutput()
    expect(bytes).not.toContain('hush')
    expect(bytes).not.toContain('person-7')
    expect(bytes).toContain('hmac:')
    expect(bytes).not.toContain('sha256:')
    expect(bytes).toContain('30 ids')
  }),
)

longRunTest('all invalid inputs are reported at once, with a warning about a misspelt one', () =>
  withAppliedGates(async (stage) => {
    const { code, out } = await stage.plan(await stage.openPullRequest(gateOff()), {
      inputs: { command: 'paln', 'fail-on-changes': 'maybe', 'max-changes': '-1' },
      env: { 'INPUT_CONSOLE-API-KYE': 'x' },
    })
    expect(code).toBe(64)
    expect(commandsIn(out).map(({ command }) => command)).toEqual(
      expect.arrayContaining(['warning', 'error', 'error', 'error']),
    )
    expect(out).toContain('plan')
  }, asBundle),
)

longRunTest(
  'without a checkout nothing is planned, because the files would overwrite all changes in Statsig',
  () =>
    withAppliedGates(async (stage) => {
      const { code, out } = await stage.plan(await stage.openPullRequest(gateOff()), { depth: -1 })
      expect(code).toBe(64)
      expect(out).toContain('actions/checkout')
    }),
)

longRunTest('definitions outside the workspace are not read', () =>
  withAppliedGates(async (stage) => {
    const { code, out } = await stage.plan(await stage.openPullRequest(gateOff()), {
      inputs: { 'working-directory': '..' },
    })
    expect([code, stage.writes()]).toEqual([64, []])
    expect(out).toContain('working-directory')
  }),
)

longRunTest('a run that takes too long is stopped, and says so', () =>
  withAppliedGates(async (stage) => {
    stage.emulator.faults = [{ kind: 'hang' }]
    const { code, outputs } = await stage.plan(await stage.openPullRequest(gateOff()), {
      inputs: { 'timeout-seconds': '1' },
    })
    expect([code, outputs['failure-reason']]).toEqual([1, 'timed-out'])
  }),
)

longRunTest('each of several targets has its own comment', () =>
  withJobFixture(
    { ...files, 'statsig.yaml': 'targets: { production: {}, staging: {} }\n' },
    async (stage) => {
      const pull = await stage.openPullRequest(gateOff())
      for (const target of ['production', 'staging', 'production'])
        await stage.plan(pull, { inputs: { target } })
      const bodies = stage.comments(pull.number)
      expect(bodies.map((body) => /· <code>(\w+)<\/code>/.exec(body)?.[1])).toEqual([
        'production',
        'staging',
      ])
    },
  ),
)

const inFolderFile = (folder: string, id: string, text: string) => ({
  [`${folder}/statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\ndescription: ${text}\n`,
})

longRunTest('each folder has a comment and a record of its own', () =>
  withJobFixture(
    { ...inFolderFile('shop', 'aaa', 'One'), ...inFolderFile('blog', 'bbb', 'One') },
    async (stage) => {
      const inFolder = (folder: string) => ({ inputs: { 'working-directory': folder } })
      for (const folder of ['shop', 'blog'])
        await stage.apply({
          inputs: { 'working-directory': folder, unreviewed: 'apply' },
        })
      expect(stage.writes()).toEqual(['POST /console/v1/gates', 'POST /console/v1/gates'])
      const pull = await stage.openPullRequest({
        ...inFolderFile('shop', 'aaa', 'Two'),
        ...inFolderFile('blog', 'bbb', 'Two'),
      })
      for (const folder of ['shop', 'blog']) await stage.plan(pull, inFolder(folder))
      const comments = stage.comments(pull.number)
      expect(comments).toHaveLength(2)
      expect(comments[0]).toContain('<code>shop/</code>')
      expect(comments[1]).toContain('gate/bbb')
      await stage.merge(pull)
      for (const folder of ['shop', 'blog'])
        expect((await stage.apply(inFolder(folder))).outputs['result']).toBe('applied')
      expect(stage.emulator.object('gates', 'bbb')).toMatchObject({ description: 'Two' })
      const refs = await stage.repository.run('ls-remote', 'origin', 'refs/statsig-gitops/*')
      expect(refs.match(/refs\/\S+/g)).toEqual([
        'refs/statsig-gitops/default/roots/blog/applied',
        'refs/statsig-gitops/default/roots/shop/applied',
      ])
    },
  ),
)
