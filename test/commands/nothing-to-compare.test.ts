// Where nothing is compared, nothing is said to be in sync.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nothing-'))
  return () => rmSync(root, { recursive: true })
})
const run = (...args: readonly string[]) => runCli([...args, '--emulator'], { cwd: root })

test('a folder without definitions is not in sync, it is empty', async () => {
  const { code, out } = await run('plan', '--allow-empty')
  expect(code).toBe(0)
  expect(out).toContain('There are no definitions here: nothing was compared.')
  expect(out).not.toContain('In sync')
})

test.each([['plan'], ['apply', '--yes'], ['doctor']])(
  '`%s` in a folder that is not there is a wrong call',
  async (...args) => {
    const { code, err } = await run(...args, '-C', join(root, 'elsewhere'))
    expect(code).toBe(64)
    expect(err).toContain('There is no folder')
  },
)

test('settings under another name are a fault, since they would guard nothing', async () => {
  writeFileSync(join(root, 'statsig.yml'), 'targets: { production: { project: x } }\n')
  const { code, err } = await run('plan')
  expect(code).toBe(3)
  expect(err).toContain(
    'statsig.yml:1:1: error[invalid-settings]: Settings are read from `statsig.yaml`, not from this file.',
  )
})
