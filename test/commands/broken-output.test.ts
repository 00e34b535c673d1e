// Nothing that goes wrong with an output stops a command: an apply records what it did, and the exit code stays true.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { streamWriter } from '../../src/io/process-stream.ts'
import { gate, withFixture } from '../applied-state/fixture.ts'

const ref = 'refs/statsig-gitops/default/applied'

test('an apply whose output is lost writes, records, and ends with its own code', async () => {
  await withFixture({ ...gate('aaa'), ...gate('bbb') }, async ({ repository, run, writes }) => {
    const broken = { hasBrokenOutput: true }
    expect((await run('apply --yes', broken)).code).toBe(0)
    expect(writes()).toHaveLength(2)
    const recorded = (await repository.run('rev-parse', ref)).trim()
    expect(recorded).toMatch(/^[0-9a-f]{40}$/)
    await repository.commit(gate('aaa', 'description: New\n'))
    expect((await run('plan --detailed-exitcode', broken)).code).toBe(2)
    expect((await run('plan --out ../plan.json', broken)).code).toBe(0)
    expect((await run('apply ../plan.json --yes', broken)).code).toBe(0)
    expect((await repository.run('rev-parse', ref)).trim()).not.toBe(recorded)
    expect((await run('apply ../plan.json --yes', broken)).code).toBe(5)
    await repository.commit({ 'statsig/gates/ccc.yaml': 'id: ccc\nnme: ccc\n' })
    expect((await run('apply --yes', broken)).code).toBe(3)
    expect((await run('apply', broken)).code).toBe(64)
  })
})

test('what cannot be recorded is told after what was applied, and ends with 1', async () => {
  await withFixture(gate('aaa'), async ({ repository, run }) => {
    const folder = join(repository.root, '.git/refs/statsig-gitops/default')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'applied.lock'), '')
    const { code, err, out } = await run('apply --yes')
    expect([code, out, err]).toEqual([
      1,
      expect.stringContaining('Applied: 1 done.'),
      expect.stringContaining('Not recorded as applied:'),
    ])
  })
})

describe('a stream of the process', () => {
  const failing = (code: string) =>
    new Writable({ write: (_, __, done) => done(Object.assign(new Error(code), { code })) })
  const settled = () => new Promise((done) => setImmediate(done))

  test.each([
    ['EPIPE', []],
    ['ENOSPC', ['ENOSPC']],
  ])('that fails with %s is written to no more, and tells %j', async (code, told) => {
    const codes: string[] = []
    const write = streamWriter(failing(code), (each) => codes.push(each))
    for (const text of ['one', 'two', 'three']) {
      write(text)
      await settled()
    }
    expect(codes).toEqual(told)
  })
})
