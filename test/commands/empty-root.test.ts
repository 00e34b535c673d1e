// A root without definitions, and a pattern that matches nothing, are no green result, unless the option says so.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { gate, withFixture } from '../applied-state/fixture.ts'
import { runCli } from '../support/cli.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'empty-'))
  return () => rmSync(root, { recursive: true })
})
const write = (path: string, text = ''): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const commands = ['validate', 'plan', 'apply --yes', 'drift --two-way'] as const
const run = (command: string, cwd = root) =>
  runCli([...command.split(' '), ...(command.startsWith('validate') ? [] : ['--emulator'])], {
    cwd,
  })

describe.each(commands)('`%s`', (command) => {
  test('without a definition ends with 3, and with 0 where the option allows it', async () => {
    const { code, err, out } = await run(command)
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('error[no-definitions]: There is no definition')
    expect((await run(`${command} --allow-empty`)).code).toBe(0)
  })

  test('with a pattern that matches nothing ends with 3 at its line', async () => {
    write('statsig.yaml', 'definitions:\n  - flags\n  - falgs\n')
    write('flags/a.yaml', 'kind: gate\nid: aaa\nname: aaa\nisEnabled: true\n')
    const { code, err } = await run(command)
    expect([code, err]).toEqual([
      3,
      expect.stringContaining('statsig.yaml:3:5: error[no-definitions]: `falgs` matches no file.'),
    ])
    // A drift finds that the gate of the other file is not in Statsig.
    const allowed = await run(`${command} --allow-empty`)
    expect(allowed.code).toBe(command.startsWith('drift') ? 2 : 0)
    expect(allowed.err).toContain('warning[no-definitions]')
  })
})

test('the last definition may be removed by a commit, and not by the lack of a file', async () => {
  await withFixture(gate('aaa'), async ({ repository, run: runIn, writes }) => {
    const codes = async () => {
      const list: number[] = []
      for (const command of ['validate', 'plan', 'apply --yes'])
        list.push((await runIn(command)).code)
      return list
    }
    expect(await codes()).toEqual([0, 0, 0])
    writes()
    rmSync(join(repository.root, 'statsig'), { recursive: true })
    // Git still has the files: a work tree that lost them shows no removal.
    expect(await codes()).toEqual([3, 3, 3])
    await repository.run('add', '--all')
    await repository.run('commit', '--quiet', '--message=Remove')
    expect(await codes()).toEqual([0, 0, 0])
    expect(writes()).toEqual([])
    // It was removed, applied and recorded: an empty root is a decision from now on.
    await repository.commit({ 'README.md': 'More.\n' })
    expect(await codes()).toEqual([3, 3, 3])
    expect((await runIn('apply --yes --allow-empty')).code).toBe(0)
  })
})

describe('inside of a root', () => {
  test.each([
    ['statsig', '..'],
    ['statsig/gates', '../..'],
  ])('%s is no root of its own: the way to the root is named', async (folder, outer) => {
    write('statsig/gates/a.yaml', 'id: aaa\nname: aaa\nisEnabled: true\n')
    const cwd = join(root, folder)
    const imported = await run('import --all', cwd)
    expect([imported.code, imported.err]).toEqual([64, expect.stringContaining(`\`-C ${outer}\``)])
    const planned = await run('plan', cwd)
    expect([planned.code, planned.err]).toEqual([3, expect.stringContaining(`\`-C ${outer}\``)])
    expect((await run('import role --out .', cwd)).code).toBe(0)
  })

  test('any folder below the settings is inside', async () => {
    write('statsig.yaml', 'definitions: [flags]\n')
    write('flags/teams/a.yaml', 'kind: gate\nid: aaa\nname: aaa\nisEnabled: true\n')
    const { code, err } = await run('import --all', join(root, 'flags/teams'))
    expect([code, err]).toEqual([64, expect.stringContaining('`-C ../..`')])
  })

  test('a folder that bears the name and is a repository, or empty, is a root', async () => {
    for (const path of ['statsig/.git', 'other/statsig'])
      mkdirSync(join(root, path), { recursive: true })
    expect((await run('import role', join(root, 'statsig'))).code).toBe(0)
    expect((await run('import role', join(root, 'other/statsig'))).code).toBe(0)
  })
})
