// The key that a definition scopes is itself a secret: it is in the path of the request, and in nothing that is written.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/emulator/index.ts'
import { runCli } from './support/cli.ts'

const canary = 'secret-CANARYCANARYCANARYCANARY0123'
const forbidden = 'client-CANARYCANARYCANARYCANARY4567'
let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keys-'))
  await mkdir(join(root, 'statsig/keys'), { recursive: true })
  const text = (name: string) => `description: ${name}\nscopes: [none_hash_enabled]\n`
  await writeFile(join(root, 'statsig/keys/build.yaml'), text('Build server'))
  await writeFile(join(root, 'statsig/keys/app.yaml'), text('App'))
})
afterAll(() => rm(root, { recursive: true }))

const runs = [
  'plan --debug',
  'plan --format json --debug',
  'plan --out plan.json',
  'apply --yes --debug',
  'import --all --dry-run --debug',
  'import key --out elsewhere --debug',
  'import --all --include archived,generated,ids,overrides --out elsewhere --debug',
  'doctor --debug',
]
const cases = [
  ...runs.map((line) => ({ line, fault: undefined })),
  ...(['403', 'errors-object', '401', 'redirect'] as const).map((fault) => ({
    line: 'apply --yes --debug --parallelism 8',
    fault,
  })),
]

test.each(cases)('the key is in no byte of `$line` with $fault', async ({ fault, line }) => {
  const emulator = await startEmulator({ seed: 3, limits: 'none' })
  try {
    for (const [key, description] of [
      [canary, 'Build server'],
      [forbidden, 'App'],
    ] as const)
      emulator.insert('keys', { key, type: 'SERVER', description, scopes: [], status: 'active' })
    if (fault) emulator.faults = [{ kind: fault, method: 'PATCH', path: 'keys/client' }]
    const { err, out } = await runCli([...line.split(' '), '--api-url', emulator.url], {
      cwd: root,
      env: { STATSIG_API_KEY: emulator.key },
    })
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    const texts = await Promise.all(
      entries
        .filter((each) => each.isFile())
        .map((each) => readFile(join(each.parentPath, each.name), 'utf8')),
    )
    expect([out, err, ...texts].filter((text) => text.includes('CANARY'))).toEqual([])
    expect(out + err).not.toBe('')
    const paths = emulator.requests.map(({ path }) => path)
    if (line.startsWith('apply')) expect(paths).toContain(`/console/v1/keys/${canary}`)
  } finally {
    await emulator.close()
    await rm(join(root, 'elsewhere'), { recursive: true, force: true })
  }
})
