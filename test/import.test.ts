// `import` and `doctor` as a person runs them, against a project that others have made.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test as testInBothRuns } from 'vitest'
import type { Json, JsonObject } from '../src/core/json.ts'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { type CliResult, runCli } from './support/cli.ts'
import { casesForRun, usualRunTest as test } from './support/long-run.ts'

let root: string
let emulator: Emulator
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'import-'))
  emulator = await startEmulator({ seed: 3, limits: 'none', key: 'console-emulator-import' })
})
afterEach(async () => {
  await emulator.close()
  await rm(root, { recursive: true })
})

const run = (...args: readonly string[]): Promise<CliResult> =>
  runCli([...args, '--api-url', emulator.url], {
    cwd: root,
    env: { STATSIG_API_KEY: emulator.key },
  })
const put = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}
const read = (path: string) => readFile(join(root, path), 'utf8')
const files = async () =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(root.length + 1))
    .sort()

/** Past the API’s rules: what lives may be older than they are. */
const gate = (id: string, more: JsonObject = {}): void => {
  emulator.insert('gates', { id, name: id, isEnabled: true })
  emulator.edit('gates', id, (object) => ({ ...object, ...more }))
}
const rule = (name: string, conditions: readonly Json[], more: JsonObject = {}): JsonObject => ({
  name,
  passPercentage: 10,
  conditions,
  ...more,
})

test('a live gate becomes a file that says what people would have written', async () => {
  emulator.insert('segments', { id: 'beta', name: 'beta', type: 'rule_based', rules: [] })
  gate('new_checkout', {
    name: 'New checkout',
    description: 'The checkout of 2026.\nIn two steps.',
    tags: ['search', 'checkout'],
    idType: 'userID',
    rules: [
      rule('Staff', [
        { type: 'email', operator: 'str_contains_any', targetValue: ['@example.com'] },
      ]),
      rule('Beta', [{ type: 'passes_segment', operator: '', targetValue: 'beta' }], {
        environments: ['production'],
      }),
      rule('Old', [
        { type: 'custom_field', field: 'age', customID: null, operator: 'gt', targetValue: 31 },
      ]),
    ],
  })
  for (const name of ['search', 'checkout'])
    emulator.insert('tags', { name, description: `About ${name}` })
  const said = await run('import', 'gate/new_checkout')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toBe(`gate  1 written
`)
  expect(await read('statsig/gates/new_checkout.yaml')).toBe(`id: new_checkout
name: New checkout
description: |-
  The checkout of 2026.
  In two steps.
isEnabled: true
rules:
  - name: Staff
    passPercentage: 10
    conditions:
      - type: email
        operator: str_contains_any
        targetValue: ["@example.com"]
  - name: Beta
    passPercentage: 10
    conditions:
      - type: passes_segment
        targetValue: beta
    environments: [production]
  - name: Old
    passPercentage: 10
    conditions:
      - type: custom_field
        operator: gt
        targetValue: 31
        field: age
type: TEMPORARY
idType: userID
tags: [search, checkout]
measureMetricLifts: true
reviewSettings:
  requiredReview: false
`)
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
})

describe('what lives and no pattern allows', () => {
  const strange: readonly (readonly [string, JsonObject])[] = [
    ['an id with blanks and signs', { id: 'Ünïcode ☃ id / with: signs', name: 'x' }],
    ['a word that YAML reads as another', { id: 'yes', name: 'null', description: '1e3' }],
    ['a carriage return', { id: 'crlf', name: 'crlf', description: 'a\r\nb\rc' }],
    ['unseen characters', { id: 'unseen', name: 'a\u202eb\u2028c\u0007', description: '\ufeff' }],
    ['a name that Windows keeps', { id: 'aux', name: 'aux' }],
    [
      'two rules of one name',
      {
        id: 'twice',
        name: 'twice',
        rules: [rule('A', []), rule('A', [{ type: 'public', targetValue: null }])],
      },
    ],
    [
      'a condition that Statsig added later',
      {
        id: 'later',
        name: 'later',
        rules: [
          rule('A', [{ type: 'moon_phase', operator: 'any', targetValue: [1], tide: 'high' }]),
        ],
      },
    ],
    [
      'a percentage with many decimals',
      { id: 'thirds', name: 'thirds', rules: [rule('A', [], { passPercentage: 33.3333 })] },
    ],
    [
      'a name that is too long',
      { id: 'long', name: 'n'.repeat(300), description: 'd'.repeat(3000) },
    ],
  ]
  testInBothRuns.each(casesForRun(strange, (_, index) => index % 3 === 0))(
    'passes as it is: %s',
    async (_, { id, ...more }) => {
      gate(String(id), more)
      const imported = await run('import', '--all')
      expect(imported.code, imported.err).toBe(0)
      expect(imported.out).toMatch(/^gate +1 written$/m)
      const said = await run('plan', '--detailed-exitcode')
      expect(said.code, said.err + said.out).toBe(0)
      expect(said.out).toContain('In sync')
      const doctor = await run('doctor')
      expect(doctor.code, doctor.out).toBe(0)
    },
  )

  test('and ids stand where two rules bear one name', async () => {
    gate('twice', { rules: [rule('A', []), rule('A', []), rule('B', [])] })
    await run('import', 'gate')
    const text = await read('statsig/gates/twice.yaml')
    expect(text.match(/baseID: /g)).toHaveLength(2)
  })

  test('what no file can say is left out with its reason, and nothing else is, not even what refers to nobody', async () => {
    gate('sound')
    gate('dangling', { rules: [rule('A', [{ type: 'passes_gate', targetValue: ['nobody'] }])] })
    gate('harmful', { rules: [rule('A', [{ type: 'moon', constructor: 'x' }])] })
    const said = await run('import', '--all')
    expect(said.code).toBe(0)
    expect(said.out).toMatch(/^gate +2 written, 1 written in part$/m)
    expect(said.out).toContain(`Written in part:
  gate/harmful without \`rules\`: The key \`constructor\` is not allowed.
What is left out stays as it is in Statsig, and is not managed.
`)
    expect(await read('statsig/gates/harmful.yaml')).toMatch(/^id: harmful\n(?!.*rules)/s)
    expect(await files()).toEqual(
      expect.arrayContaining(['statsig/gates/dangling.yaml', 'statsig/gates/sound.yaml']),
    )
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
    const doctor = await run('doctor')
    expect(doctor.code).toBe(1)
    expect(doctor.out).toContain(`Members that no file can describe:
  gate/harmful \`rules\`: The key \`constructor\` is not allowed.
`)
    expect(doctor.out).toMatch(/^0 of \d+ .* 1 resource can be described only in part\.$/m)
  })
})

describe('what is left out unless asked for', () => {
  beforeEach(() => {
    gate('alive')
    gate('gone', { isEnabled: false, status: 'Archived' })
    emulator.insert('metrics', { id: 'dau::user', name: 'dau', type: 'user' })
    emulator.insert('layers', {
      id: 'l',
      name: 'statsig::l',
      isImplicitLayer: true,
      parameters: [],
    })
  })

  test('archived ones, metrics that nobody wrote, and layers that belong to one experiment', async () => {
    const said = await run('import', '--all')
    expect(said.out).toMatch(/^gate +1 written, 1 archived$/m)
    expect(said.out).toMatch(/^metric +\d+ generated$/m)
    expect(said.out).toMatch(/^layer +1 internal to Statsig$/m)
    expect((await files()).filter((file) => /gates|metrics|layers/.test(file))).toEqual([
      'statsig/gates/alive.yaml',
    ])
  })

  test('by `--include`, and then the plan is empty as well', async () => {
    expect((await run('import', '--all', '--include', 'archived,generated')).code).toBe(0)
    expect(await read('statsig/gates/gone.yaml')).toContain('lifecycle:\n  retired: true\n')
    expect(await files()).toContain('statsig/metrics/dau_user.yaml')
    const said = await run('plan', '--detailed-exitcode')
    expect(said.code, said.out).toBe(0)
    expect(said.out).toContain('In sync')
  })

  test('by name, and not by a pattern', async () => {
    expect((await run('import', 'gate/g*')).out).toBe('gate  1 archived\n')
    expect((await run('import', 'gate/gone')).out).toBe('gate  1 written\n')
  })

  test('an archived gate that another one refers to is skipped', async () => {
    gate('leaning', { rules: [rule('A', [{ type: 'passes_gate', targetValue: ['gone'] }])] })
    const said = await run('import', 'gate', '--include', 'archived')
    expect(said.out).toContain('gate/gone: archived, and `gate/leaning` refers to it')
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  })
})

describe('keys', () => {
  const key = (description: string, more: JsonObject = {}) => {
    const count = emulator.requests.length
    emulator.insert('keys', {
      key: `secret-SESAME${description}${JSON.stringify(more).length}${count}`,
      type: 'SERVER',
      description,
      scopes: ['omni_read_only'],
      status: 'active',
      ...more,
    })
  }
  const told = async () => {
    const paths = (await files()).filter((path) => path.startsWith('statsig/keys/'))
    return Promise.all(paths.map(read))
  }

  test('are imported by the description that only one of them has, and without their secret', async () => {
    key('Build server')
    for (const environments of [['staging'], ['production']]) key('Shared', { environments })
    key('Old', { status: 'deactivated' })
    const said = await run('import', 'key')
    expect(said.out).toMatch(/^key {2}\d written, 1 archived, 2 skipped$/m)
    expect(said.out).toContain('key/Shared: ')
    const texts = await told()
    expect(texts).toContain('description: Build server\nscopes: [omni_read_only]\n')
    expect(texts.filter((text) => /Shared|Old/.test(text))).toEqual([])
    expect([said.out, said.err, ...texts].filter((text) => text.includes('SESAME'))).toEqual([])
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  })

  test('that are no longer active are imported where archived ones are asked for', async () => {
    key('Old', { status: 'deactivated' })
    await run('import', 'key', '--include', 'archived')
    expect((await told()).filter((text) => text.includes('Old'))).toEqual([
      expect.stringContaining('lifecycle:\n  retired: true\n'),
    ])
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  })
})

describe('files that are there', () => {
  test('are never written over, and what they define is counted', async () => {
    for (const id of ['one', 'two', 'three']) gate(id)
    await put('statsig/anywhere/mine.yaml', 'kind: gate\nid: two\nname: two\n')
    await put('statsig/gates/three.yaml', 'id: other\nname: other\n')
    const said = await run('import', 'gate/*', '--quiet')
    expect(said.out).toBe(
      'gate  1 written, 1 already defined, 1 skipped\n\nSkipped:\n  gate/three: `statsig/gates/three.yaml` exists already and defines another resource\n',
    )
    expect(await read('statsig/gates/three.yaml')).toBe('id: other\nname: other\n')
    expect((await run('import', 'gate/*')).out).toContain('gate  2 already defined, 1 skipped')
  })

  test('at fault stop an import: what they define would be defined twice', async () => {
    gate('one')
    await put('statsig/gates/one.yaml', 'id: one\nname: [\n')
    expect((await run('import', '--all')).code).toBe(3)
  })

  test('are not reached through a symbolic link', async () => {
    gate('one')
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'))
    await mkdir(join(root, 'out'))
    await symlink(elsewhere, join(root, 'out', 'gates'))
    const said = await run('import', 'gate', '--out', 'out')
    expect(said.code).toBe(1)
    expect(said.err).toContain('`out/gates` is not a folder, and links are not followed.')
    expect(await readdir(elsewhere)).toEqual([])
    await rm(elsewhere, { recursive: true })
  })

  test('are not written by a dry run, which says which they would be', async () => {
    gate('one')
    const said = await run('import', 'gate', '--dry-run')
    expect(said.out).toBe(
      `statsig/gates/one.yaml

gate  1 to write

Dry run: no file was written.
`,
    )
    const { written } = JSON.parse(
      (await run('import', 'gate', '--dry-run', '--format', 'json')).out,
    )
    expect(written).toEqual([
      {
        address: 'gate/one',
        path: 'statsig/gates/one.yaml',
        text: expect.stringMatching(/^id: one\nname: one\nisEnabled: true\n/),
      },
    ])
    expect(await files()).toEqual([])
  })
})

describe('the folder', () => {
  test('is the one that the settings name first', async () => {
    gate('one')
    await put('statsig.yaml', 'definitions: [config/statsig/**/*.yaml]\n')
    await put('config/statsig/gates/other.yaml', 'id: other\nname: other\n')
    expect(await run('import', 'gate/one')).toMatchObject({ code: 0, err: '' })
    expect(await files()).toContain('config/statsig/gates/one.yaml')
  })

  test('is said to be out of sight where no definitions are looked for', async () => {
    gate('one')
    expect((await run('import', 'gate', '--out', 'live')).err).toContain(
      'because definitions are loaded from `statsig/`. Add `live` to `definitions`',
    )
    await put('statsig.yaml', 'definitions: [live/metrics]\n')
    gate('two')
    await put('live/metrics/a.yaml', 'kind: gate\nid: other\nname: other\n')
    expect((await run('import', 'gate/two', '--out', 'live')).err).toContain(
      '`live/gates/two.yaml` would not be loaded',
    )
  })

  test('would hide definitions of the other layout, which is said', async () => {
    gate('one')
    await put(
      'metrics/a.yaml',
      'name: aaa\ntype: user\n'
        .replace('user', 'event_user')
        .concat('metricEvents: [{ name: a, criteria: [{ type: value, condition: in }] }]\n'),
    )
    expect((await run('import', 'gate')).err).toContain('are not loaded where there is a folder')
  })

  test('may not lead out of the repository', async () => {
    gate('one')
    expect((await run('import', 'gate', '--out', '../x')).code).toBe(64)
    expect((await run('import', 'gate', '--out', '/elsewhere')).code).toBe(64)
  })
})

describe('asking for what is not there is wrong usage', () => {
  test.each([
    [['import'], 'No resource is named.'],
    [['import', 'gate', '--all'], '`--all` and addresses exclude each other'],
    [['import', 'gat/*'], '`gat` is not a kind. Did you mean `gate`?'],
    [['import', 'gate/chekout'], 'Did you mean `gate/checkout`?'],
    [['import', 'gate/zzz*'], '`gate/zzz*` matches no resource in Statsig.'],
    [
      ['import', 'gate', '--include', 'everything'],
      'The groups are archived, generated, ids, overrides.',
    ],
  ])('%j', async (args, message) => {
    gate('checkout')
    const said = await run(...args)
    expect(said).toMatchObject({ code: 64 })
    expect(said.err).toContain(message)
  })
})

describe('a kind that Statsig does not show', () => {
  beforeEach(() => {
    gate('one')
    emulator.faults = [{ kind: '403', path: '/console/v1/segments' }]
  })

  test('is passed over where everything is asked for, and said', async () => {
    const said = await run('import', '--all')
    expect(said.code).toBe(0)
    expect(said.out).toMatch(/^gate +1 written$/m)
    expect(said.out).toMatch(/^Kinds that Statsig did not return:$[\s\S]*^ {2}segment: GET .* 403/m)
  })

  test('is an error where it is asked for', async () => {
    const said = await run('import', 'segment')
    expect(said.code).toBe(1)
    expect(said.err).toContain('Statsig returns no `segment`')
  })

  test('is another matter than a key that is refused', async () => {
    emulator.faults = [{ kind: '401' }]
    expect((await run('import', '--all')).code).toBe(1)
    expect(await files()).toEqual([])
  })
})

describe('doctor', () => {
  test('is content with a project that it can tell', async () => {
    gate('one')
    const said = await run('doctor')
    expect(said.code).toBe(0)
    expect(said.out).toMatch(/Sound: a plan of \d+ imported resources changes nothing\.\n$/)
    expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true)
    expect(await files()).toEqual([])
  })

  test('lists members that the API has grown, without their values', async () => {
    const condition = { type: 'email', operator: 'any', targetValue: ['a@example.com'] }
    gate('one', { glow: 'secret', rules: [rule('A', [{ ...condition, hue: 'secret' }])] })
    gate('two', { glow: 'secret' })
    const said = await run('doctor')
    expect(said.code).toBe(0)
    expect(said.out).toContain('gate glow: in 2 resources, such as gate/one')
    expect(said.out).toContain('gate rules.*.conditions.*.hue: in 1 resource, such as gate/one')
    expect(said.out).not.toContain('secret')
  })
})
