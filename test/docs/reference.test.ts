// What the reference and CONTRIBUTING.md claim of commands, settings, kinds, codes and packages, held against the program.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { diagnosticCodes } from '../../src/core/diagnostic.ts'
import { apiAreaOfKind, apiAreas } from '../../src/kinds/api-coverage.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { exitCodes } from '../../src/session/exit-codes.ts'
import { runCli } from '../support/cli.ts'
import { declaringFile } from './generated.ts'
import { diagnosticsFolder, pagePaths, quotedIn, readPage, tableRows } from './markdown.ts'

const pages = [...pagePaths, 'config-examples/README.md']
const all: readonly Kind[] = kinds

describe('the command line', () => {
  const names = [
    'validate',
    'plan',
    'apply',
    'drift',
    'import',
    'doctor',
    'emulator',
    'explain',
    'schema',
  ]
  const commands = readPage('docs/reference/commands.md')
  const help = async (...args: readonly string[]): Promise<string> =>
    (await runCli([...args, '--help'], { cwd: '.' })).out
  const optionsIn = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}(-C|--[\w-]+)/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== '--help')

  test('every command of the reference exists, takes what is written there, and no other exists', async () => {
    const listed = tableRows(commands, 'command').map(([name = '']) => quotedIn(name)[0] ?? '')
    expect(listed.map((each) => each.split(' ')[0])).toEqual(names)
    const usages = [...(await help()).matchAll(/^ {2}([a-z]+)[^\n]*?(?= {2,})/gm)]
    expect(usages.map(([, name]) => name).sort()).toEqual([...names, 'help'].sort())
    for (const each of listed) {
      const [name = '', argument] = each.split(' ')
      const [usage] = (await help(name)).split('\n')
      expect(usage).toBe(
        `Usage: statsig-gitops ${name} [options]${argument === undefined ? '' : ` ${argument}`}`,
      )
    }
  })

  test('every option of the reference exists with the commands named there, and no other exists', async () => {
    const listed = tableRows(commands, 'option').flatMap(([option = '', of = '']) =>
      of.split(', ').map((name) => `${name} ${quotedIn(option)[0]?.split(' ')[0]}`),
    )
    const existing = await Promise.all(
      names.map(async (name) => optionsIn(await help(name)).map((option) => `${name} ${option}`)),
    )
    expect([...listed].sort()).toEqual(existing.flat().sort())
  })

  test('whatever a text or a shell line writes after two dashes exists', async () => {
    const texts = await Promise.all([help(), ...names.map((name) => help(name))])
    const existing = new Set(texts.flatMap((text) => text.match(/--[a-z][\w-]*/g) ?? []))
    const written = pages
      .flatMap((path) => [...readPage(path).matchAll(/statsig-gitops [^`\n]*|`--[^`]*`/g)])
      .flatMap(([line]) => [...line.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option))
    expect(written.filter((option) => !existing.has(option))).toEqual([])
  })

  test('the exit codes are those of the reference, in the order in which the first that holds is taken', () => {
    const listed = tableRows(commands, 'exit code').map(([code]) => Number(code))
    expect(listed).toEqual(Object.values(exitCodes))
  })
})

test('every kind belongs to an area of the API, and every area without one says why', () => {
  expect(all.filter((kind) => apiAreaOfKind(kind) === undefined).map(({ kind }) => kind)).toEqual(
    [],
  )
  const managed = new Set(all.map(apiAreaOfKind))
  expect(apiAreas.filter((each) => !managed.has(each) && each.note === undefined)).toEqual([])
})

test('every diagnostic that a page shows has a code that exists, and its page', () => {
  const shown = pages.flatMap((path) =>
    [...readPage(path).matchAll(/(?:error|warning|note)\[([\w-]+)\]/g)].map(
      ([, code]) => code ?? '',
    ),
  )
  const isKnown = (code: string) =>
    Object.hasOwn(diagnosticCodes, code) && existsSync(`${diagnosticsFolder}/${code}/page.md`)
  // `error[code]` is the form itself.
  expect(shown.filter((code) => code !== 'code' && !isKnown(code))).toEqual([])
})

test('every file and folder of the repository that a page names exists', () => {
  const named = pages
    .flatMap((path) => quotedIn(readPage(path)))
    .filter((text) =>
      /^(src|test|schemas|config-examples|docs|\.ci|\.github)\/[\w./-]*$/.test(text),
    )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})

test('every npm script that a page names exists', () => {
  const named = pages
    .flatMap((path) => [...readPage(path).matchAll(/npm run ([\w:]+)/g)])
    .map(([, name]) => name ?? '')
  expect(named.filter((name) => !Object.hasOwn(pkg.scripts, name))).toEqual([])
})

test('each type of the glossary is exported by the program', () => {
  const rows = tableRows(readPage('docs/glossary.md'), 'word')
  expect(rows.length).toBeGreaterThanOrEqual(30)
  expect(rows.length).toBeLessThanOrEqual(50)
  const words = rows.map(([word = '']) => word)
  expect(words).toEqual(words.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
  const missing = rows.filter(
    ([, , type = '']) => declaringFile(quotedIn(type)[0] ?? '') === undefined,
  )
  expect(missing.map(([word]) => word)).toEqual([])
})

test('CONTRIBUTING.md gives a reason for every dependency, and for no other', () => {
  const listed = tableRows(readPage('CONTRIBUTING.md'), 'package').flatMap(([name = '']) =>
    quotedIn(name),
  )
  expect([...listed].sort()).toEqual(
    [...Object.keys(pkg.dependencies), ...Object.keys(pkg.devDependencies)].sort(),
  )
})
