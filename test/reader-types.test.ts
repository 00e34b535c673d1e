// Whatever only reads cannot hold a client that writes, by type: each attempt is compiled, and must not compile.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { consoleReader, systemClock } from '../src/io/statsig/console-api/index.ts'
import type { ConsoleWriter } from '../src/io/statsig/console-api/writer.ts'
import { statsigReader } from '../src/io/statsig/resource-api.ts'
import { statsigWriter } from '../src/io/statsig/writer.ts'
import { createKindRegistry } from '../src/kinds/registry.ts'
import { longRunTest, usualRunTest as test } from './support/long-run.ts'

const root = join(import.meta.dirname, '..')

const head = `
import { driftCommand } from '${root}/src/commands/drift/index.ts'
import { planCommand } from '${root}/src/commands/plan/index.ts'
import { consoleReader } from '${root}/src/io/statsig/console-api/index.ts'
import { statsigReader } from '${root}/src/io/statsig/resource-api.ts'
import { connectToWrite } from '${root}/src/prepare/connect-to-write.ts'
import { connectToRead } from '${root}/src/prepare/connection.ts'
import { withDrift } from '${root}/src/prepare/detect-drift.ts'
import { withPreparedRun } from '${root}/src/prepare/index.ts'
import type { MaskedEnvironment, SecretEnvironment } from '${root}/src/session/masked-environment.ts'
import { allowWrites, type WriteEnvironment } from '${root}/src/session/write-environment.ts'
declare const masked: MaskedEnvironment
declare const secret: SecretEnvironment
declare const api: Parameters<typeof consoleReader>[0]
declare const registry: Parameters<typeof statsigReader>[1]
declare const writer: import('${root}/src/resources/api.ts').Writer
declare const context: Parameters<typeof connectToWrite>[1]
`

/** The errors of each text, which is compiled as a file of its own. */
const errorsIn = (texts: readonly string[]): readonly (readonly string[])[] => {
  const folder = mkdtempSync(join(tmpdir(), 'reader-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      noUnusedLocals: false,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: ['./*.mts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  for (const [index, text] of texts.entries())
    writeFileSync(join(folder, `attempt-${index}.mts`), `${head}${text}\n`)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  const lines = stdout.split('\n').filter((line) => line.includes('error TS'))
  const others = lines.filter((line) => !line.includes('attempt-'))
  expect(others).toEqual([])
  return texts.map((_, index) => lines.filter((line) => line.includes(`attempt-${index}.mts(`)))
}

test('a client and a port that read have no function that sends', () => {
  const registry = createKindRegistry({})
  const client = consoleReader({
    baseUrl: new URL('http://127.0.0.1:1'),
    key: 'console-emulator-x',
    clock: systemClock,
    random: () => 0.5,
    respectReviews: false,
  })
  expect(Object.keys(client).toSorted()).toEqual(['get', 'ids', 'list', 'listFirst', 'lookUp'])
  expect(Object.keys(statsigReader(client, registry)).toSorted()).toEqual([
    'find',
    'listSubResources',
    'read',
    'readAuditLog',
    'readReview',
    'readReviews',
    'readSubResources',
  ])
})

test('no code names a route that approves or rejects, and no other request leads to reviews', async () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const naming = files.filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith('emulator') &&
      /\/(approve|reject)\b/.test(readFileSync(join(root, 'src', path), 'utf8')),
  )
  expect(naming).toEqual([])
  const api: ConsoleWriter = {
    ...consoleReader({
      baseUrl: new URL('http://127.0.0.1:1'),
      key: 'console-emulator-x',
      clock: systemClock,
      random: () => 0.5,
      respectReviews: false,
    }),
    send: async () => {
      throw new Error('It was sent.')
    },
  }
  const { send } = statsigWriter(api, createKindRegistry({}))
  for (const path of ['/console/v1/gates/x/reviews', '/console/v1/gates/{id}/reviews/r/commit'])
    await expect(send({ method: 'PUT', path }, { isIdempotent: true })).rejects.toThrow('Reviews')
})

longRunTest('a drift, a plan or anything else that reads does not compile with a writer', () => {
  const attempts = {
    'a drift that connects with a writer': `withPreparedRun({}, masked, { connect: connectToWrite }, async () => 0)`,
    'a run with secrets that connects with a writer': `withPreparedRun({}, secret, { connect: connectToWrite }, async () => 0)`,
    'a writer for the environment of a drift': `connectToWrite({}, context, masked)`,
    'a writer for an environment with secrets': `connectToWrite({}, context, secret)`,
    'an environment that claims to be allowed': `const claimed: WriteEnvironment = { ...secret }; void claimed`,
    'a drift that sends through its connection': `withDrift({}, masked, async ({ prepared }) => prepared.connection.writer)`,
    'a read connection that sends': `connectToRead({}, context, masked).then(({ reader }) => reader.send)`,
    'a drift that commits a review': `withDrift({}, masked, async ({ prepared }) => prepared.connection.reader.sendReview)`,
    'a reader that commits a review': `statsigReader(consoleReader(api), registry).sendReview`,
    'a writer that approves': `writer.sendReview('gate', { pathId: 'x' }, { action: 'approve', reviewId: 'r' })`,
    'a writer that rejects': `writer.sendReview('gate', { pathId: 'x' }, { action: 'reject', reviewId: 'r' })`,
    'a reader that sends': `statsigReader(consoleReader(api), registry).send`,
    'a client that sends': `consoleReader(api).send`,
    'a writer as a port of a reader': `const connect: typeof connectToRead = connectToWrite; void connect`,
  }
  const allowed = [
    `withPreparedRun({}, masked, { connect: connectToRead }, async () => 0)`,
    `withPreparedRun({}, allowWrites(secret), { connect: connectToWrite }, async () => 0)`,
    `driftCommand({}, masked); planCommand({}, masked)`,
    `writer.sendReview('gate', { pathId: 'x' }, { action: 'commit', reviewId: 'r' })`,
  ]
  const errors = errorsIn([...Object.values(attempts), ...allowed])
  // Not assignable, no such property, properties are missing.
  const ofTypes = /error TS(2322|2339|2551|2345|2739|2741|2769)\b/
  const others = Object.keys(attempts).filter(
    (_, index) => errors[index]?.length !== 1 || !errors[index].every((each) => ofTypes.test(each)),
  )
  expect(others).toEqual([])
  expect(errors.slice(-allowed.length)).toEqual(allowed.map(() => []))
})
