// The diagnostics about files: each code has a page, a broken tree, the same tree fixed, and the expected message.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  type Diagnostic,
  diagnosticCodes,
  formatDiagnostic,
  sortDiagnostics,
} from '../src/core/diagnostic.ts'
import { collections } from '../src/emulator/core/collections.ts'
import type { State } from '../src/emulator/core/store.ts'
import { readSources } from '../src/io/disk/files.ts'
import { consoleDryRunner, consoleReader } from '../src/io/statsig/console-api/index.ts'
import {
  statsigDryRunner,
  statsigProjectInfo,
  statsigReader,
} from '../src/io/statsig/resource-api.ts'
import { createKindRegistry } from '../src/kinds/registry.ts'
import { load, offlineDiagnostics } from '../src/load/index.ts'
import { readSettings } from '../src/load/settings/index.ts'
import { emptyRootFaults } from '../src/prepare/empty-root.ts'
import { findWarehouseFaults, runPreflight } from '../src/prepare/preflight.ts'
import { serverValidate } from '../src/prepare/server-validate.ts'
import { openWorkspace } from '../src/session/open-workspace.ts'
import { runCli } from './support/cli.ts'
import { withProject } from './support/project.ts'

const folder = 'test/diagnostics'
const { settings } = readSettings(undefined)
const registry = createKindRegistry({})
/** Not a code: many mistakes in one run. */
const typicalMistakes = 'typical-mistakes'
const names = Object.keys(diagnosticCodes)
const folders = readdirSync(folder).filter((name) => name !== typicalMistakes)

test('every code has a folder, and every folder is named after a code', () => {
  expect(folders.sort()).toEqual(names.toSorted())
})

test('every code is used in the sources', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'core/diagnostic.ts')
    .map((file) => readFileSync(join('src', file), 'utf8'))
  expect(names.filter((code) => !sources.some((text) => text.includes(`'${code}'`)))).toEqual([])
})

describe.each(Object.entries(diagnosticCodes))('%s', (code, sentence) => {
  const place = join(folder, code)

  test('has a page that says what it means, why it is an error, and how to fix it', () => {
    const page = readFileSync(join(place, 'page.md'), 'utf8')
    expect(page.startsWith(`# ${code}\n\n${sentence}\n\n`)).toBe(true)
    expect(page.split('\n\n')).toHaveLength(4)
    expect(page).toMatch(/\n\nTo fix it: [\s\S]+\.\n$/)
  })

  test('is the only code that the broken files give, with the expected message', async () => {
    const diagnostics = await diagnosticsIn(place, 'broken')
    expect([...new Set(diagnostics.map((each) => each.code))]).toEqual([code])
    await expect(`${diagnostics.map(formatDiagnostic).join('\n')}\n`).toMatchFileSnapshot(
      join('diagnostics', code, 'message.txt'),
    )
  })

  test('does not appear for the fixed files', async () => {
    expect((await diagnosticsIn(place, 'fixed')).map(formatDiagnostic)).toEqual([])
  })
})

/** The diagnostics of `validate`; with a `live.yaml` (the live state), those of `plan --server-validate`. */
const diagnosticsIn = async (
  place: string,
  tree: 'broken' | 'fixed',
): Promise<readonly Diagnostic[]> => {
  const root = join(place, tree)
  const liveFile = join(place, 'live.yaml')
  if (!existsSync(liveFile)) {
    const workspace = await openWorkspace(root)
    const outside = { openRepository: async () => undefined, wallTime: Date.now }
    return sortDiagnostics([
      ...workspace.diagnostics,
      ...(await emptyRootFaults(root, workspace, {}, outside)),
      ...offlineDiagnostics(workspace, workspace.settings),
    ])
  }
  const {
    project = 'cloud',
    ...live
  }: Partial<State> & { readonly project?: 'cloud' | 'warehouse' } = parse(
    readFileSync(liveFile, 'utf8'),
  )
  return withProject({ project }, async ({ api, emulator, findings, plan }) => {
    for (const collection of collections)
      for (const object of live[collection] ?? []) emulator.insert(collection, object)
    const files = await readSources(root, ['statsig'])
    const { desired } = load(files, settings)
    const projectInfo = statsigProjectInfo(consoleReader(api))
    const reader = statsigReader(consoleReader(api), registry)
    const preflight = await runPreflight(undefined, desired, registry, { projectInfo, reader })
    const { diagnostics, run } = await plan(files)
    const validation = await serverValidate(
      run,
      desired,
      registry,
      statsigDryRunner(consoleDryRunner(api), registry),
    )
    expect(findings()).toEqual([])
    const warehouseFaults = await findWarehouseFaults(run.plan, desired, registry, projectInfo)
    return [...preflight.diagnostics, ...diagnostics, ...warehouseFaults, ...validation.diagnostics]
  })
}

describe('typical mistakes, one per file', () => {
  const root = join(folder, typicalMistakes)

  test('are all reported in one run, each with its position and a hint', async () => {
    const { code, err, out } = await runCli(['validate'], { cwd: root })
    await expect(err).toMatchFileSnapshot(join('diagnostics', typicalMistakes, 'expected.txt'))
    expect({ code, out }).toEqual({ code: 3, out: '' })
  })

  test('are reported once each, and only valid files have no diagnostic', async () => {
    const { out } = await runCli(['validate', '--format', 'json'], { cwd: root })
    const { diagnostics }: { diagnostics: readonly Diagnostic[] } = JSON.parse(out)
    const files = (await readSources(root, ['statsig'])).map(({ path }) => path)
    const countFor = (path: string) => diagnostics.filter(({ at }) => at?.file === path).length
    expect(files.length).toBeGreaterThan(40)
    expect(files.filter((path) => countFor(path) === 0)).toEqual([
      'statsig/gates/first-of-two.yaml',
      'statsig/layers/checkout.yaml',
      'statsig/metric_sources/orders.yaml',
      'statsig/segments/beta_testers.yaml',
    ])
    // Two groups set the parameter that the layer does not have.
    expect(files.filter((path) => countFor(path) > 1)).toEqual([
      'statsig/experiments/a-parameter-that-the-layer-lacks.yaml',
    ])
  })

  test('are reported in full sentences, without words of JSON Schema', async () => {
    const { out } = await runCli(['validate', '--format', 'json'], { cwd: root })
    const { diagnostics }: { diagnostics: readonly Diagnostic[] } = JSON.parse(out)
    for (const { hint, message } of diagnostics) {
      expect(message).toMatch(/^([A-Z]|`).*\.$/)
      if (hint !== undefined) expect(hint).toMatch(/^([A-Z]|`).*[.?`]$/)
      expect(`${message} ${hint}`).not.toMatch(
        /oneOf|anyOf|schema|enum|const\b|additional|\bpropert(y|ies)\b|instancePath|discriminator|\bnull\b|invalid/i,
      )
    }
  })
})

describe('patterns of files', () => {
  const root = join(folder, 'invalid-settings', 'fixed')

  test.each([
    ['nowhere.yaml', '`nowhere.yaml` matches no file.'],
    ['../elsewhere', '`../elsewhere` leads out of the repository. Remove the `..`.'],
    ['/etc', '`/etc` is an absolute path. Write it relative to the root of the repository.'],
  ])('on the command line that are not valid are wrong usage: %s', async (path, message) => {
    const { code, err } = await runCli(['validate', path], { cwd: root })
    expect({ code, err }).toEqual({ code: 64, err: `${message}\n` })
  })

  test('in the settings that are not valid are reported at their position', async () => {
    const files = await mkdtemp(join(tmpdir(), 'places-'))
    const text = 'definitions:\n  - nowhere\n  - ../elsewhere\n  - C:/statsig\n  - a\\b\n'
    await writeFile(join(files, 'statsig.yaml'), text)
    const { code, err } = await runCli(['validate'], { cwd: files })
    expect(err.split('\n').filter((line) => line.includes('error['))).toEqual([
      'statsig.yaml:3:5: error[invalid-settings]: `../elsewhere` leads out of the repository. Remove the `..`.',
      'statsig.yaml:4:5: error[invalid-settings]: `C:/statsig` is an absolute path. Write it relative to the root of the repository.',
      'statsig.yaml:5:5: error[invalid-settings]: `a\\b` contains a backslash. Write `/` instead.',
    ])
    expect(code).toBe(3)
    await writeFile(join(files, 'statsig.yaml'), 'definitions: nowhere\n')
    const { code: found, err: warned } = await runCli(['validate'], { cwd: files })
    expect(warned).toContain(
      'statsig.yaml:1:14: error[no-definitions]: `nowhere` matches no file.\n',
    )
    expect(found).toBe(3)
    await rm(files, { recursive: true })
  })
})
