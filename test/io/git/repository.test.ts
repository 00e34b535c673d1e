import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRepository } from '../../../src/io/git/index.ts'
import { GitError } from '../../../src/model/repository.ts'
import { sentenceOf, type TestRepository, withRepository } from '../../support/repository.ts'

const gate = { 'statsig/gates/a.yaml': 'id: a\n' }

/** The result of a simple use of the repository. */
const used = async (repository: TestRepository, ...where: Parameters<TestRepository['open']>) => {
  const found = await repository.opened(...where)
  const head = await found.head()
  const files = await found.tree(head?.id ?? '').readFiles(['statsig'])
  return { id: head?.id, paths: files.map(({ path }) => path) }
}
const works = { id: expect.stringMatching(/^[0-9a-f]{40}$/), paths: ['statsig/gates/a.yaml'] }

describe('a repository is found', () => {
  test('from its top, and from a folder below', () =>
    withRepository({ 'a/b/statsig/gates/a.yaml': 'id: a\n', ...gate }, async (it) => {
      expect(await used(it)).toEqual(works)
      expect(await used(it, {}, 'a/b')).toEqual(works)
    }))
  test('through a symbolic link', () =>
    withRepository({ 'a/statsig/gates/a.yaml': 'id: a\n' }, async (it) => {
      await symlink(join(it.root, 'a'), join(it.folder, 'link'))
      const found = await openRepository(join(it.folder, 'link'), (name) => it.env[name])
      const head = await found?.head()
      expect(await found?.tree(head?.id ?? '').readFile('statsig/gates/a.yaml')).toEqual({
        path: 'statsig/gates/a.yaml',
        text: 'id: a\n',
      })
    }))
  test('from a linked work tree', () =>
    withRepository(gate, async (it) => {
      await it.run('worktree', 'add', '--quiet', '--detach', join(it.root, 'linked'))
      expect(await used(it, {}, 'linked')).toEqual(works)
    }))
  test('within a submodule: its own repository', () =>
    withRepository({ 'x.txt': '' }, async (it) => {
      const other = await it.clone()
      const inner = await other.commit(gate)
      await it.run(
        '-c',
        'protocol.file.allow=always',
        'submodule',
        'add',
        '--quiet',
        other.root,
        's',
      )
      await it.commit()
      expect(await used(it, {}, 's')).toEqual({ ...works, id: inner })
    }))
  test('by `GIT_DIR` and `GIT_WORK_TREE`, though it is bare', () =>
    withRepository({ ...gate, 'a/statsig/gates/a.yaml': '' }, async (it) => {
      const bare = await it.clone({ bare: true })
      await it.remove('.git')
      const env = { GIT_DIR: bare.root, GIT_WORK_TREE: it.root }
      expect(await used(it, env)).toEqual(works)
      expect(await used(it, env, 'a')).toEqual(works)
    }))
  test('by the `GIT_DIR` that git sets for hooks', () =>
    withRepository({ 'a/statsig/gates/a.yaml': '' }, async (it) => {
      expect(await used(it, { GIT_DIR: join(it.root, '.git') }, 'a')).toEqual(works)
    }))
  test('though its ids are SHA-256', () =>
    withRepository(
      gate,
      async (it) => {
        const { id } = await used(it)
        expect(id).toHaveLength(64)
        const found = await it.opened()
        const record = { version: 1, commit: id ?? '', parts: [] } as const
        const first = await found.recordApplied('production', record, undefined)
        expect(await found.readApplied('production')).toEqual(first)
      },
      ['--object-format=sha256'],
    ))
  test('though nothing was committed yet', () =>
    withRepository({}, async (it) => {
      expect(await (await it.opened()).head()).toBeUndefined()
    }))
})

describe('there is no repository', () => {
  test('in a folder without one, and git is not started', () =>
    withRepository({}, async ({ env, folder }) => {
      await mkdir(join(folder, 'plain'))
      const none = { ...env, PATH: '/nowhere' }
      expect(
        await openRepository(join(folder, 'plain'), (name) =>
          new Map(Object.entries(none)).get(name),
        ),
      ).toBeUndefined()
    }))
})

describe('a repository that cannot be used is an error', () => {
  const said = (it: TestRepository, ...where: Parameters<TestRepository['open']>) =>
    sentenceOf(it.open(...where), it)

  test('when git is not installed', () =>
    withRepository(gate, async (it) => {
      await expect(it.open({ PATH: it.folder })).rejects.toBeInstanceOf(GitError)
      expect(await said(it, { PATH: join(it.folder, 'empty') })).toMatchInlineSnapshot(
        `"GitError: There is a git repository at \`<tmp>/work/.git\`, but git is not on the \`PATH\`. Install git, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      expect(await said(it, { PATH: it.folder }, 'statsig/gates')).toContain('not on the `PATH`')
    }))
  test('when another user owns it', () =>
    withRepository(gate, async (it) => {
      // Git has a variable for tests of this case.
      const bin = await it.gitAfter('export GIT_TEST_ASSUME_DIFFERENT_OWNER=1')
      expect(await said(it, { PATH: bin })).toMatchInlineSnapshot(
        `"GitError: Git does not trust the repository \`<tmp>/work/.git\`, because another user owns it. Run \`git config --global --add safe.directory <tmp>/work\`, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when it is bare', () =>
    withRepository(gate, async (it) => {
      const bare = await it.clone({ bare: true })
      expect(await said(bare)).toMatchInlineSnapshot(
        `"GitError: The repository \`<tmp>/clone-1\` has no work tree that contains \`<tmp>/clone-1\`. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      expect(await said(bare, {}, 'objects')).toContain('has no work tree that contains')
    }))
  test('when the folder is the `.git` of a repository', () =>
    withRepository(gate, async (it) => {
      expect(await said(it, {}, '.git')).toMatchInlineSnapshot(
        `"GitError: The repository \`<tmp>/work/.git\` has no work tree that contains \`<tmp>/work/.git\`. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when `GIT_DIR` is another repository and `GIT_WORK_TREE` is not set', () =>
    withRepository(gate, async (it) => {
      const other = await it.clone({ bare: true })
      expect(await said(it, { GIT_DIR: other.root })).toMatchInlineSnapshot(
        `"GitError: \`GIT_DIR\` is \`<tmp>/clone-1\`, but \`GIT_WORK_TREE\` is not set. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      expect(await said(it, { GIT_DIR: join(it.folder, 'nowhere') })).toMatchInlineSnapshot(
        `"GitError: \`GIT_DIR\` is \`<tmp>/nowhere\`, but \`GIT_WORK_TREE\` is not set. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      await it.remove('.git')
      expect(await said(it, { GIT_DIR: other.root })).toMatchInlineSnapshot(
        `"GitError: \`GIT_DIR\` is \`<tmp>/clone-1\`, but \`GIT_WORK_TREE\` is not set. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when `GIT_DIR` does not exist', () =>
    withRepository(gate, async (it) => {
      const env = { GIT_DIR: join(it.folder, 'nowhere'), GIT_WORK_TREE: it.root }
      expect(await said(it, env)).toMatchInlineSnapshot(
        `"GitError: Git cannot use the repository \`<tmp>/nowhere\`: not a git repository: '<tmp>/nowhere'. Repair it, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when `GIT_WORK_TREE` is another folder', () =>
    withRepository(gate, async (it) => {
      expect(await said(it, { GIT_WORK_TREE: `${it.folder}/other` })).toMatchInlineSnapshot(
        `"GitError: The repository \`<tmp>/work/.git\` has no work tree that contains \`<tmp>/work\`. Set \`GIT_WORK_TREE\` to the folder with its files, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when its `.git` is damaged', () =>
    withRepository(gate, async (it) => {
      await it.remove('.git/HEAD')
      expect(await said(it)).toMatchInlineSnapshot(
        `"GitError: Git cannot use the repository \`<tmp>/work/.git\`: not a git repository (or any of the parent directories): .git. Repair it, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      await it.remove('.git')
      await it.write({ '.git': 'gitdir: /nowhere' })
      expect(await said(it)).toMatchInlineSnapshot(
        `"GitError: Git cannot use the repository \`<tmp>/work/.git\`: not a git repository: /nowhere. Repair it, or pass \`--two-way\` to work without the record of the last apply."`,
      )
      await it.write({ '.git': 'nonsense' })
      expect(await said(it)).toMatchInlineSnapshot(
        `"GitError: Git cannot use the repository \`<tmp>/work/.git\`: invalid gitfile format: <tmp>/work/.git. Repair it, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when it is above a ceiling directory of git', () =>
    withRepository(gate, async (it) => {
      const env = { GIT_CEILING_DIRECTORIES: join(it.root, 'statsig') }
      expect(await said(it, env, 'statsig/gates')).toMatchInlineSnapshot(
        `"GitError: Git cannot use the repository \`<tmp>/work/.git\`: not a git repository (or any of the parent directories): .git. Repair it, or pass \`--two-way\` to work without the record of the last apply."`,
      )
    }))
  test('when the folder is not there', () =>
    withRepository(gate, async (it) => {
      expect(await said(it, {}, 'nowhere')).toMatchInlineSnapshot(
        `"GitError: There is no folder \`<tmp>/work/nowhere\`."`,
      )
    }))
  test('when its settings cannot be read', () =>
    withRepository(gate, async (it) => {
      await it.write({ '.git/config': '[core\n' })
      expect(await said(it)).toMatch(
        /^GitError: Git cannot use the repository .*: bad config line 1 .*\. Repair it, or /,
      )
    }))
  test('when its branch is damaged, so that it looks as if there were no commit', () =>
    withRepository(gate, async (it) => {
      await it.write({ '.git/refs/heads/main': 'nonsense\n' })
      expect(await sentenceOf((await it.opened()).head(), it)).toMatch(
        /^GitError: Git cannot read `HEAD`: ./,
      )
      await it.write({ '.git/refs/heads/main': `${'1'.repeat(40)}\n` })
      expect(await sentenceOf((await it.opened()).head(), it)).toMatchInlineSnapshot(
        `"GitError: This clone does not have the commit 1111111. Fetch it with \`git fetch\`."`,
      )
    }))
})
