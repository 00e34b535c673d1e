// The committed bundle is exactly what the build makes from the sources.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const execute = promisify(execFile)

/** Packages that our modules import, each with its dependencies. */
const packages: Readonly<Record<string, readonly string[]>> = {
  ajv: ['fast-deep-equal', 'fast-uri', 'json-schema-traverse'],
  canonicalize: [],
  'damerau-levenshtein': [],
  diff: [],
  json5: [],
  'node-fetch': ['data-uri-to-buffer', 'fetch-blob', 'formdata-polyfill', 'node-domexception'],
  '@octokit/core': [
    '@octokit/auth-token',
    '@octokit/endpoint',
    '@octokit/graphql',
    '@octokit/request',
    'before-after-hook',
    'content-type',
    'json-with-bigint',
    'universal-user-agent',
  ],
  '@octokit/request-error': [],
  'p-limit': ['yocto-queue'],
  picocolors: [],
  'simple-git': [
    '@kwsites/file-exists',
    '@kwsites/promise-deferred',
    '@simple-git/args-pathspec',
    '@simple-git/argv-parser',
    'debug',
    'ms',
  ],
  yaml: [],
}

/** The first bundle is loaded at the start, and imports the second one after the inputs are valid. */
const scripts = ['action.js', 'action-work.js'] as const
const files = [...scripts, 'action.licenses.txt'] as const

interface Parts {
  /** The files that are in the bundle, at least in part. */
  readonly bundled: readonly string[]
  /** All files that were read, with their imports. */
  readonly imports: Readonly<Record<string, readonly string[]>>
}

let folders: readonly string[]
beforeAll(async () => {
  folders = ['one', 'two'].map((name) => mkdtempSync(join(tmpdir(), `statsig-gitops-${name}-`)))
  const [one = '', two = ''] = folders
  await execute(process.execPath, ['build.mjs', one])
  // Built in another folder, language and time zone: the result must be the same.
  await execute(process.execPath, [join(process.cwd(), 'build.mjs'), two], {
    cwd: two,
    env: { PATH: process.env['PATH'] ?? '', TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' },
  })
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const built = (file: string, of = 0): string => readFileSync(join(folders[of] ?? '', file), 'utf8')
const parts = (): Parts => JSON.parse(built('action.parts.json'))

const packageOf = (path: string): string | undefined =>
  /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]

const packagesOf = (paths: Iterable<string>): readonly string[] =>
  [...new Set([...paths].flatMap((path) => packageOf(path) ?? []))].sort()

test.each(files)('%s in the repository is up to date; else run `npm run build`', (file) => {
  // Not with `expect`, which would print a difference of two megabytes.
  expect(readFileSync(join('dist', file), 'utf8') === built(file)).toBe(true)
})

test.each(files)('%s is the same after each build, on any machine', (file) => {
  expect(built(file, 0) === built(file, 1)).toBe(true)
})

test('the bundle contains no path of the machine', () => {
  const machine = [process.cwd(), tmpdir(), process.env['HOME'] ?? ''].filter(
    (path) => path.length > 1,
  )
  const lines = files.flatMap((file) => built(file).split('\n'))
  expect(lines.filter((line) => machine.some((path) => line.includes(`${path}/`)))).toEqual([])
})

test('the bundle imports only modules of Node, and the other bundle', () => {
  const code = scripts.map((file) => built(file)).join('\n')
  const asked = [
    ...code.matchAll(
      /^(?:import|export)\b[^'"\n]*?["']([^"']+)["'];|\b(?:import|require|__require\d*)\(\s*["']([^"']+)["']\s*\)/gm,
    ),
  ].map(([, imported = '', required = '']) => imported || required)
  expect(asked).toContain('node:fs')
  const own = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))
  // Code that `ajv` would write for a standalone module.
  const isText = (name: string) => name.startsWith('ajv/dist/runtime/')
  expect(asked.filter((name) => !own.has(name) && !isText(name))).toEqual(['./action-work.js'])
})

test('no dynamic import has a computed name', () => {
  const late = scripts.flatMap((file) => [
    ...built(file).matchAll(/\bimport\((?!\s*["'](?:node:[^"']+|\.\/action-work\.js)["']\s*\))/g),
  ])
  expect(late.map(({ input, index }) => input.slice(index, index + 60))).toEqual([])
})

test('the first bundle is at most a twentieth of both', () => {
  expect(built('action.js').length).toBeLessThan(built('action-work.js').length / 20)
})

describe('packages', () => {
  const all = Object.entries(packages).flat(2).sort()

  test('in the bundle are these and no other', () => {
    expect(packagesOf(parts().bundled)).toEqual(all)
  })

  test('are each used by a module of ours in the bundle', () => {
    const { bundled, imports } = parts()
    const ours = bundled.filter((path) => packageOf(path) === undefined)
    const used = ours.flatMap((path) => imports[path] ?? [])
    expect(packagesOf(used)).toEqual(Object.keys(packages).sort())
  })

  test.each(Object.entries(packages))('%s has the listed dependencies', (name, brought) => {
    const { bundled, imports } = parts()
    const seen = new Set(bundled.filter((path) => packageOf(path) === name))
    for (const path of seen) for (const next of imports[path] ?? []) seen.add(next)
    const isBundled = new Set(packagesOf(bundled))
    const comes = (each: string) => each !== name && isBundled.has(each) && !(each in packages)
    expect(packagesOf(seen).filter(comes)).toEqual(brought)
  })

  test('are listed with the text of their licence', () => {
    const licenses = built('action.licenses.txt').split(`\n\n${'-'.repeat(80)}\n\n`)
    const named = licenses.map((text) => /^(\S+) \d+\.\d+\.\d+\S* \(.+\)\n\n/.exec(text)?.[1])
    expect([...new Set(named)].sort()).toEqual(all)
    expect(licenses.filter((text) => text.length < 500)).toEqual([])
  })
})
