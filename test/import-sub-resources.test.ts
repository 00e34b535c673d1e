// `import` and `doctor` of what no list shows: overrides, and ids of segments with the files that hold them.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { type JsonObject, member } from '../src/core/json.ts'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { type CliResult, runCli } from './support/cli.ts'
import { longRunTest, usualRunTest as test } from './support/long-run.ts'

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

const many = Array.from({ length: 1001 }, (_, index) => `user ${1001 - index}`)
const segment = (id: string, ids: readonly string[]): void => {
  emulator.insert('segments', { id, name: id, type: 'id_list' })
  emulator.edit('segments', id, (object) => ({ ...object, $ids: ids, count: ids.length }))
}
const asked = () =>
  emulator.requests.map(({ path }) => path).filter((path) => /overrides|id_list/.test(path))
const withAll = ['--include', 'overrides,ids']

beforeEach(() => {
  gate('open', { $overrides: { passingUserIDs: ['ann', 'bob'], failingUserIDs: [] } })
  gate('plain')
  segment('some', ['2', '10', ' blank '])
  segment('none', [])
  segment('lots', many)
  emulator.insert('segments', { id: 'ruled', name: 'ruled', type: 'rule_based', rules: [] })
})

/** As where Statsig has no list of all overrides. */
const withoutList = () => {
  emulator.faults = [{ kind: '403', path: '/console/v1/overrides', times: 99 }]
}

test('overrides that one request shows are read without being asked for', async () => {
  const said = await run('import', '--all')
  expect(said.out).toContain(
    'Not read, since each takes an API request of its own: ids of 3 resources.',
  )
  expect(asked()).toEqual(['/console/v1/overrides'])
  expect(await read('statsig/gates/open.yaml')).toContain(
    'overrides:\n  passingUserIDs: [ann, bob]\n',
  )
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  expect((await run('doctor')).out).toContain('Add `--include ids` to examine them too.')
})

test('a drift names resources whose overrides no file declares, and asks once', async () => {
  gate('declared', { $overrides: { passingUserIDs: ['cid'], failingUserIDs: [] } })
  gate('too', { $overrides: { passingUserIDs: ['dan'], failingUserIDs: [] } })
  for (const [id, ids] of [
    ['declared', 'cid'],
    ['too', 'dan'],
  ] as const)
    await put(
      `statsig/gates/${id}.yaml`,
      `id: ${id}\nname: ${id}\noverrides: { passingUserIDs: [${ids}] }\n`,
    )
  for (const id of ['open', 'plain'])
    await put(`statsig/gates/${id}.yaml`, `id: ${id}\nname: ${id}\n`)
  const said = await run('drift', '--two-way')
  expect(said.code, said.err).toBe(0)
  expect(said.out.replace(/\s+/g, ' ')).toContain(
    'Statsig has `overrides` that no file declares, so that they are not compared: `gate/open`',
  )
  expect(asked()).toEqual(['/console/v1/overrides'])
})

test('what has routes of its own is not read unless asked for, which is said once', async () => {
  withoutList()
  const { notRead } = JSON.parse(
    (await run('import', '--all', '--format', 'json', '--dry-run')).out,
  )
  expect(notRead).toEqual([
    { name: 'ids', resources: 3 },
    { name: 'overrides', resources: 2 },
  ])
  const { out } = await run('import', '--all')
  expect(new Set(asked())).toEqual(new Set(['/console/v1/overrides']))
  expect(
    out.match(/^Not read, .*: ids of 3 resources, overrides of 2 resources\.$/gm),
  ).toHaveLength(1)
  expect(out).toContain('delete these files and import again with `--include ids,overrides`.')
  expect((await run('doctor')).out).toContain('Add `--include ids,overrides` to examine them too.')
})

test('it is read by `--include`, and long lists lie in files beside those that name them', async () => {
  const said = await run('import', '--all', ...withAll)
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).not.toContain('Not read')
  expect(await read('statsig/gates/open.yaml')).toContain(
    'overrides:\n  passingUserIDs: [ann, bob]\n',
  )
  expect(await read('statsig/gates/plain.yaml')).not.toContain('overrides')
  expect(await read('statsig/segments/some.yaml')).toMatch(/^ids: \[" blank ", "10", "2"\]$/m)
  expect(await read('statsig/segments/none.yaml')).not.toContain('ids')
  expect(await read('statsig/segments/lots.yaml')).toMatch(/^idsFile: lots\.ids\.txt$/m)
  const lines = (await read('statsig/segments/lots.ids.txt')).split('\n')
  expect(lines).toEqual([...many.toSorted(), ''])
  const planned = await run('plan', '--detailed-exitcode')
  expect(planned.code, planned.out).toBe(0)
  const doctor = await run('doctor', ...withAll)
  expect(doctor.code, doctor.out).toBe(0)
  expect(doctor.out).not.toContain('Not read')
})

test('it is read only of what is chosen, and only what was asked for', async () => {
  withoutList()
  await run('import', 'gate/open', 'segment', '--include', 'ids')
  const own = asked().filter((path) => path !== '/console/v1/overrides')
  const first = own.filter((path) => !/page=([2-9]|1\d)/.test(path))
  expect(first.map((path) => path.split('?')[0]).toSorted()).toEqual(
    ['lots', 'none', 'some'].map((id) => `/console/v1/segments/${id}/id_list`),
  )
  expect(own.filter((path) => path.includes('overrides'))).toEqual([])
})

test.each(['lots.yaml', 'lots.ids.txt'])(
  'it is not written beside what is there already: %s',
  async (name) => {
    await put(`statsig/segments/${name}`, 'id: other\nname: other\ntype: rule_based\n')
    const said = await run('import', 'segment/lots', ...withAll)
    expect(said.out).toContain(`segment/lots: \`statsig/segments/${name}\` exists already and`)
    expect(await files()).toEqual([`statsig/segments/${name}`])
    expect(await read(`statsig/segments/${name}`)).toContain('id: other')
  },
)

longRunTest.each([['a\nb'], [' a'], ['a\u2028b'], ['a\ud800b']])(
  'it is left out with its reason where a list of lines cannot hold it: %j',
  async (odd) => {
    segment('odd', [...many, odd])
    const said = await run('import', 'segment/*', ...withAll)
    expect(said.out).toMatch(/^segment +4 written, 1 written in part$/m)
    expect(said.out).toContain(
      'segment/odd without `ids`: its `ids` cannot be written to a file: 1 of them is empty, or',
    )
    expect((await files()).filter((file) => file.includes('odd'))).toEqual([
      'statsig/segments/odd.yaml',
    ])
    expect(await read('statsig/segments/odd.yaml')).not.toContain('ids')
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
    expect((await run('doctor', ...withAll)).code).toBe(1)
  },
)

test('it is in a dry run as it would be written', async () => {
  const said = await run('import', 'segment/lots', ...withAll, '--dry-run')
  expect(said.out).toMatch(
    /^statsig\/segments\/lots\.yaml\nstatsig\/segments\/lots\.ids\.txt\n\nsegment {2}1 to write\n/,
  )
  const json = await run('import', 'segment/lots', ...withAll, '--dry-run', '--format', 'json')
  expect(JSON.parse(json.out).written).toMatchObject([
    { list: { path: 'statsig/segments/lots.ids.txt', text: expect.stringMatching(/^user 1\n/) } },
  ])
  expect(await files()).toEqual([])
})

test('it may need what is archived, which is skipped then', async () => {
  gate('gone', { isEnabled: false, status: 'Archived' })
  emulator.insert('experiments', {
    id: 'rank',
    name: 'rank',
    groups: ['Control', 'Test'].map((name) => ({ name, size: 50, parameterValues: {} })),
  })
  emulator.edit('experiments', 'rank', (object) => {
    const [first] = Array.isArray(object['groups']) ? object['groups'] : []
    const groupID = member(first, 'id') ?? ''
    const overrides = [{ type: 'gate', id: 'gone', groupID, environment: null }]
    return { ...object, $overrides: { overrides, userIDOverrides: [] } }
  })
  const said = await run('import', '--all', '--include', 'archived,overrides')
  expect(said.out).toContain('gate/gone: archived, and `experiment/rank` refers to it')
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
})

test('one that Statsig refuses to show stops the import before anything is written', async () => {
  emulator.faults = [{ kind: '403', path: '/overrides' }]
  const said = await run('import', '--all', ...withAll)
  expect(said.code).toBe(1)
  expect(said.err).toMatch(/overrides.*403/)
  expect(await files()).toEqual([])
})
