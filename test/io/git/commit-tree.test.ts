import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createDiskTree } from '../../../src/io/disk/source-tree.ts'
import { shortId } from '../../../src/model/repository.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { sentenceOf, type TestRepository, withRepository } from '../../support/repository.ts'

const treeOf = async (it: TestRepository, below?: string) => {
  const found = await it.opened({}, below)
  return found.tree((await found.head())?.id ?? '')
}

const odd = {
  'statsig/gates/b.yaml': 'id: b\n',
  'statsig/gates/a.yml': 'id: é\r\n# \ufeff\n',
  'statsig/gates/B.yaml': '\ufeffid: B',
  'statsig/deep/er/c.yaml': '',
  'statsig/same.yaml': 'id: b\n',
  'statsig/notes.md': 'notes',
  'statsig/lists/ids.txt': 'one\r\ntwo\r\n',
  'statsig/.hidden/d.yaml': 'x',
  'statsig/node_modules/e.yaml': 'x',
  'statsig/bad.yaml': Uint8Array.from([0x61, 0x0a, 0xc3, 0xa9, 0xff, 0x62]),
  'statsig/wide.yaml': Buffer.from('\ufeffa: 1', 'utf16le'),
  'statsig/nul.yaml': Uint8Array.from([0x61, 0, 0x0a, 0x0d, 0, 0x0a]),
  'statsig/large.yaml': 'x'.repeat((1 << 20) + 1),
  'statsig/full.yaml': 'x'.repeat(1 << 20),
  'statsig/name with "quotes"\tand é\n.yaml': 'id: q\n',
  'statsig/folder.yaml/f.yaml': 'id: f\n',
  '.github/g.yaml': 'id: g\n',
  'metrics/m.yaml': 'id: m\n',
  'statsig.yaml': 'tags: any\n',
}
const links: readonly (readonly [string, string])[] = [
  ['statsig/to-file.yaml', 'gates/b.yaml'],
  ['statsig/to-folder', 'deep'],
  ['statsig/to-folder-above', '../metrics'],
  ['statsig/to-itself.yaml', 'to-itself.yaml'],
  ['statsig/to-nothing.yaml', 'nowhere.yaml'],
  ['statsig/to-notes', 'notes.md'],
  ['statsig/to-link', 'to-folder'],
  ['statsig/out.yaml', '/etc/hostname'],
  ['moved', 'metrics'],
]

/** A repository with each type of entry. */
const withOdd = (work: (it: TestRepository) => Promise<void>) =>
  withRepository({}, async (it) => {
    for (const folder of ['', 'below/']) {
      await it.write(
        Object.fromEntries(Object.entries(odd).map(([path, text]) => [folder + path, text])),
      )
      for (const [path, target] of links) await it.link(folder + path, target)
    }
    await it.run('add', '--all', '--force')
    await it.commit()
    await work(it)
  })

longRunSuite('a commit reads as the disk does', () => {
  longRunTest.each(['.', 'below'])('by every pattern and every path, from `%s`', (below) =>
    withOdd(async (it) => {
      const [commit, disk] = [await treeOf(it, below), createDiskTree(`${it.root}/${below}`)]
      for (const patterns of [
        ['statsig'],
        ['./statsig/'],
        ['statsig/**/*.{yaml,yml}'],
        ['statsig/**'],
        ['**/*.yaml'],
        ['*.yaml', 'metrics'],
        ['statsig/*.yaml'],
        ['statsig/gates/?.y*ml'],
        ['{metrics,statsig}/*.yaml'],
        ['.github/*.yaml'],
        ['statsig/node_modules'],
        ['statsig/gates/b.yaml'],
        ['statsig/gates/b.yaml/*'],
        ['statsig/to-folder/**'],
        ['moved/**'],
        ['none/**'],
        ['.'],
      ])
        expect([patterns, await commit.readFiles(patterns)]).toEqual([
          patterns,
          await disk.readFiles(patterns),
        ])
      for (const path of [
        ...Object.keys(odd),
        ...links.map(([link]) => link),
        'none.yaml',
        './statsig//gates/b.yaml',
        'statsig/gates/b.yaml/c',
        'statsig',
        'moved/m.yaml',
        '.git/config',
        'statsig/node_modules/e.yaml',
      ]) {
        expect(await commit.readFile(path)).toEqual(await disk.readFile(path))
        expect(await commit.readFile(path, 3, 'cut it')).toEqual(
          await disk.readFile(path, 3, 'cut it'),
        )
      }
      for (const path of ['.', 'statsig', 'statsig/gates', 'statsig.yaml', 'none', 'moved'])
        expect(await commit.hasFolder(path)).toBe(await disk.hasFolder(path))
      for (const path of ['../x', '/etc/hostname', 'a\\b'])
        await expect(commit.readFile(path)).rejects.toThrow(/^`.*`.*\.$/)
    }),
  )
})

longRunTest('what has changed since is not seen, and nothing is checked out', () =>
  withRepository({ 'statsig/a.yaml': 'id: a\n' }, async (it) => {
    const tree = await treeOf(it)
    await it.write({ 'statsig/a.yaml': 'id: changed\n', 'statsig/new.yaml': 'id: new\n' })
    await it.run('add', '--all')
    const before = await it.run('status', '--porcelain')
    expect(await tree.readFiles(['statsig'])).toEqual([{ path: 'statsig/a.yaml', text: 'id: a\n' }])
    expect(await it.run('status', '--porcelain')).toBe(before)
  }),
)

test('a folder that was not there yet is empty', () =>
  withRepository({ 'a.txt': '' }, async (it) => {
    await it.write({ 'later/statsig/a.yaml': 'id: a\n' })
    const tree = await treeOf(it, 'later')
    expect(await tree.readFiles(['statsig'])).toEqual([])
    expect(await tree.hasFolder('.')).toBe(true)
    expect(await tree.readFile('statsig.yaml')).toBeUndefined()
  }))

longRunTest('a folder that was a link at the commit is not taken for an empty one', () =>
  withRepository({ 'real/b/statsig/a.yaml': 'id: a\n' }, async (it) => {
    await it.link('moved', 'real')
    const then = await it.commit()
    await it.remove('moved')
    await it.commit({ 'moved/b/statsig/a.yaml': 'id: a\n' })
    const tree = (await it.opened({}, 'moved/b')).tree(then)
    expect(
      (await sentenceOf(tree.readFiles(['statsig']), it)).replace(shortId(then), '<then>'),
    ).toMatchInlineSnapshot(
      `"GitError: At the commit <then>, \`moved\` is a symbolic link, and files behind it are not read."`,
    )
  }),
)

test('a submodule is said to be one, where its files would be read', () =>
  withRepository({ 'statsig/a.yaml': 'id: a\n', 'other/b.yaml': 'id: b\n' }, async (it) => {
    const other = await it.clone()
    const add = ['-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', other.root]
    await it.run(...add, 'statsig/sub')
    await it.commit()
    const tree = await treeOf(it)
    const fault =
      'This is a submodule, whose files are in another repository and are not read: put the files themselves here.'
    expect(await tree.readFiles(['statsig'])).toEqual([
      { path: 'statsig/a.yaml', text: 'id: a\n' },
      { path: 'statsig/sub', text: '', fault },
    ])
    expect(await tree.readFiles(['statsig/*.yaml', 'other'])).toHaveLength(2)
    expect(await tree.readFile('statsig/sub/statsig/a.yaml')).toEqual({
      path: 'statsig/sub/statsig/a.yaml',
      text: '',
      fault:
        'The folder `statsig/sub` is a submodule, whose files are in another repository and are not read.',
    })
  }))

longRunTest(
  'a partial clone reads what it has, fetches nothing by itself, and says how to get the rest',
  () =>
    withRepository({ 'statsig/a.yaml': 'id: a\n' }, async (it) => {
      const first = await it.run('rev-parse', 'HEAD')
      await it.commit({ 'statsig/a.yaml': 'id: b\n' })
      for (const filter of ['blob:none', 'tree:0']) {
        const clone = await it.clone({ filter })
        const found = await clone.opened()
        const now = found.tree((await found.head())?.id ?? '')
        expect(await now.readFiles(['statsig'])).toHaveLength(1)
        const then = () => found.tree(first).readFiles(['statsig'])
        expect(await sentenceOf(then(), it)).toMatch(
          /^GitError: Git cannot [a-z ]+: this is a partial clone, and some objects are missing\. Fetch them with `git fetch --refetch --no-filter`\.$/,
        )
        await clone.run('fetch', '--quiet', '--refetch', '--no-filter')
        expect(await then()).toEqual([{ path: 'statsig/a.yaml', text: 'id: a\n' }])
      }
    }),
)

test('files that are missing from a damaged repository are not taken for absent', () =>
  withRepository({ 'statsig/a.yaml': 'id: a\n' }, async (it) => {
    const id = await it.run('rev-parse', 'HEAD:statsig/a.yaml')
    await it.remove(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`)
    expect(await sentenceOf((await treeOf(it)).readFiles(['statsig']), it)).toMatchInlineSnapshot(
      `"GitError: This clone does not have the object 5c42cb2eeaaaaae62250d3d0441ce12063ba7d3f. Fetch it with \`git fetch\`."`,
    )
  }))

longRunTest('thousands of files at a commit are read in a few processes', () =>
  withRepository({}, async (it) => {
    const files = Array.from(
      { length: 3_000 },
      (_, n) =>
        [`statsig/gates/g${n}.yaml`, `id: g${n}\n${'# \u20ac\r\n'.repeat(n % 50)}`] as const,
    )
    await it.commit(Object.fromEntries(files))
    const starts = join(it.folder, 'starts')
    const opened = await it.opened({ PATH: await it.gitAfter(`echo start >> '${starts}'`) })
    const commit = opened.tree((await opened.head())?.id ?? '')
    const disk = createDiskTree(it.root)
    const found = await commit.readFiles(['statsig'])
    expect(found).toHaveLength(3_000)
    expect(found).toEqual(await disk.readFiles(['statsig']))
    const lists = await Promise.all(files.map(([path]) => commit.readFile(path)))
    expect(lists.map((file) => file?.text)).toEqual(files.map(([, text]) => text))
    expect((await readFile(starts, 'utf8')).split('\n').length).toBeLessThan(12)
  }),
)
