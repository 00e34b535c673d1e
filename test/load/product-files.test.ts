// The settings, and other files of this program, are never definitions, whatever the patterns say and wherever they match.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/index.ts'
import { isProductFile } from '../../src/load/product-files.ts'
import { loadWorkspace } from '../../src/load/workspace.ts'
import { openWorkspace } from '../../src/session/open-workspace.ts'
import { file } from '../support/project.ts'
import { withRepository } from '../support/repository.ts'

const schemas = async (): Promise<Readonly<Record<string, string>>> => {
  const names = (await readdir('schemas', { recursive: true })).filter((each) => /json$/.test(each))
  const texts = await Promise.all(names.map((each) => readFile(join('schemas', each), 'utf8')))
  return Object.fromEntries(names.map((each, index) => [`schemas/${each}`, texts[index] ?? '']))
}

const patterns = ['**/*.yaml', '**/*.{yaml,yml,json}', '**/*', 'statsig.yaml', '.github/**/*.yml']

test.each(patterns)(
  'none of them is a definition of `%s`, on disk and in a commit',
  async (pattern) => {
    const emulator = await startEmulator({ limits: 'none' })
    const state = JSON.stringify({ ...emulator.snapshot(), projectId: 'x' }, null, 2)
    await emulator.close()
    const files = {
      'statsig.yaml': `definitions: ['${pattern}', 'flags']\n`,
      'nested/statsig.yaml': 'prune: archive\n',
      '.github/workflows/statsig.yml': 'on: push\njobs: {}\n',
      'state.json': state,
      ...(pattern === '**/*.yaml' ? {} : await schemas()),
      'flags/a.yaml': 'kind: gate\nid: gate_a\nname: gate_a\n',
      'flags/b.json': '{"kind": "gate", "id": "gate_b", "name": "gate_b"}\n',
    }
    await withRepository(files, async ({ opened, root }) => {
      const workspaces = [
        await openWorkspace(root),
        await loadWorkspace((await opened()).tree((await (await opened()).head())?.id ?? '')),
      ]
      for (const { desired, diagnostics } of workspaces) {
        expect(diagnostics).toEqual([])
        expect([...desired.keys()].filter((each) => each === 'gate/gate_a')).toHaveLength(1)
        expect([...desired.keys()].filter((each) => !each.startsWith('gate/gate_'))).toEqual([])
      }
    })
  },
)

test('a saved plan and printed JSON are none either, and definitions in JSON stay definitions', async () => {
  const output = { version: 2, operations: [], seal: 'x' }
  expect(isProductFile(file('plan.json', JSON.stringify(output)))).toBe(true)
  for (const text of [
    '{"kind": "gate", "id": "a", "name": "a", "version": 3}',
    '{"id": "a", "name": "a"}',
    '{ id: a, name: a }',
    '{"$schema": "../schemas/gate.schema.json", "id": "a"}',
  ])
    expect(isProductFile(file('gates/a.json', text)), text).toBe(false)
})

test('named on the command line they are passed over, and the definitions beside them are read', async () => {
  await withRepository(
    { 'statsig.yaml': 'prune: archive\n', 'statsig/gates/a.yaml': 'id: gate_a\nname: gate_a\n' },
    async ({ root }) => {
      const { desired, diagnostics } = await openWorkspace(root, ['statsig.yaml', 'statsig'])
      expect([[...desired.keys()], diagnostics]).toEqual([['gate/gate_a'], []])
    },
  )
})
