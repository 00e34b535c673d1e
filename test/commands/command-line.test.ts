// What the command line itself answers: help, the version, wrong usage, old spellings and the question before an apply.
import { describe, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { replaceDeprecated } from '../../src/cli/deprecations.ts'
import { runCli } from '../support/cli.ts'

const cwd = 'config-examples/cloud'

describe('help', () => {
  test.each([
    { args: ['-h'], same: ['--help'] },
    { args: ['help'], same: ['--help'] },
    { args: ['plan', '-h'], same: ['plan', '--help'] },
    { args: ['help', 'plan'], same: ['plan', '--help'] },
  ])('`$args` prints what `$same` prints', async ({ args, same }) => {
    const printed = await runCli(args, { cwd })
    expect(printed).toEqual(await runCli(same, { cwd }))
    expect(printed).toMatchObject({ code: 0, err: '' })
    expect(printed.out).toMatch(/^Usage: statsig-gitops/)
  })

  test('fits 80 columns where there is no terminal', async () => {
    const commands = ['validate', 'plan', 'apply', 'drift', 'import', 'doctor', 'emulator']
    const all = [[], ...[...commands, 'explain', 'schema'].map((name) => [name])]
    for (const args of all) {
      const { out } = await runCli([...args, '--help'], { cwd })
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })
})

test.each(['-V', '--version'])('`%s` prints the version', async (option) => {
  expect(await runCli([option], { cwd })).toMatchObject({
    code: 0,
    out: `${pkg.version}\n`,
    err: '',
  })
})

describe('wrong usage ends with 64 and names the nearest option or command', () => {
  test.each([
    { args: ['plan', '--overwrit', 'gate/a'], near: 'Did you mean --overwrite?' },
    { args: ['plan', '--formt', 'json'], near: 'Did you mean --format?' },
    { args: ['emulator', '--behaviour', 'worst-case'], near: 'Did you mean --behavior?' },
    { args: ['emulator', '--behavior', 'status-201'], near: 'The behaviors are:' },
    { args: ['plam'], near: 'Did you mean plan?' },
    { args: ['plan', '--format', 'jsn'], near: 'Allowed choices are text, json' },
    { args: ['import', '--include', 'archive'], near: 'The groups are archived, generated' },
  ])('`$args`', async ({ args, near }) => {
    const { code, err, out } = await runCli(args, { cwd })
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(near)
  })
})

describe('old spellings', () => {
  test.each([
    {
      args: ['plan', '--take-over', 'gate/*'],
      now: ['plan', '--overwrite-unmanaged', 'gate/*'],
      warnings: ['warning: `--take-over` is deprecated. Pass `--overwrite-unmanaged`.'],
    },
    {
      args: ['apply', '--take-over=gate/*', '--take-over=key/*'],
      now: ['apply', '--overwrite-unmanaged=gate/*', '--overwrite-unmanaged=key/*'],
      warnings: ['warning: `--take-over` is deprecated. Pass `--overwrite-unmanaged`.'],
    },
    {
      args: ['emulator', '--personality', 'contrary', '--personality=contrary'],
      now: ['emulator', '--behavior', 'worst-case', '--behavior=worst-case'],
      warnings: [
        'warning: `--personality` is deprecated. Pass `--behavior`.',
        'warning: `--behavior contrary` is deprecated. Pass `--behavior worst-case`.',
      ],
    },
    { args: ['explain', 'contrary'], now: ['explain', 'contrary'], warnings: [] },
    { args: ['import', '--out=a=b'], now: ['import', '--out=a=b'], warnings: [] },
    {
      args: ['validate', '--', '--take-over'],
      now: ['validate', '--', '--take-over'],
      warnings: [],
    },
  ])('`$args` mean `$now`', ({ args, now, warnings }) => {
    expect(replaceDeprecated(args)).toEqual({ args: now, warnings })
  })

  test('work, and print one line to standard error', async () => {
    const old = await runCli(['plan', '--emulator', '--take-over', 'gate/*'], { cwd })
    const current = await runCli(['plan', '--emulator', '--overwrite-unmanaged', 'gate/*'], { cwd })
    const warning = 'warning: `--take-over` is deprecated. Pass `--overwrite-unmanaged`.\n'
    expect(old).toEqual({ ...current, err: `${warning}${current.err}` })
  })

  test('are not in the help', async () => {
    for (const command of ['plan', 'apply', 'emulator'])
      expect((await runCli([command, '--help'], { cwd })).out).not.toMatch(/take-over|personality/)
  })
})

describe('the confirmation of an apply', () => {
  const apply = ['apply', '--emulator']

  test.each([
    { typed: undefined, format: 'text', reason: 'standard input is not a terminal' },
    { typed: undefined, format: 'json', reason: 'standard input is not a terminal' },
    { typed: 'yes', format: 'json', reason: 'the output format is for programs' },
  ])('cannot be asked for: $format, $typed', async ({ format, reason, typed }) => {
    const call = typed === undefined ? { cwd } : { cwd, typed }
    expect(await runCli([...apply, '--format', format], call)).toMatchObject({
      code: 64,
      out: '',
      err: `apply cannot ask for confirmation: ${reason}. Pass \`--yes\`.\n`,
    })
  })

  test.each(['', 'no', 'y', 'Yes'])('is not given by `%s`', async (typed) => {
    const { code, err } = await runCli(apply, { cwd, typed })
    expect(code).toBe(1)
    expect(err).toMatch(
      /\nApply this plan to an embedded emulator\?\nType `yes` to continue: Nothing was written\.\n$/,
    )
  })

  test('is given by `yes`', async () => {
    expect((await runCli(apply, { cwd, typed: 'yes' })).code).toBe(0)
  })
})
