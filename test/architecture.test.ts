// Who may import whom, where the world may be touched, and how many escapes there are. Types count too: a type is a
// dependency of the mind.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kinds } from '../src/kinds/index.ts'
import { allowedImports } from './support/rooms.ts'

/** Packages to the places that may use them. */
const packages: Readonly<Record<string, RegExp>> = {
  yaml: /^(core\/yaml-parser|load\/yaml\/.*|write\/(yaml|splice\/(tree|tokens|scalar)))\.ts$/,
  ajv: /^(load\/schema-errors\/.*|emulator\/.*)\.ts$/,
  'ajv/dist/2020.js': /^emulator\/.*\.ts$/,
  json5:
    /^(load\/definition\/json5-text|plan\/evaluation\/results|emulator\/resources\/.*\/dynamic-config-json5)\.ts$/,
  'node-fetch': /^io\/statsig\//,
  'p-limit': /^(io|apply)\//,
  'simple-git': /^io\/git\//,
  '@octokit/core': /^io\/github\//,
  '@octokit/request-error': /^io\/github\//,
  commander: /^cli\/(program|options)\.ts$/,
  'cli-progress': /^session\/progress\.ts$/,
  diff: /^report\//,
  picocolors: /^report\//,
  canonicalize: /^fields\/normalize\.ts$/,
  'damerau-levenshtein': /^core\/suggest\.ts$/,
}

const longestFirst = Object.keys(allowedImports).sort((a, b) => b.length - a.length)
/** The longest name of a room that the path begins with. */
const part = (file: string): string =>
  longestFirst.find((name) => file === `${name}.ts` || file.startsWith(`${name}/`)) ?? file
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
const texts = new Map(files.map((file) => [file, readFileSync(join('src', file), 'utf8')]))
const raw = (file: string): string => texts.get(file) ?? ''
/** Without comments and without what stands in quotes, so that prose breaks no rule. */
const code = (file: string): string =>
  raw(file)
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
/** Without comments and without the words of bugs, which nobody is meant to see. */
const withoutThrown = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '')
    .replace(/throw new Error\((?:`[^`]*(?:\\`[^`]*)*`|'[^']*')\)/g, '')
const specifiers = (file: string): readonly string[] =>
  [...raw(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name ?? '')
const importsByFile = new Map(
  files.map((file) => [
    file,
    specifiers(file)
      .filter((name) => name.startsWith('.') && name.endsWith('.ts'))
      .map((name) => relative('src', join(dirname(join('src', file)), name)).replaceAll('\\', '/')),
  ]),
)
const imports = (file: string): readonly string[] => importsByFile.get(file) ?? []

/** Whatever a file imports, however long the way. */
const reachOf = (file: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const open = [...imports(file)]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    if (!seen.has(next)) {
      seen.add(next)
      open.push(...imports(next))
    }
  return seen
}

const edge = [
  'io',
  'emulator',
  'session',
  'prepare',
  'commands',
  'github-action',
  'cli/main',
  'github-action/main',
]

/** What each file does against a rule, as sentences. */
const breaches = (rule: (file: string) => readonly string[]): readonly string[] =>
  files.flatMap((file) => rule(file).map((what) => `${file}: ${what}`))

test('each part of the house imports only what it may', () => {
  expect(
    breaches((file) =>
      imports(file)
        .map(part)
        .filter((other) => other !== part(file) && !allowedImports[part(file)]?.includes(other)),
    ),
  ).toEqual([])
})

test('packages are used only where they belong', () => {
  const foreign = (file: string) =>
    specifiers(file).filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
  expect(breaches((file) => foreign(file).filter((name) => !packages[name]?.test(file)))).toEqual(
    [],
  )
})

test('only the renderers know the formats: no other file compares the name of one', () => {
  const comparison = /\.format\b *[!=]==|(?:[!=]==|case) '(?:json|markdown)'/g
  const compares = (file: string) =>
    file.startsWith('report/') ? [] : (raw(file).match(comparison) ?? [])
  expect(breaches(compares)).toEqual([])
})

test('the world is touched only at the edge', () => {
  const inner = (file: string) => !edge.includes(part(file))
  const nodes = (file: string) =>
    specifiers(file).filter((name) => name.startsWith('node:') && name !== 'node:crypto')
  const touching = (file: string) =>
    code(file).match(/\b(Date\.now|new Date|Math\.random|process\.|console\.\w+\()/g) ?? []
  expect(breaches((file) => (inner(file) ? [...nodes(file), ...touching(file)] : []))).toEqual([])
})

test('sentences are made last: what decides holds none, and reaches none', () => {
  const telling =
    /^(report\/|prepare\/(unused-overwrites|preflight)|github-action\/pull-request\/approval-check)/
  const isSentence = (file: string) => file.startsWith('report/sentences/')
  const early = (file: string) => (telling.test(file) ? [] : imports(file).filter(isSentence))
  expect(breaches(early)).toEqual([])
  expect([...reachOf('summary/risk.ts')].filter(isSentence)).toEqual([])
})

test('plans and outcomes are made of data: whatever has words with blanks between is a Diagnostic, or thrown', () => {
  const withoutPlaces = (text: string) => text.replace(/\$\{[^{}]*\}/g, '')
  const prose = (file: string): readonly string[] =>
    [...withoutPlaces(withoutThrown(raw(file))).matchAll(/'[^'\n]*'|`[^`]*`/g)]
      .map(([text]) => text)
      .filter((text) => /\w[,:;.]* \w/.test(text))
  const isData = (file: string) => /^(plan|apply|reasons)\//.test(file)
  const isAboutFiles = (file: string) => imports(file).includes('core/diagnostic.ts')
  const telling = files.filter((file) => isData(file) && prose(file).length > 0)
  expect(telling.toSorted()).toEqual([
    'plan/checks/index.ts',
    'plan/checks/named-items.ts',
    'plan/checks/referenced-items.ts',
    'plan/checks/unknown-ids.ts',
    'plan/checks/unreadable-values.ts',
    'plan/references.ts',
  ])
  expect(telling.filter((file) => !isAboutFiles(file))).toEqual([])
  const asReason = /\b(reason|detail|notes|cautions|notices)\b[?]?: *\[?['`]/
  expect(files.filter((file) => isData(file) && asReason.test(code(file)))).toEqual([])
})

test('no kind is named, unless kinds are what a file is about', () => {
  const withoutMembers = (file: string) => raw(file).replace(/\b(Pick|Omit)<[^>]*>/g, '')
  const named = (file: string) =>
    kinds.map(({ kind }) => kind).filter((kind) => withoutMembers(file).includes(`'${kind}'`))
  const isAbout = (file: string) => /^(kinds|emulator|plan\/guards|specs)\//.test(file)
  // Tags and keys are things of YAML's own, too.
  expect([...breaches((file) => (isAbout(file) ? [] : named(file)))].sort()).toEqual([
    'load/yaml/tokens.ts: tag',
    'write/yaml.ts: key',
  ])
})

test('each file says in its first line what it is for', () => {
  // A descriptor says it in `doc`.
  const says = (file: string) =>
    (file.startsWith('kinds/') ? /^(\/\/ |import )/ : /^\/\/ [A-Z`]/).test(raw(file))
  expect(files.filter((file) => !says(file))).toEqual([])
})

test('the hosts of Statsig stand in one file, so that they can move', () => {
  const naming = files.filter((file) => /statsigapi\.net|api\.statsig\.com/.test(raw(file)))
  expect(naming).toEqual(['io/statsig/console-api/access.ts'])
})

test('no file imports itself, however long the way round', () => {
  expect(files.filter((file) => reachOf(file).has(file))).toEqual([])
})

test('all kinds meet in the list of their names and nowhere else', () => {
  const descriptors = new Set(
    kinds.map(({ kind }) => `kinds/definitions/${kind.replaceAll('_', '-')}.ts`),
  )
  const meeting = files.filter(
    (file) => imports(file).filter((name) => descriptors.has(name)).length > 1,
  )
  expect(meeting).toEqual(['kinds/index.ts'])
})

/** What can write to Statsig, and the only files that may import it. A new file is in none of these lists. */
const writeImporters: Readonly<Record<string, readonly string[]>> = {
  'io/statsig/console-api/http.ts': ['retry', 'sender', 'to-api-error'].map(
    (name) => `io/statsig/console-api/${name}.ts`,
  ),
  'io/statsig/console-api/retry.ts': ['client', 'sender'].map(
    (name) => `io/statsig/console-api/${name}.ts`,
  ),
  'io/statsig/console-api/sender.ts': ['client', 'dry-runner', 'index', 'writer'].map(
    (name) => `io/statsig/console-api/${name}.ts`,
  ),
  'io/statsig/console-api/dry-runner.ts': ['io/statsig/console-api/index.ts'],
  'io/statsig/console-api/writer.ts': ['io/statsig/writer.ts'],
  // An emulator may be written to before it is used.
  'io/statsig/writer.ts': ['prepare/connect-to-write.ts', 'prepare/seed-emulator.ts'],
  'prepare/seed-emulator.ts': ['commands/emulator/index.ts', 'prepare/connection.ts'],
  'prepare/connect-to-write.ts': [
    'commands/apply/execute.ts',
    'commands/apply/index.ts',
    'commands/apply/record.ts',
    'commands/apply/saved-plan.ts',
    'github-action/pull-request/apply.ts',
    'github-action/pull-request/execute.ts',
  ],
  'session/write-environment.ts': [
    'cli/program.ts',
    'commands/apply/index.ts',
    'commands/apply/saved-plan.ts',
    'github-action/pull-request/apply.ts',
    'prepare/connect-to-write.ts',
  ],
  'apply/index.ts': [
    'commands/apply/execute.ts',
    'github-action/pull-request/execute.ts',
    'prepare/seed-emulator.ts',
  ],
  'commands/apply/index.ts': ['cli/program.ts'],
  'commands/apply/execute.ts': ['commands/apply/index.ts', 'commands/apply/saved-plan.ts'],
  'commands/apply/saved-plan.ts': ['commands/apply/index.ts'],
}

test('what can write to Statsig is imported by few files, and by no other', () => {
  const importersOf = (name: string) => files.filter((file) => imports(file).includes(name))
  expect(
    Object.fromEntries(
      Object.keys(writeImporters).map((name) => [name, importersOf(name).toSorted()]),
    ),
  ).toEqual(writeImporters)
})

test('an import can be read: no file computes what it imports', () => {
  const computed = /\bimport\((?!\s*'')|\bcreateRequire\b|\brequire\(|\beval\(|\bnew Function\b/
  expect(files.filter((file) => computed.test(code(file)))).toEqual([])
})

test('requests leave the process from three files, and the key is read in one', () => {
  const outside = files.filter((file) => !file.startsWith('emulator/'))
  const networked =
    /node:(https?|http2|net|tls|dgram)\b|'(node-fetch|undici|axios)'|\b(WebSocket|EventSource)\b/
  const sending = outside.filter(
    (file) => networked.test(raw(file)) || /\bfetch\(/.test(code(file)),
  )
  expect(sending.toSorted()).toEqual([
    // The socket is a pipe to git.
    'io/git/object-reader.ts',
    'io/github/fetch.ts',
    'io/statsig/console-api/http.ts',
  ])
  const taking = outside.filter((file) => /takeVariable\('STATSIG_API_KEY'\)/.test(raw(file)))
  expect(taking).toEqual(['prepare/connection.ts'])
})

test('no file is longer than a person can hold in mind', () => {
  const long = files.filter(
    (file) => raw(file).split('\n').length > 250 && !file.startsWith('kinds/'),
  )
  expect(long).toEqual([])
})

test('one name, one meaning: no two files export the same name', () => {
  const exporters = new Map<string, readonly string[]>()
  for (const file of files.filter((each) => !each.startsWith('emulator/')))
    for (const [, name = ''] of raw(file).matchAll(
      /^export (?:async |abstract )*(?:const|function|class|interface|type) (\w+)/gm,
    ))
      exporters.set(name, [...(exporters.get(name) ?? []), file])
  expect(exporters.size).toBeGreaterThan(1000)
  expect([...exporters].filter(([, among]) => among.length > 1)).toEqual([])
})

describe('escapes are counted, and raising a count is a reviewed change', () => {
  const count = (pattern: RegExp, among: readonly string[] = files): number =>
    among.reduce((sum, file) => sum + (code(file).match(pattern) ?? []).length, 0)

  test('`any`', () => expect(count(/:\s*any\b|\bas any\b|<any>/g)).toBe(0))
  test('non-null `!`', () => expect(count(/[\w)\]]!(?=[.,;)\s[])(?!=)/g)).toBe(0))
  test('`as unknown as`', () => expect(count(/\bas unknown as\b/g)).toBe(0))
  test('casts', () => {
    // `import { x as Y }` gives a name.
    const withoutNames = (file: string) =>
      code(file).replace(/\b(import|export)\s+(type\s+)?\{[^}]*\}/g, '')
    const casts = files.flatMap(
      (file) => withoutNames(file).match(/\bas (?!const\b)[A-Z{][\w<>[\]]*/g) ?? [],
    )
    expect(casts.length).toBeLessThanOrEqual(8)
  })
  test('errors and warnings switched off', () => {
    const off = files.filter((file) => /ts-ignore|ts-expect-error|biome-ignore/.test(raw(file)))
    expect(off).toEqual([])
  })
  test('tests that are skipped', () => {
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    const skipped = tests.filter((file) =>
      /\b(test|it|describe)\.(skip|todo|only)\(/.test(readFileSync(join('test', file), 'utf8')),
    )
    // Where the published document is not there, its own tests are skipped and say why.
    expect(skipped).toEqual(['openapi-validator.test.ts'])
  })
})
