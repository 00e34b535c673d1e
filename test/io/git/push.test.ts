import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { AppliedRecord } from '../../../src/model/repository.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { type TestRepository, withRepository } from '../../support/repository.ts'

const ref = 'refs/statsig-gitops/production/applied'
const refs = 'refs/statsig-gitops/*:refs/statsig-gitops/*'
const full = (commit: string): AppliedRecord => ({ version: 1, commit, parts: [] })

/** A clone with a recorded apply, and its bare remote. */
const withOrigin = (
  work: (it: TestRepository, origin: TestRepository, id: string) => Promise<void>,
) =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const origin = await it.publish()
    const id = await it.run('rev-parse', 'HEAD')
    await (await it.opened()).recordApplied('production', full(id), undefined)
    await work(it, origin, id)
  })

const hook = async (it: TestRepository, path: string, script: string) => {
  await it.write({ [path]: `#!/bin/sh\n${script}\n` })
  await chmod(join(it.root, path), 0o755)
}

describe('a record is pushed', () => {
  test('with every commit that it names, and alone', () =>
    withOrigin(async (it, origin) => {
      // A commit that was never pushed, and a tag that the user’s settings would push too.
      const unpushed = await it.commit({ 'a.yaml': 'id: b\n' })
      await it.run('tag', '--annotate', '--message', 'v', 'v1')
      await it.run('config', 'push.followTags', 'true')
      const found = await it.opened()
      const first = await found.readApplied('production')
      const second = await found.recordApplied('production', full(unpushed), first)
      expect(await found.push('production', 'origin')).toEqual({})
      expect(await origin.run('rev-parse', ref)).toBe(second.id)
      expect(await origin.run('for-each-ref', '--format=%(refname)')).toBe(
        `refs/heads/main\n${ref}`,
      )
      const clone = await origin.clone()
      await clone.run('fetch', '--quiet', 'origin', refs)
      expect(await (await clone.opened()).readApplied('production')).toEqual(second)
      expect(await found.push('production', 'origin')).toEqual({})
    }))
  longRunTest('from a shallow clone', () =>
    withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
      await it.commit({ 'a.yaml': 'id: b\n' })
      const origin = await it.publish()
      const clone = await origin.clone({ depth: 1 })
      const found = await clone.opened()
      const head = await found.head()
      const first = await found.recordApplied('production', full(head?.id ?? ''), undefined)
      expect(await found.push('production', 'origin')).toEqual({})
      expect(await await origin.run('rev-parse', ref)).toBe(first.id)
    }),
  )
  longRunTest('without the hooks of the user', () =>
    withOrigin(async (it) => {
      await hook(it, '.git/hooks/pre-push', 'exit 1')
      expect(await (await it.opened()).push('production', 'origin')).toEqual({})
    }),
  )
})

describe('a push that is refused says why, and forces nothing', () => {
  test('when another run was faster', () =>
    withOrigin(async (it, origin, id) => {
      const other = await origin.clone()
      const theirs = await other.opened()
      const faster = await theirs.recordApplied(
        'production',
        { ...full(id), project: 'x' },
        undefined,
      )
      expect(await theirs.push('production', 'origin')).toEqual({})
      expect(await (await it.opened()).push('production', 'origin')).toMatchInlineSnapshot(`
        {
          "isOutdated": true,
          "refused": "Another run recorded an apply at \`origin\` in the meantime.",
        }
      `)
      expect(await origin.run('rev-parse', ref)).toBe(faster.id)
    }))
  longRunTest('when the server takes no such refs', () =>
    withOrigin(async (it, origin) => {
      await hook(
        origin,
        'hooks/pre-receive',
        'echo "Refs of bots are not welcome here." >&2\nexit 1',
      )
      expect(await (await it.opened()).push('production', 'origin')).toMatchInlineSnapshot(`
        {
          "refused": "\`origin\` rejects the push (pre-receive hook declined): Refs of bots are not welcome here.",
        }
      `)
    }),
  )
  longRunTest('when the server is gone', () =>
    withOrigin(async (it) => {
      const found = await it.opened()
      await it.run('remote', 'set-url', 'origin', 'file:///nowhere/at-all.git')
      expect(await found.push('production', 'origin')).toMatchInlineSnapshot(`
        {
          "refused": "\`origin\` rejects the push: '/nowhere/at-all.git' does not appear to be a git repository.",
        }
      `)
      expect(await found.push('production', 'nobody')).toMatchInlineSnapshot(`
        {
          "refused": "\`nobody\` rejects the push: 'nobody' does not appear to be a git repository.",
        }
      `)
      expect(await found.push('production', '--all')).toEqual({
        refused: expect.stringMatching(/rejects the push: ./),
      })
    }),
  )
  longRunTest('without the password that the address holds', () =>
    withOrigin(async (it) => {
      await it.run('remote', 'set-url', 'origin', 'http://me:hunter2@127.0.0.1:9/x.git')
      const { refused } = await (await it.opened()).push('production', 'origin')
      expect(refused).toContain(
        "`origin` rejects the push: unable to access 'http://127.0.0.1:9/x.git/'",
      )
    }),
  )
  test('when there is no record', () =>
    withOrigin(async (it) => {
      expect(await (await it.opened()).push('staging', 'origin')).toMatchInlineSnapshot(`
        {
          "refused": "\`origin\` rejects the push: src refspec refs/statsig-gitops/staging/applied does not match any.",
        }
      `)
    }))
  test('when the remote is a mirror, which is always forced', () =>
    withOrigin(async (it) => {
      await it.run('config', 'remote.origin.mirror', 'true')
      expect(await (await it.opened()).push('production', 'origin')).toEqual({
        refused: expect.stringMatching(/rejects the push: .*mirror/),
      })
    }))
})

test('the remote is `origin`, or else the only one', () =>
  withRepository({ 'a.yaml': '' }, async (it) => {
    const found = await it.opened()
    expect(await found.remote()).toBeUndefined()
    await it.run('remote', 'add', 'one', '/one')
    expect(await found.remote()).toBe('one')
    await it.run('remote', 'add', 'two', '/two')
    expect(await found.remote()).toBeUndefined()
    await it.run('remote', 'add', 'origin', '/origin')
    expect(await found.remote()).toBe('origin')
  }))

longRunTest(
  'a remote is asked for a record with the token that `actions/checkout` keeps, not among the arguments',
  () =>
    withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
      await it.writeRef('refs/remotes/origin/main', await it.run('rev-parse', 'HEAD'))
      await it.run('config', 'remote.origin.url', 'https://localhost:1/acme/flags')
      await it.run('config', 'http.https://localhost:1/.extraheader', 'AUTHORIZATION: basic abc')
      const trace = join(it.folder, 'trace')
      const bin = await it.gitAfter(
        `case "$*" in *ls-remote*) echo "$PWD|$GIT_CONFIG_KEY_0|$GIT_CONFIG_VALUE_0|$*" >> '${trace}' ;; esac`,
      )
      const found = await it.opened({ PATH: `${bin}:${it.env['PATH']}` })
      expect(await found.findRemoteRecord('production')).toBeUndefined()
      const [folder, key, value, args] = (await readFile(trace, 'utf8')).trim().split('|')
      expect([folder, key, value]).toEqual([
        '/',
        'http.https://localhost:1/.extraheader',
        'AUTHORIZATION: basic abc',
      ])
      expect(args).not.toContain('abc')
    }),
)
