import { describe, expect } from 'vitest'
import { openClone } from '../../../src/io/git/index.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { sentenceOf, withRepository } from '../../support/repository.ts'

const gate = { 'statsig/gates/a.yaml': 'id: a\n' }
const isoOf = (minutes: number) => `2026-01-01T00:0${minutes}:00Z`

describe('what a person names', () => {
  test('is a branch, a tag, an id or a part of it, and comes with its time', () =>
    withRepository(gate, async (it) => {
      const first = await it.run('rev-parse', 'HEAD')
      await it.run('tag', '--annotate', '--message', 'one', 'v1')
      const second = await it.commit({ 'b.txt': '' })
      const found = await it.opened()
      expect(await found.resolve('v1')).toEqual({ id: first, at: isoOf(0) })
      for (const name of [second, second.slice(0, 9), 'main', 'HEAD', 'refs/heads/main'])
        expect(await found.resolve(name)).toEqual({ id: second, at: isoOf(1) })
      expect(await found.resolve('HEAD~1')).toEqual({ id: first, at: isoOf(0) })
      expect(await found.head()).toEqual({ id: second, at: isoOf(1) })
    }))
  test('is never an option', () =>
    withRepository(gate, async (it) => {
      const found = await it.opened()
      const said = (ref: string) => sentenceOf(found.resolve(ref), it)
      expect(await said('--all')).toMatchInlineSnapshot(
        `"GitError: \`--all\` begins with \`-\`, which no branch, tag or commit may do."`,
      )
      expect(await said('')).toMatchInlineSnapshot(`"GitError: The name of a commit is empty."`)
      expect(await said('--output=x')).toContain('begins with `-`')
    }))
  test.each(['v9', 'HEAD:statsig', 'main..main', 'a b', 'HEAD\nHEAD', '@{-1}', '*', ':'])(
    'and that is no commit is refused: %j',
    (ref) =>
      withRepository(gate, async (it) => {
        expect(await sentenceOf((await it.opened()).resolve(ref), it)).toBe(
          `GitError: There is no branch, tag or commit \`${ref}\` in this repository.`,
        )
      }),
  )
  test('and that is only a branch at the server has a hint', () =>
    withRepository(gate, async (it) => {
      await it.run('branch', 'feature')
      const clone = await it.clone()
      const found = await clone.opened()
      expect(await sentenceOf(found.resolve('feature'), it)).toMatchInlineSnapshot(
        `"GitError: There is no branch, tag or commit \`feature\`. Use \`origin/feature\`."`,
      )
      expect(await found.resolve('origin/feature')).toEqual(await found.head())
    }))
})

describe('a shallow clone', () => {
  test('is used for what it holds, and says how to fetch the rest', () =>
    withRepository(gate, async (it) => {
      const first = await it.run('rev-parse', 'HEAD')
      await it.run('tag', 'v1')
      const second = await it.commit({ 'b.txt': '' })
      const clone = await it.clone({ depth: 1 })
      const found = await clone.opened()
      expect((await found.head())?.id).toBe(second)
      expect(await found.tree(second).readFiles(['statsig'])).toHaveLength(1)
      expect(await found.isShallow()).toBe(true)
      expect(await (await it.opened()).isShallow()).toBe(false)
      const said = (work: Promise<unknown>) => sentenceOf(work, it)
      expect(await said(found.resolve('v1'))).toMatchInlineSnapshot(
        `"GitError: There is no branch, tag or commit \`v1\` in this clone, which is shallow. Fetch the full history with \`git fetch --unshallow --tags\` (in GitHub Actions: \`fetch-depth: 0\` of \`actions/checkout\`)."`,
      )
      expect(await said(found.tree(first).readFile('x'))).toMatchInlineSnapshot(
        `"GitError: This clone is shallow and does not have the commit 776d113. Fetch it with \`git fetch --unshallow --tags\` (in GitHub Actions: \`fetch-depth: 0\` of \`actions/checkout\`)."`,
      )
      expect(await said(found.commitsTouching('statsig', first, second))).toContain('is shallow')
      expect(await said(found.mergeBase(first, second))).toContain('is shallow')
      await clone.run('fetch', '--quiet', '--unshallow', '--tags')
      expect((await found.resolve('v1')).id).toBe(first)
    }))
  longRunTest('knows what it cannot know', () =>
    withRepository(gate, async (it) => {
      const ids = [await it.run('rev-parse', 'HEAD')]
      for (const name of ['b', 'c', 'd']) ids.push(await it.commit({ [`${name}.txt`]: '' }))
      const [one = '', two = '', three = '', four = ''] = ids
      await it.run('checkout', '--quiet', '--orphan', 'other')
      const apart = await it.commit({ 'e.txt': '' })
      await it.run('checkout', '--quiet', 'main')
      const whole = await it.opened()
      expect(await whole.contains(four, one)).toBe('yes')
      expect(await whole.contains(one, four)).toBe('no')
      expect(await whole.contains(one, one)).toBe('yes')
      expect(await whole.contains(four, apart)).toBe('no')
      expect(await whole.contains(four, '1'.repeat(40))).toBe('no')
      expect(await whole.mergeBase(four, two)).toBe(two)
      expect(await whole.mergeBase(four, apart)).toBeUndefined()
      const clone = await it.clone({ depth: 2 })
      await clone.run('fetch', '--quiet', '--depth=1', 'origin', 'other')
      const cut = await clone.opened()
      expect(await cut.contains(four, three)).toBe('yes')
      expect(await cut.contains(three, four)).toBe('no')
      expect(await cut.contains(four, one)).toBe('unknown')
      expect(await cut.contains(four, apart)).toBe('unknown')
    }),
  )
})

test('the commits that touched a path come oldest first', () =>
  withRepository(gate, async (it) => {
    const from = await it.run('rev-parse', 'HEAD')
    await it.commit({ 'b.txt': '' })
    const second = await it.commit({ 'statsig/gates/a.yaml': 'id: b\n' })
    const third = await it.commit({ 'statsig/gates/*.yaml': 'id: c\n' })
    const found = await it.opened()
    const head = (await found.head())?.id ?? ''
    expect(await found.commitsTouching('statsig/gates/a.yaml', from, head)).toEqual([
      { id: second, at: isoOf(2) },
    ])
    expect((await found.commitsTouching('statsig', from, head)).map(({ id }) => id)).toEqual([
      second,
      third,
    ])
    expect((await found.commitsTouching('statsig/gates/*.yaml', from, head)).length).toBe(1)
    expect(await found.commitsTouching('statsig', head, head)).toEqual([])
    const below = await it.opened({}, 'statsig')
    expect((await below.commitsTouching('gates/a.yaml', from, head)).map(({ id }) => id)).toEqual([
      second,
    ])
  }))

describe('the line of first parents', () => {
  test('comes oldest first, without what merges brought in', () =>
    withRepository(gate, async (it) => {
      const first = await it.run('rev-parse', 'HEAD')
      await it.run('switch', '--quiet', '--create', 'feature')
      await it.commit({ 'b.txt': '' })
      await it.run('switch', '--quiet', 'main')
      const third = await it.commit({ 'c.txt': '' })
      await it.run('merge', '--quiet', '--no-ff', '--no-edit', 'feature')
      const merge = await it.run('rev-parse', 'HEAD')
      const last = await it.commit({ 'd.txt': '' })
      const found = await it.opened()
      const line = async (from: string | undefined, to: string) =>
        (await found.firstParents(from, to)).map(({ id }) => id)
      expect(await line(first, last)).toEqual([third, merge, last])
      expect(await line(undefined, merge)).toEqual([first, third, merge])
      expect(await line(last, last)).toEqual([])
      expect(await sentenceOf(found.firstParents('0'.repeat(40), last), it)).toContain(
        'This clone does not have the commit 0000000.',
      )
    }))
  longRunTest('is no longer than two hundred and fifty commits, and the newest are kept', () =>
    withRepository(gate, async (it) => {
      const tree = await it.run('rev-parse', 'HEAD^{tree}')
      let last = await it.run('rev-parse', 'HEAD')
      for (let index = 0; index < 251; index += 1)
        last = await it.run('commit-tree', '-p', last, '-m', `${index}`, tree)
      const line = await (await it.opened()).firstParents(undefined, last)
      expect(line).toHaveLength(250)
      expect(line.at(-1)?.id).toBe(last)
      expect(line[0]?.id).toBe(await it.run('rev-parse', `${last}~249`))
    }),
  )
})

longRunTest('a shallow clone knows whether it has all commits of a range', () =>
  withRepository(gate, async (it) => {
    const ids = [await it.run('rev-parse', 'HEAD')]
    for (const name of ['b', 'c', 'd']) ids.push(await it.commit({ [name]: '' }))
    const [one = '', two = '', three = '', four = ''] = ids
    const clone = await it.clone({ depth: 2 })
    const found = await openClone(clone.root, (name) => clone.env[name])
    expect(await found?.coversRange(three, four)).toBe(true)
    expect(await found?.coversRange(four, four)).toBe(true)
    expect(await found?.coversRange(two, four)).toBe(false)
    expect(await found?.coversRange(four, three)).toBe(true)
    expect([await found?.hasCommit(three), await found?.hasCommit(two)]).toEqual([true, false])
    const whole = await openClone(it.root, (name) => it.env[name])
    expect(await whole?.coversRange(one, four)).toBe(true)
  }),
)
