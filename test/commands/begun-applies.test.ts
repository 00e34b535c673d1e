// An apply of the command line notes in the git directory what it begins, before it writes, and removes it at the end.
import { chmodSync, existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Emulator, type Fault, startEmulator } from '../../src/emulator/index.ts'
import { sealVariable } from '../../src/io/git/record-seal.ts'
import { runCli } from '../support/cli.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const gate = (name: string) => `id: ${name}\nname: ${name}\ndescription: A gate.\nrules: []\n`
const files = {
  'statsig/gates/one.yaml': gate('one'),
  'statsig/gates/two.yaml': gate('two'),
}

const emulated = async (faults: readonly Fault[] = []) => {
  const emulator = await startEmulator({ limits: 'none', faults: [...faults] })
  onTestFinished(() => emulator.close())
  return { emulator, env: { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key } }
}

const fileOf = ({ root }: Pick<TestRepository, 'root'>, name = 'default') =>
  join(root, `.git/statsig-gitops/${name}.json`)

/** An apply whose first write of the method gets no answer, and that is then ended. */
const cutOff = async (
  it: TestRepository,
  emulator: Emulator,
  env: Readonly<Record<string, string>>,
  method: string,
  whileUnderWay: () => void = () => {},
  args: readonly string[] = [],
) => {
  const [stop, end] = [new AbortController(), new AbortController()]
  const before = emulator.requests.length
  const running = runCli(['apply', '--yes', ...args], {
    cwd: it.root,
    env,
    interrupts: { stop: stop.signal, end: end.signal },
    wallTime: () => Date.UTC(2026, 8, 1, 12),
  })
  await until(() => emulator.requests.slice(before).some((each) => each.method === method))
  whileUnderWay()
  stop.abort()
  end.abort()
  expect((await running).code).toBe(6)
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5))
}

test('it is on the disk before the first write, with the position of the audit log, and gone at the end', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated([{ kind: 'hang', method: 'POST', nth: 1 }])
    const begun = {
      begun: [
        {
          commit: await it.run('rev-parse', 'HEAD'),
          at: '2026-09-01T12:00:00.000Z',
          auditPosition: null,
          digestKey: expect.stringMatching(/^[0-9a-f]{64}$/),
          operations: [
            { id: expect.any(String), address: 'gate/one', action: 'create' },
            { id: expect.any(String), address: 'gate/two', action: 'create' },
          ],
        },
      ],
    }
    await cutOff(it, emulator, env, 'POST', () => {
      expect(JSON.parse(readFileSync(fileOf(it), 'utf8'))).toMatchObject({
        version: 1,
        ...begun,
        lease: { until: '2026-09-01T12:10:00.000Z' },
      })
    })
    expect(lstatSync(fileOf(it)).mode & 0o777).toBe(0o600)
    expect(lstatSync(join(it.root, '.git/statsig-gitops')).mode & 0o777).toBe(0o700)
    // What was not sent certainly wrote nothing.
    expect(JSON.parse(readFileSync(fileOf(it), 'utf8')).begun[0].operations).toEqual([
      expect.objectContaining({ address: 'gate/one' }),
    ])
    emulator.faults = []
    expect((await runCli(['apply', '--yes'], { cwd: it.root, env })).code).toBe(0)
    expect(existsSync(fileOf(it))).toBe(false)
  }))

test('an update notes a keyed digest of the revision, and no two applies have the same key', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated()
    await runCli(['apply', '--yes'], { cwd: it.root, env })
    await it.commit({ 'statsig/gates/one.yaml': gate('one').replace('A gate', 'Another gate') })
    const notes: { readonly digestKey: string; readonly revision: string }[] = []
    for (let nth = 0; nth < 2; nth += 1) {
      emulator.faults = [{ kind: 'hang', method: 'PATCH' }]
      await cutOff(it, emulator, env, 'PATCH')
      const { digestKey, operations } = JSON.parse(readFileSync(fileOf(it), 'utf8')).begun[nth]
      notes.push({ digestKey, revision: operations[0].revision })
    }
    const [first, second] = notes
    expect(first?.revision).toMatch(/^[0-9a-f]{64}$/)
    expect(first?.digestKey).not.toBe(second?.digestKey)
    expect(first?.revision).not.toBe(second?.revision)
  }))

longRunTest('in a linked work tree it is in the git directory of all', () =>
  withRepository(files, async (it) => {
    const { env } = await emulated([{ kind: '500', method: 'POST' }])
    await it.run('worktree', 'add', '--quiet', '../linked')
    const result = await runCli(['apply', '--yes'], { cwd: join(it.folder, 'linked'), env })
    expect(result.code).not.toBe(0)
    expect(existsSync(fileOf(it))).toBe(true)
  }),
)

const refusals: Record<string, (path: string) => Promise<void>> = {
  'is damaged': async (path) => writeFileSync(path, '{', { mode: 0o600 }),
  'A newer version': async (path) => writeFileSync(path, '{"version":2}', { mode: 0o600 }),
  'is a link or no file': async (path) => {
    await writeFile(`${path}.other`, '{"version":1,"begun":[]}', { mode: 0o600 })
    await symlink(`${path}.other`, path)
  },
  'Others may change or read': async (path) => {
    writeFileSync(path, '{"version":1,"begun":[]}')
    chmodSync(path, 0o644)
  },
}
for (const [sentence, make] of Object.entries(refusals))
  test(`nothing is written where the file cannot be used: ${sentence}`, () =>
    withRepository(files, async (it) => {
      const { emulator, env } = await emulated()
      await mkdir(join(it.root, '.git/statsig-gitops'), { mode: 0o700 })
      await make(fileOf(it))
      const { code, err, out } = await runCli(['apply', '--yes'], { cwd: it.root, env })
      expect({ code, text: `${out}${err}` }).toEqual({
        code: 4,
        text: expect.stringContaining(sentence),
      })
      expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([])
      expect((await runCli(['plan'], { cwd: it.root, env })).code).toBe(0)
    }))

const ref = 'refs/statsig-gitops/default/applied'
const sealed = { [sealVariable]: 'a secret' }

test('with `--record-base` the remote has the beginning before the first write, and the end', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated([{ kind: 'hang', method: 'POST', nth: 1 }])
    const origin = await it.publish()
    const args = ['--record-base']
    await cutOff(it, emulator, { ...env, ...sealed }, 'POST', () => {}, args)
    const message = await origin.run('log', '-1', '--format=%B', ref)
    const { begun, seal } = JSON.parse(message.split('\n')[2] ?? '')
    expect(begun).toEqual([
      {
        commit: expect.any(String),
        at: '2026-09-01T12:00:00.000Z',
        auditPosition: null,
        operations: [expect.objectContaining({ address: 'gate/one', action: 'create' })],
      },
    ])
    expect(seal.sequence).toBe(2)
    emulator.faults = []
    const again = await runCli(['apply', '--yes', ...args], {
      cwd: it.root,
      env: { ...env, ...sealed },
    })
    expect(again.code).toBe(0)
    expect(await origin.run('log', '-1', '--format=%B', ref)).not.toContain('begun')
  }))

test('where another clone has recorded an apply, the beginning is refused and nothing is written', () =>
  withRepository(files, async (it) => {
    const { emulator, env } = await emulated()
    await it.publish()
    const id = await it.run('rev-parse', 'HEAD')
    const opened = await it.opened()
    const first = await opened.recordApplied(
      'default',
      { version: 1, commit: id, parts: [] },
      undefined,
    )
    const project = { version: 1, commit: id, project: 'other', parts: [] } as const
    const second = await opened.recordApplied('default', project, first)
    await opened.push('default', 'origin')
    await it.writeRef(ref, first.id)
    await it.commit({ 'statsig/gates/three.yaml': gate('three') })
    const { code, err, out } = await runCli(['apply', '--yes', '--record-base'], {
      cwd: it.root,
      env,
    })
    expect({ code, text: `${out}${err}` }).toEqual({
      code: 5,
      text: expect.stringContaining('another apply was recorded since it was made'),
    })
    expect(emulator.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(await it.run('rev-parse', ref)).toBe(second.id)
    expect(existsSync(fileOf(it))).toBe(false)
  }))
