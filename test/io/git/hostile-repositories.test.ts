import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { openRepository } from '../../../src/io/git/index.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { type TestRepository, withRepository } from '../../support/repository.ts'

/** Hooks of git, also for operations that are not used. */
const hooks = [
  'reference-transaction',
  'post-index-change',
  'fsmonitor-watchman',
  'post-checkout',
  'post-commit',
  'post-rewrite',
  'pre-commit',
  'commit-msg',
  'prepare-commit-msg',
  'pre-push',
]

const settings = (script: string): readonly (readonly [string, string])[] => [
  ['core.fsmonitor', script],
  ['core.sshCommand', script],
  ['core.pager', script],
  ['core.editor', script],
  ['core.askPass', script],
  ['core.alternateRefsCommand', script],
  ['pager.log', script],
  ['pager.rev-list', script],
  ['diff.external', script],
  ['diff.x.textconv', script],
  ['diff.x.command', script],
  ['filter.x.smudge', script],
  ['filter.x.clean', script],
  ['filter.x.process', script],
  ['filter.x.required', 'true'],
  ['merge.x.driver', script],
  ['credential.helper', `!${script}`],
  ['gpg.program', script],
  ['commit.gpgSign', 'true'],
  ['log.showSignature', 'true'],
  ['sequence.editor', script],
  ['interactive.diffFilter', script],
  ['trailer.x.cmd', script],
  ['protocol.ext.allow', 'always'],
  ['protocol.allow', 'always'],
  ...['rev-parse', 'rev-list', 'ls-tree', 'cat-file', 'commit-tree', 'update-ref', 'for-each-ref']
    .concat('merge-base', 'symbolic-ref', 'remote')
    .map((command) => [`alias.${command}`, `!${script}`] as const),
]

/** All operations except pushing. */
const useAll = async (it: TestRepository) => {
  const found = await it.opened()
  const head = await found.head()
  const [from, to] = [(await found.resolve('HEAD~1')).id, head?.id ?? '']
  const tree = found.tree(to)
  const files = await tree.readFiles(['**'])
  await found.isShallow()
  await found.contains(to, from)
  await found.mergeBase(from, to)
  await found.commitsTouching('a.yaml', from, to)
  await found.remote()
  await found.inspectFiles(to, ['a.yaml'])
  const first = await found.recordApplied(
    'production',
    { version: 1, commit: to, parts: [] },
    undefined,
  )
  return { files, isRead: (await found.readApplied('production'))?.id === first.id }
}

const withHostile = (work: (it: TestRepository, ran: () => Promise<string>) => Promise<void>) =>
  withRepository(
    { 'a.yaml': 'id: a\n', '.gitattributes': '* diff=x filter=x merge=x\n' },
    async (it) => {
      await it.commit({ 'a.yaml': 'id: b\n' })
      const [script, trace] = [join(it.folder, 'hostile'), join(it.folder, 'ran')]
      await writeFile(script, `#!/bin/sh\necho "$0 $*" >> '${trace}'\n`)
      await chmod(script, 0o755)
      for (const name of hooks) {
        await it.write({ [`.git/hooks/${name}`]: `#!/bin/sh\necho "${name}" >> '${trace}'\n` })
        await chmod(join(it.root, '.git/hooks', name), 0o755)
      }
      for (const [key, value] of settings(script)) await it.run('config', key, value)
      // The setup has run some of the programs.
      await writeFile(trace, '')
      await work(it, () => readFile(trace, 'utf8'))
    },
  )

describe('nothing that a repository names is run', () => {
  test('whatever is read or recorded', () =>
    withHostile(async (it, ran) => {
      expect(await useAll(it)).toEqual({
        files: [{ path: 'a.yaml', text: 'id: b\n' }],
        isRead: true,
      })
      expect(await ran()).toBe('')
    }))
  longRunTest('nor to fetch what a partial clone lacks', () =>
    withHostile(async (it, ran) => {
      const id = await it.run('rev-parse', 'HEAD:a.yaml')
      await it.remove(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`)
      for (const [key, value] of [
        ['core.repositoryFormatVersion', '1'],
        ['extensions.partialClone', 'origin'],
        ['remote.origin.promisor', 'true'],
        ['remote.origin.partialCloneFilter', 'blob:none'],
        ['remote.origin.url', `ext::${join(it.folder, 'hostile')} %S`],
        ['remote.origin.uploadPack', join(it.folder, 'hostile')],
      ] as const)
        await it.run('config', key, value)
      await expect(useAll(it)).rejects.toThrow(/does not have the object|partial clone/)
      expect(await ran()).toBe('')
      await it.run('cat-file', '-p', id).catch(() => undefined)
      expect(await ran()).toContain('hostile')
    }),
  )
  longRunTest('nor to ask the remote for a record', () =>
    withHostile(async (it, ran) => {
      const head = await it.run('rev-parse', 'HEAD')
      await it.writeRef('refs/remotes/origin/main', head)
      const hostile = join(it.folder, 'hostile')
      for (const url of [`ext::${hostile} %S`, 'ssh://localhost:1/x', 'https://localhost:1/x']) {
        await it.run('config', 'remote.origin.url', url)
        await it.run('config', 'remote.origin.uploadPack', hostile)
        expect(await (await it.opened()).findRemoteRecord('production')).toBeUndefined()
      }
      expect(await ran()).toBe('')
    }),
  )
  longRunTest('though it would be, by a git that is asked otherwise', () =>
    withHostile(async (it, ran) => {
      await it.run('status').catch(() => undefined)
      await it.run('update-ref', 'refs/x', 'HEAD')
      expect(await ran()).toContain('hostile')
      expect(await ran()).toContain('reference-transaction')
    }),
  )
})

test('what stands in the place of a commit is not read for it', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const first = await it.run('rev-parse', 'HEAD')
    const second = await it.commit({ 'a.yaml': 'id: b\n' })
    await it.run('replace', second, first)
    const found = await it.opened()
    expect(await found.tree(second).readFiles(['a.yaml'])).toEqual([
      { path: 'a.yaml', text: 'id: b\n' },
    ])
  }))

test('no child sees a key or anything else that it does not need', () =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const seen = join(it.folder, 'seen')
    const origin = await it.publish()
    const values: Readonly<Record<string, string>> = {
      ...it.env,
      PATH: await it.gitAfter(`env >> '${seen}'`),
      STATSIG_API_KEY: 'console-canary',
      STATSIG_ANYTHING: 'canary',
      DATABASE_PASSWORD: 'canary',
      GITHUB_TOKEN: 'canary',
      NODE_OPTIONS: '--canary',
      GIT_EXTERNAL_DIFF: 'canary',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'alias.canary',
      GIT_CONFIG_VALUE_0: '!canary',
      GIT_INDEX_FILE: 'canary',
      GIT_TRACE: join(it.folder, 'canary'),
      SSH_AUTH_SOCK: '/agent',
    }
    const found = await openRepository(it.root, (name) => values[name])
    const head = await found?.head()
    const record = { version: 1, commit: head?.id ?? '', parts: [] } as const
    await found?.recordApplied('production', record, undefined)
    expect(await readFile(seen, 'utf8')).not.toContain('SSH_AUTH_SOCK')
    expect(await found?.push('production', origin.root)).toEqual({})
    expect(await readFile(seen, 'utf8')).toContain('SSH_AUTH_SOCK=/agent')
    expect(await readFile(seen, 'utf8')).not.toContain('canary')
    expect(await readdir(it.folder)).not.toContain('canary')
    expect(process.env['LC_ALL']).not.toBe('C')
    expect(await readFile(seen, 'utf8')).toContain('LC_ALL=C\n')
  }))
