// Every page of the documentation, followed step by step against a fresh emulator in a fresh folder. `vitest --update`
// writes the outputs and the generated parts again.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import { parse } from 'yaml'
import { isJsonObject } from '../../src/core/json.ts'
import { exitCodes } from '../../src/session/exit-codes.ts'
import { runCli } from '../support/cli.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { generatedIn, isBuilt, withGenerated, withTypeFiles } from './generated.ts'
import { blocksIn, namedFile, pagePaths, readPage } from './markdown.ts'
import { runPage } from './run-page.ts'

const validate = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'statsig-gitops-shown-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const targets: unknown = parse(files['statsig.yaml'] ?? '{}')['targets']
  const [target] = isJsonObject(targets) ? Object.keys(targets) : []
  const args = ['validate', '--allow-empty', ...(target === undefined ? [] : ['--target', target])]
  const { code, err, out } = await runCli(args, { cwd: folder })
  rmSync(folder, { recursive: true })
  expect(code, err).toBe(exitCodes.success)
  return out
}

describe.each(pagePaths)('%s', (path) => {
  const page = readPage(path)
  // To follow a guide that is long takes seconds.
  const pageTest = /guides\/(adopt|incidents|renames)/.test(path) ? longRunTest : test

  pageTest('shows what its commands print and what the program says', async () => {
    const written = withGenerated(await runPage(page))
    await expect(
      path === 'docs/glossary.md' ? withTypeFiles(written) : written,
    ).toMatchFileSnapshot(join('../..', path))
  })

  test('shows valid definitions, those aside whose faults it shows', async () => {
    const shown = new Map(
      blocksIn(page)
        .filter(({ language }) => language === 'yaml')
        .map((block) => [namedFile(block) ?? '', block.text] as const)
        .filter(([file]) => !page.includes(`\n${file}:`)),
    )
    expect([...shown.keys()]).not.toContain('')
    const { 'statsig.yaml': settings, ...definitions } = Object.fromEntries(shown)
    const files = Object.entries(definitions)
    if (settings !== undefined) expect(await validate({ 'statsig.yaml': settings })).toBeDefined()
    if (files.length === 0) return
    const printed = await validate(
      Object.fromEntries(
        files.map(([file, text]) => [join('statsig', file.replace(/^statsig\//, '')), text]),
      ),
    )
    const documents = files.flatMap(([, text]) => text.split(/^---$/m))
    expect(printed).toMatch(new RegExp(`^${documents.length} definitions? in `))
  })
})

/** Blocks that other tests fill. */
const builtElsewhere = ['life of an edit']

test('every generated part is built by a test', () => {
  const names = pagePaths.flatMap((path) => generatedIn(readPage(path)))
  expect(names.filter((name) => !isBuilt(name) && !builtElsewhere.includes(name))).toEqual([])
})

test('pages run commands', () => {
  const running = pagePaths.filter((path) =>
    blocksIn(readPage(path)).some(({ language }) => language === 'console'),
  )
  expect(running.length).toBeGreaterThan(8)
})

test('the README is short', () => {
  expect(Buffer.byteLength(readPage('README.md'))).toBeLessThanOrEqual(12 * 1024)
})
