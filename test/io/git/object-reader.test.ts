import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { objectReader } from '../../../src/io/git/object-reader.ts'
import { gate, withFixture } from '../../applied-state/fixture.ts'
import { withProcessesOfNode } from '../../support/child-process/index.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { sentenceOf, type TestRepository, withRepository } from '../../support/repository.ts'

const whole = (name: string) => ({ name, maxBytes: Number.POSITIVE_INFINITY })
const lost = '1'.repeat(40)

const readerOf = (
  it: TestRepository,
  more: Readonly<Record<string, string>> = {},
  patience?: number,
) => objectReader(it.root, { ...it.env, LC_ALL: 'C', ...more }, ['core.fsmonitor=false'], patience)

/** A git that records each of its processes. */
const counting = async (it: TestRepository) => {
  const log = join(it.folder, 'starts')
  const path = await it.gitAfter(`echo "$$ $*" >> '${log}'`)
  const starts = async () =>
    (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  return { path, starts }
}

test('objects come in the order of the requests, and what is not there is `undefined`', () =>
  withRepository({ 'a.yaml': 'id: a\n', 'empty.yaml': '' }, async (it) => {
    const [blob, empty] = [
      await it.run('rev-parse', 'HEAD:a.yaml'),
      await it.run('rev-parse', 'HEAD:empty.yaml'),
    ]
    const read = readerOf(it)
    const found = await read([lost, blob, empty, lost, blob].map(whole))
    expect(found.map((each) => each && [each.id, each.type, String(each.bytes)])).toEqual([
      undefined,
      [blob, 'blob', 'id: a\n'],
      [empty, 'blob', ''],
      undefined,
      [blob, 'blob', 'id: a\n'],
    ])
    expect(await read([])).toEqual([])
    expect((await read([whole('HEAD')]))[0]?.type).toBe('commit')
  }))

test('what is larger than is wanted is passed over, and what comes after it is read', () =>
  withRepository({ 'large.yaml': 'x'.repeat(300_000), 'a.yaml': 'id: a\n' }, async (it) => {
    const [large, blob] = [
      await it.run('rev-parse', 'HEAD:large.yaml'),
      await it.run('rev-parse', 'HEAD:a.yaml'),
    ]
    const read = readerOf(it)
    expect(await read([{ name: large, maxBytes: 299_999 }, whole(blob)])).toEqual([
      { id: large, type: 'blob', size: 300_000 },
      { id: blob, type: 'blob', size: 6, bytes: Buffer.from('id: a\n') },
    ])
    expect((await read([{ name: large, maxBytes: 300_000 }]))[0]?.bytes?.length).toBe(300_000)
  }))

test('requests at the same time get their own answers, from one process', () =>
  withRepository({}, async (it) => {
    const files = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`f${n}.yaml`, `id: f${n}\n`]),
    )
    await it.commit(files)
    const ids = (await it.run('ls-tree', '--format=%(objectname) %(path)', 'HEAD')).split('\n')
    const { path, starts } = await counting(it)
    const read = readerOf(it, { PATH: path })
    const texts = await Promise.all(
      ids.map(async (line) => {
        const [id = '', name = ''] = line.split(' ')
        const [found] = await read([whole(id)])
        return [name, String(found?.bytes)] as const
      }),
    )
    expect(Object.fromEntries(texts)).toEqual(files)
    expect(await starts()).toHaveLength(1)
  }))

test('it sees what is committed after it was started', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const read = readerOf(it)
    const [first] = await read([whole('HEAD')])
    const second = await it.commit({ 'a.yaml': 'id: b\n' })
    await it.run('gc', '--quiet')
    const third = await it.commit({ 'a.yaml': 'id: c\n' })
    const found = await read([second, third, 'HEAD', first?.id ?? ''].map(whole))
    expect(found.map((each) => each?.id)).toEqual([second, third, third, first?.id])
  }))

test('a process that was killed is started again', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const { path, starts } = await counting(it)
    const read = readerOf(it, { PATH: path })
    for (const count of [1, 2, 3]) {
      expect((await read([whole('HEAD')]))[0]?.type).toBe('commit')
      const all = await starts()
      expect(all).toHaveLength(count)
      process.kill(Number(all.at(-1)?.split(' ')[0]), 'SIGINT')
    }
  }))

test('a git that is not there, and one that fails, are said in sentences, each time', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const without = readerOf(it, { PATH: it.folder })
    for (const _ of [1, 2])
      expect(await sentenceOf(without([whole('HEAD')]), it)).toBe(
        'GitError: Git cannot be run in `<tmp>/work`: spawn git ENOENT.',
      )
    const failing = readerOf(it, { GIT_DIR: join(it.folder, 'nowhere') })
    for (const _ of [1, 2])
      expect(await sentenceOf(failing([whole('HEAD')]), it)).toContain(
        'GitError: Git cannot read files of a commit: not a git repository',
      )
  }))

longRunTest('it keeps no process of node from ending, except while it reads', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const children = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
    const read = readerOf(it)
    await withProcessesOfNode(async () => {
      const before = children()
      const answer = read([whole('HEAD')])
      await new Promise(setImmediate)
      expect(children()).toBe(before + 1)
      await answer
      expect(children()).toBe(before)
    })
  }),
)

test('git ends when nothing is asked for a while', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const { path, starts } = await counting(it)
    const read = readerOf(it, { PATH: path }, 200)
    await read([whole('HEAD')])
    const pid = Number((await starts())[0]?.split(' ')[0])
    const isThere = () => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    expect(isThere()).toBe(true)
    while (isThere()) await new Promise((done) => setTimeout(done, 100))
    expect((await read([whole('HEAD')]))[0]?.type).toBe('commit')
    expect(await starts()).toHaveLength(2)
  }))

longRunTest('a linked work tree and a shallow clone are read as any other', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const second = await it.commit({ 'a.yaml': 'id: b\n' })
    await it.run('worktree', 'add', '--quiet', '--detach', '../linked', 'HEAD~1')
    const linked = readerOf({ ...it, root: join(it.folder, 'linked') })
    const first = await it.run('rev-parse', 'HEAD~1')
    expect((await linked([whole('HEAD')]))[0]?.id).toBe(first)
    const clone = await it.clone({ depth: 1 })
    const found = await readerOf(clone)([second, first].map(whole))
    expect(found.map((each) => each?.id)).toEqual([second, undefined])
  }),
)

test('a plan takes few processes of git, and an apply two more for its record', () =>
  withFixture(gate('checkout'), async ({ repository, run }) => {
    const { path, starts } = await counting(repository)
    const takes = async (command: string) => {
      const before = (await starts()).length
      expect((await run(command, { env: { PATH: path } })).code).toBe(0)
      return (await starts()).length - before
    }
    expect(await takes('plan')).toBeLessThanOrEqual(5)
    expect(await takes('apply --yes')).toBeLessThanOrEqual(7)
    expect(await takes('plan')).toBeLessThanOrEqual(4)
    expect(await takes('drift')).toBeLessThanOrEqual(4)
  }))
