// What was applied is recorded here, and elsewhere where somebody asks for it.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gate, withFixture } from './fixture.ts'

const ref = 'refs/statsig-gitops/default/applied'
const files = gate('aaa')

test('`--record-base` pushes the record, so that another clone that fetches it knows what was applied', async () => {
  await withFixture(files, async ({ emulator, repository, run }) => {
    await repository.publish()
    const said = await run('apply --yes --record-base')
    expect([said.code, said.err]).toEqual([
      0,
      '+ gate/aaa  created\nThe record of the apply was pushed to `origin`.\n',
    ])
    const clone = await repository.clone()
    await clone.run('fetch', '--quiet', 'origin', `${ref}:${ref}`)
    emulator.edit('gates', 'aaa', (it) => ({ ...it, isEnabled: false }))
    const elsewhere = await run('plan', { cwd: clone.root })
    expect(elsewhere.out).toContain('isEnabled: false → true')
    expect((await run('drift', { cwd: clone.root })).code).toBe(2)
  })
})

longRunTest('where the beginning cannot be pushed, nothing is written', async () => {
  await withFixture(files, async ({ emulator, repository, run }) => {
    const remote = await repository.publish()
    const hook = join(remote.root, 'hooks', 'pre-receive')
    await writeFile(hook, '#!/bin/sh\necho "nobody may" >&2\nexit 1\n', { mode: 0o755 })
    const said = await run('apply --yes --record-base')
    expect(said.code).toBe(4)
    expect(said.err).toContain('The beginning of the apply cannot be recorded')
    expect(said.err).toContain('nobody may')
    expect(emulator.object('gates', 'aaa')).toBeUndefined()
    await rm(hook)
    expect((await run('apply --yes --record-base')).code).toBe(0)
  })
})

longRunTest('a push that is refused ends with 1, after the work is done', async () => {
  await withFixture(files, async ({ emulator, repository, run }) => {
    const remote = await repository.publish()
    const hook = join(remote.root, 'hooks', 'update')
    // The beginning is accepted, and the end is not.
    const refusal = 'case "$2" in *[!0]*) echo "nobody may" >&2; exit 1;; esac'
    await writeFile(hook, `#!/bin/sh\n${refusal}\n`, { mode: 0o755 })
    const said = await run('apply --yes --record-base')
    expect(said.code).toBe(1)
    expect(said.err).toContain('was not pushed to `origin`: `origin` rejects the push')
    expect(said.err).toContain('nobody may')
    expect(emulator.object('gates', 'aaa')).toBeDefined()
    expect((await run('plan')).out).toContain('In sync')
  })
})

test('where there is no remote nothing is written, since the push would fail', async () => {
  await withFixture(files, async ({ run, writes }) => {
    const said = await run('apply --yes --record-base')
    expect([said.code, writes()]).toEqual([64, []])
    expect(said.err).toContain('this repository has none')
  })
})

longRunTest('two that apply at once do not overwrite each other’s record', async () => {
  await withFixture(files, async ({ repository, run }) => {
    expect((await run('apply --yes')).code).toBe(0)
    const recorded = await repository.run('rev-parse', ref)
    await repository.commit(gate('bbb'))
    // Somebody else’s record arrives between the plan and the end of the apply.
    const bin = await repository.gitAfter(
      `case "$*" in *commit-tree*) git update-ref ${ref} HEAD~1 ;; esac`,
    )
    const said = await run('apply --yes', { env: { PATH: `${bin}:${process.env['PATH']}` } })
    expect(said.code).toBe(1)
    expect(said.err).toContain('another run recorded an apply')
    expect(await repository.run('rev-parse', ref)).not.toBe(recorded)
  })
})
