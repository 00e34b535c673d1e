// What README.md and CONTRIBUTING.md claim, held against the program. `vitest --update` writes the outputs again.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pkg from '../package.json' with { type: 'json' }
import { diagnosticCodes } from '../src/diagnostic.ts'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { isJsonObject } from '../src/json.ts'
import { apiAreaOfKind, apiAreas } from '../src/kinds/api-coverage.ts'
import { kinds } from '../src/kinds/index.ts'
import type { Kind } from '../src/kinds/kind.ts'
import { settingsSchema } from '../src/load/settings/index.ts'
import { exitCodes } from '../src/session/environment.ts'
import { runCli } from './support/cli.ts'
import {
  inputsTable,
  kindsTable,
  outputsTable,
  systemsTable,
  withTables,
} from './support/readme-tables.ts'

const readme = readFileSync('README.md', 'utf8')
const contributing = readFileSync('CONTRIBUTING.md', 'utf8')

/** The text below a heading, up to the next of the same rank. */
const section = (document: string, heading: string): string => {
  const rank = /^#+/.exec(heading)?.[0] ?? ''
  const [, rest = ''] = document.split(`\n${heading}\n`)
  return rest.split(new RegExp(`^${rank} `, 'm'))[0] ?? ''
}

/** The rows of the tables in a text, whose first column has this heading. */
const table = (text: string, heading: string): readonly (readonly string[])[] => {
  const [, rest = ''] = text.split(`\n| ${heading} |`)
  const [, , ...lines] = rest.split('\n\n')[0]?.split('\n') ?? []
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

const quoted = (text: string): readonly string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')

interface Block {
  readonly language: string
  readonly text: string
  readonly heading: string
  /** Where the text begins in the document. */
  readonly start: number
}

const blocks = (document: string): readonly Block[] =>
  [...document.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: text = '', index }) => ({
      language,
      text,
      start: index + '```\n'.length + language.length,
      heading:
        document
          .slice(0, index)
          .match(/^## .*$/gm)
          ?.at(-1) ?? '',
    }),
  )

/** The same in every run, so that the ids of commits are the same, too. */
const somebody = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Ana'],
    [`GIT_${who}_EMAIL`, 'ana@example.com'],
    [`GIT_${who}_DATE`, '2026-01-01T00:00:00Z'],
  ]),
)

describe('the examples of the README', () => {
  let emulator: Emulator
  let folder: string
  beforeAll(async () => {
    emulator = await startEmulator({ seed: 1, clock: { now: () => Date.UTC(2026, 0, 1, 14, 2) } })
    folder = mkdtempSync(join(tmpdir(), 'statsig-gitops-readme-'))
  })
  afterAll(async () => {
    await emulator.close()
    rmSync(folder, { recursive: true })
  })

  test('whoever follows them step by step sees what they show', async () => {
    const inGit = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
    }
    const env = { STATSIG_API_URL: emulator.url, STATSIG_API_KEY: emulator.key, ...inGit }
    const git = (command: string): string =>
      execFileSync('git', command.split(' '), {
        cwd: folder,
        encoding: 'utf8',
        env: { ...inGit, ...somebody },
      })
    const told: string[] = []
    let end = 0
    let file = ''
    for (const { heading, language, start, text } of blocks(readme)) {
      if (language === 'yaml') {
        const [, path = ''] = /^# (\S+\.yaml)\n/.exec(text) ?? []
        file = join(folder, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
      if (language === 'diff') {
        const [[, before = ''] = [], [, after = ''] = []] = text.matchAll(/^[-+](.*)$/gm)
        const now = readFileSync(file, 'utf8')
        expect(now.split(`\n${before}\n`), `\`${before}\` stands once in ${file}`).toHaveLength(2)
        writeFileSync(file, now.replace(`${before}\n`, `${after}\n`))
      }
      if (language !== 'console') continue
      for (const [, id = '', set = '', mail = ''] of readme
        .slice(end, start)
        .matchAll(/^<!-- in the console: gates (\S+) (\{.*\}) by (\S+) -->$/gm))
        emulator.edit('gates', id, (it) => ({ ...it, ...JSON.parse(set) }), {
          name: mail,
          email: mail,
        })
      const shown: string[] = []
      for (const [, tool = '', command = '', rest = ''] of text.matchAll(
        /^\$ (statsig-gitops|git) (.*)(?:\n((?!\$).*))?/gm,
      )) {
        if (tool === 'git') {
          const said = git(command)
          shown.push(`$ git ${command}${said === '' ? '' : `\n${said}`}`)
          continue
        }
        const { code, err, out } = await runCli(command.split(' '), { cwd: folder, env })
        const isDrift = /^drift\b(?!.*--adopt)/.test(command)
        const expected =
          heading === '## When a file is wrong'
            ? exitCodes.invalid
            : isDrift
              ? exitCodes.changes
              : exitCodes.success
        expect([command, code], err).toEqual([command, expected])
        const lines = `${err}${out}`.trimEnd().split('\n')
        // A leading `…` leaves out what was shown a moment before.
        const part = rest === '…' ? ['…', ...lines.slice(-4)] : lines
        shown.push([`$ statsig-gitops ${command}`, ...part, ''].join('\n'))
      }
      told.push(readme.slice(end, start), shown.join('\n'))
      end = start + text.length
    }
    told.push(readme.slice(end))
    expect(told.length, 'There are outputs to hold against the program.').toBeGreaterThan(5)
    await expect(
      withTables(told.join(''), {
        kinds: kindsTable(all),
        systems: systemsTable(all),
        inputs: inputsTable(),
        outputs: outputsTable(),
      }),
    ).toMatchFileSnapshot('../README.md')
  })
})

test('every definition that the README shows is valid, but for those that it calls wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statsig-gitops-shown-'))
  const shown = blocks(readme).filter(
    ({ heading, language }) => language === 'yaml' && heading !== '## When a file is wrong',
  )
  for (const { text } of shown) {
    const [, path = ''] = /^# (\S+\.yaml)\n/.exec(text) ?? []
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { code, err, out } = await runCli(['validate'], { cwd: folder })
  rmSync(folder, { recursive: true })
  expect(code, err).toBe(exitCodes.success)
  expect(out).toContain(`${shown.length} definitions in ${shown.length} files: valid.`)
})

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
  const commands = section(readme, '## Commands')
  const help = async (...args: readonly string[]): Promise<string> =>
    (await runCli([...args, '--help'], { cwd: '.' })).out
  const optionsIn = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}(-C|--[\w-]+)/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== '--help')

  test('every command of the README exists, takes what is written there, and no other exists', async () => {
    const listed = table(commands, 'command').map(([name = '']) => quoted(name)[0] ?? '')
    expect(listed.map((each) => each.split(' ')[0])).toEqual(names)
    const usages = [...(await help()).matchAll(/^ {2}([a-z]+)[^\n]*?(?= {2,})/gm)]
    expect(usages.map(([, name]) => name).sort()).toEqual([...names].sort())
    for (const each of listed) {
      const [name = '', argument] = each.split(' ')
      const [usage] = (await help(name)).split('\n')
      expect(usage).toBe(
        `Usage: statsig-gitops ${name} [options]${argument === undefined ? '' : ` ${argument}`}`,
      )
    }
  })

  test('every option of the README exists with the commands named there, and no other exists', async () => {
    const listed = table(commands, 'option').flatMap(([option = '', of = '']) =>
      of.split(', ').map((name) => `${name} ${quoted(option)[0]?.split(' ')[0]}`),
    )
    const existing = await Promise.all(
      names.map(async (name) => optionsIn(await help(name)).map((option) => `${name} ${option}`)),
    )
    expect([...listed].sort()).toEqual(existing.flat().sort())
  })

  test('whatever a text or a shell line writes after two dashes exists', async () => {
    const existing = new Set(
      (await Promise.all(names.map((name) => help(name)))).flatMap(optionsIn),
    )
    const written = [readme, contributing, readFileSync('config-examples/README.md', 'utf8')]
      .flatMap((text) => [...text.matchAll(/statsig-gitops [^`\n]*|`--[^`]*`/g)])
      .flatMap(([line]) => [...line.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option))
    expect(written.filter((option) => !existing.has(option))).toEqual([])
  })

  test('the exit codes are those of the README, in the order in which the first that holds is taken', () => {
    const listed = table(commands, 'exit code').map(([code]) => Number(code))
    expect(listed).toEqual(Object.values(exitCodes))
  })
})

const all: readonly Kind[] = kinds

describe('kinds and settings', () => {
  const listed = (heading: string, head: string) =>
    table(section(readme, heading), head).map(([name = '']) => name)

  test('the README lists every kind, and no other', () => {
    expect(listed('### Kinds', 'kind')).toEqual(all.map(({ kind }) => `\`${kind}\``))
  })

  test('every kind belongs to a system of the API, and every system without one says why', () => {
    expect(all.filter((kind) => apiAreaOfKind(kind) === undefined).map(({ kind }) => kind)).toEqual(
      [],
    )
    const managed = new Set(all.map(apiAreaOfKind))
    expect(apiAreas.filter((each) => !managed.has(each) && each.note === undefined)).toEqual([])
    expect(listed('### Every system of the Console API', 'system')).toEqual(
      apiAreas.map(({ name }) => name),
    )
  })

  test('the README lists every setting, and no other', () => {
    const { properties } = settingsSchema
    const listed = table(section(readme, '## What a file means'), 'key').map(
      ([key = '']) => quoted(key)[0],
    )
    expect(listed.sort()).toEqual(Object.keys(isJsonObject(properties) ? properties : {}).sort())
  })
})

describe('everything that is pointed at is there', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'config-examples/README.md']

  test.each(documents)('the links of %s lead somewhere', (path) => {
    const text = readFileSync(path, 'utf8')
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '')
    const inside = links.filter((link) => !/^https?:/.test(link))
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    const leadsSomewhere = (link: string) =>
      link.startsWith('#') ? anchors.includes(link.slice(1)) : existsSync(join(path, '..', link))
    expect(inside.filter((link) => !leadsSomewhere(link))).toEqual([])
  })

  test('every fault that a document shows has a code that exists, and its page', () => {
    const shown = [readme, contributing].flatMap((text) =>
      [...text.matchAll(/(?:error|warning|note)\[([\w-]+)\]/g)].map(([, code]) => code ?? ''),
    )
    const isKnown = (code: string) =>
      Object.hasOwn(diagnosticCodes, code) && existsSync(`test/diagnostics/${code}/page.md`)
    // `error[code]` is the form itself.
    expect(shown.filter((code) => code !== 'code' && !isKnown(code))).toEqual([])
  })

  test('every file and folder that CONTRIBUTING.md names exists', () => {
    const named = quoted(contributing).filter((text) =>
      /^(src|test|schemas|config-examples|\.ci|\.github)\/[\w./-]*$/.test(text),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })

  test('every npm script that a document names exists', () => {
    const named = documents
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/npm run ([\w:]+)/g)])
      .map(([, name]) => name ?? '')
    expect(named.filter((name) => !Object.hasOwn(pkg.scripts, name))).toEqual([])
  })
})

test('CONTRIBUTING.md gives a reason for every dependency, and for no other', () => {
  const listed = table(section(contributing, '## Dependencies'), 'package').flatMap(([name = '']) =>
    quoted(name),
  )
  expect([...listed].sort()).toEqual(
    [...Object.keys(pkg.dependencies), ...Object.keys(pkg.devDependencies)].sort(),
  )
})
