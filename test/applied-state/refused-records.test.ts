// A work tree without the last apply, and a clone without its record: what is refused, and the way out that is said.
import { expect } from 'vitest'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { type Files, gate, withFixture } from './fixture.ts'

const described = (id: string, text: string): Files => gate(id, `description: ${text}\n`)
const both = { ...described('aaa', 'One'), ...described('bbb', 'One') }

test('a work tree that is behind says so first, and neither lists what it lacks nor calls itself in sync', () =>
  withFixture(described('aaa', 'One'), async ({ repository, run, writes }) => {
    await repository.run('branch', 'old')
    await repository.commit({ ...gate('aaa', 'description: One\ntags: []\n'), ...gate('bbb') })
    expect((await run('apply --yes')).code).toBe(0)
    await repository.run('checkout', '--quiet', 'old')
    writes()
    const planned = await run('plan')
    expect(planned.code).toBe(4)
    expect(planned.out.split('\n').find((line) => /^(note|\w+:)/.test(line))).toContain(
      'this work tree does not contain',
    )
    expect(planned.out).not.toMatch(/No longer managed|Not defined any more|In sync/)
    const drift = await run('drift')
    expect([drift.code, drift.out]).toEqual([4, ''])
    expect(drift.err).toContain('Refused: nothing was compared: this work tree does not contain')
    expect([(await run('apply --yes')).code, writes()]).toEqual([4, []])
  }))

test('a commit that was amended after its apply has a way out that is said', () =>
  withFixture(both, async ({ emulator, repository, run, writes }) => {
    await run('apply --yes')
    emulator.edit('gates', 'bbb', (it) => ({ ...it, description: 'By hand' }))
    await repository.write(described('aaa', 'Two'))
    await repository.run('commit', '--quiet', '--all', '--amend', '--message', 'Amended')
    writes()
    const said = await run('apply --yes')
    const [, option = ''] = /pass `(--base [^`]+)`/.exec(said.err) ?? []
    expect([said.code, writes(), option]).toEqual([
      4,
      [],
      '--base refs/statsig-gitops/default/applied',
    ])
    expect([(await run(`apply --yes ${option}`)).code, writes()]).toEqual([
      0,
      ['PATCH /console/v1/gates/aaa'],
    ])
    const again = await run('plan')
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('Existing drift')])
  }))

longRunTest('a squashed branch goes on with the parts of its record', () =>
  withFixture(both, async ({ emulator, repository, run, writes }) => {
    await run('apply --yes')
    await repository.run('checkout', '--quiet', '-b', 'topic')
    await repository.commit({ ...described('aaa', 'Two'), ...described('bbb', 'Two') })
    emulator.edit('gates', 'bbb', (it) => ({ ...it, description: 'By hand' }))
    expect((await run('apply --yes')).code).toBe(6)
    await repository.run('checkout', '--quiet', 'main')
    await repository.run('merge', '--squash', '--quiet', 'topic')
    await repository.commit()
    expect((await run('plan')).code).toBe(4)
    writes()
    // The conflict is still one: its base is that of the part, and not the files of the branch.
    const said = await run('plan --base refs/statsig-gitops/default/applied')
    expect([said.code, said.out]).toEqual([
      4,
      expect.stringContaining('in the file and in Statsig'),
    ])
    expect(said.out).not.toContain('gate/aaa')
  }),
)

test('a clone without the record that the remote has is not green, and says how to fetch it', () =>
  withFixture(described('aaa', 'One'), async ({ emulator, repository, run, writes }) => {
    await repository.publish()
    expect((await run('apply --yes --record-base')).code).toBe(0)
    const clone = await repository.clone()
    await clone.run('remote', 'set-url', 'origin', '../origin.git')
    emulator.edit('gates', 'aaa', (it) => ({ ...it, description: 'By hand' }))
    writes()
    const planned = await run('plan', { cwd: clone.root })
    expect(planned.code).toBe(4)
    expect(planned.out).not.toContain('this is the first run')
    const said = await run('apply --yes', { cwd: clone.root })
    const [, command = ''] = /`git (fetch [^`]+)`/.exec(said.err) ?? []
    expect([said.code, writes()]).toEqual([4, []])
    expect((await run('drift', { cwd: clone.root })).code).toBe(4)
    await clone.run(...command.replaceAll("'", '').split(' '))
    const fetched = await run('plan', { cwd: clone.root })
    expect([fetched.code, fetched.out]).toEqual([0, expect.stringContaining('Existing drift')])
  }))

longRunTest('a remote without a record, or one that does not answer, is a first run', () =>
  withFixture(described('aaa', 'One'), async ({ repository, run }) => {
    await repository.publish()
    expect((await run('plan')).code).toBe(0)
    await repository.run('remote', 'set-url', 'origin', '../nowhere.git')
    expect((await run('plan')).code).toBe(0)
    await repository.run('remote', 'set-url', 'origin', 'ext::false %S')
    expect((await run('plan')).code).toBe(0)
  }),
)
