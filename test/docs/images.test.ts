// The pictures of the README, held against what the program prints. `vitest --update` draws them again.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ansiToSvg } from '../../docs/images/ansi-to-svg.ts'
import { markdownToSvg } from '../../docs/images/markdown-to-svg.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { exitCodes } from '../../src/session/exit-codes.ts'
import { runCli } from '../support/cli.ts'
import { runGit } from '../support/run-git.ts'

const checkout = (percentage: number): string => `id: new_checkout
name: New checkout
description: The checkout on one page.
isEnabled: true
rules:
  - name: Staff
    passPercentage: 100
    conditions: [{ type: email, operator: str_contains_any, targetValue: ['@example.com'] }]
  - name: Everyone else
    passPercentage: ${percentage}
    conditions: [{ type: public }]
`
const gate = (name: string, enabled: boolean, more = ''): string => `id: ${name}
name: ${name}
description: The gate ${name}.
isEnabled: ${enabled}
${more}`

const writeGates = (folder: string, texts: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, 'statsig/gates', `${name}.yaml`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** The same in every run, so that commits have the same ids. */
const identity = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ana'],
    [`GIT_${role}_EMAIL`, 'ana@example.com'],
    [`GIT_${role}_DATE`, '2026-01-01T00:00:00Z'],
  ]),
)

test('the picture of a plan shows what a terminal shows', async () => {
  const emulator = await startEmulator({
    seed: 1,
    clock: { now: () => Date.UTC(2026, 0, 1, 14, 2) },
  })
  const folder = mkdtempSync(join(tmpdir(), 'statsig-gitops-picture-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...identity,
  }
  const git = (...args: readonly string[]) => runGit(folder, args, env)
  const run = (...args: readonly string[]) =>
    runCli(args, {
      cwd: folder,
      env: { ...env, STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key },
      typed: 'yes',
      width: 80,
    })
  await git('init', '--quiet')
  writeGates(folder, { new_checkout: checkout(10), old_banner: gate('old_banner', true) })
  await git('add', 'statsig')
  await git('commit', '--quiet', '--message=Gates')
  expect((await run('apply', '--yes', '--parallelism', '1')).code).toBe(exitCodes.success)
  const person = { name: 'on.call@example.com', email: 'on.call@example.com' }
  emulator.edit('gates', 'old_banner', (object) => ({ ...object, isEnabled: false }), person)
  writeGates(folder, {
    dark_mode: gate('dark_mode', false, 'tags: [appearance]\n'),
    new_checkout: checkout(25),
  })
  await git('add', 'statsig')
  await git('commit', '--quiet', '--message=Dark mode')
  const { code, out } = await run('plan')
  await emulator.close()
  rmSync(folder, { recursive: true })
  expect(code).toBe(exitCodes.success)
  const picture = ansiToSvg(`$ statsig-gitops plan\n${out}`, 'A plan in a terminal')
  await expect(picture).toMatchFileSnapshot('../../docs/images/plan.svg')
})

test('the picture of a comment shows what the Action writes', async () => {
  const [folder = ''] = readdirSync('test').filter((name) =>
    readdirSync('test', { recursive: true, encoding: 'utf8' }).includes(
      join(name, 'pull-request-widens-a-rollout', 'comment.md'),
    ),
  )
  const comment = readFileSync(
    join('test', folder, 'pull-request-widens-a-rollout', 'comment.md'),
    'utf8',
  )
  const picture = markdownToSvg(comment, 'The comment on a pull request')
  await expect(picture).toMatchFileSnapshot('../../docs/images/comment.svg')
})
