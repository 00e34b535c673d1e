import { describe, expect } from 'vitest'
import { type AppliedPart, type AppliedRecord, shortId } from '../../../src/model/repository.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { sentenceOf, type TestRepository, withRepository } from '../../support/repository.ts'

const ref = 'refs/statsig-gitops/production/applied'
const full = (commit: string): AppliedRecord => ({ version: 1, commit, parts: [] })
const part = (commit: string): AppliedPart => ({
  commit,
  addresses: ['gate/a é'],
  operations: ['0'.repeat(64)],
})

/** Two commits, by their ids. */
const withTwo = (work: (it: TestRepository, one: string, two: string) => Promise<void>) =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const one = await it.run('rev-parse', 'HEAD')
    await work(it, one, await it.commit({ 'a.yaml': 'id: b\n' }))
  })

describe('what was applied', () => {
  test('is unknown before the first apply', () =>
    withTwo(async (it) => {
      expect(await (await it.opened()).readApplied('production')).toBeUndefined()
    }))
  test('comes back as it was recorded, for each target by itself', () =>
    withTwo(async (it, one, two) => {
      const found = await it.opened()
      const record: AppliedRecord = {
        version: 1,
        commit: one,
        project: 'p\u20281',
        parts: [part(two), part(one)],
      }
      const first = await found.recordApplied('production', record, undefined)
      expect(first).toMatchObject(record)
      expect(first.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(await found.readApplied('production')).toEqual(first)
      expect(await found.readApplied('staging')).toBeUndefined()
      const partial: AppliedRecord = { version: 1, parts: [part(two)] }
      const other = await found.recordApplied('staging', partial, undefined)
      expect(await found.readApplied('staging')).toEqual(other)
      expect(other).not.toHaveProperty('commit')
    }))
  test('reads well in a log, stands on every commit that it names, and changes no branch', () =>
    withTwo(async (it, one, two) => {
      const found = await it.opened()
      const first = await found.recordApplied('production', full(one), undefined)
      const second = await found.recordApplied(
        'production',
        { version: 1, commit: one, parts: [part(two)] },
        first,
      )
      await found.recordApplied('production', full(two), second)
      const log = await it.run('log', '--first-parent', '--format=%s%n%an <%ae>', '-1', ref)
      const subjects = await it.run('log', '--format=%s', '--grep=^Applied', ref)
      const parents = await it.run('log', '--format=%P', '-1', second.id)
      expect(log.replace(shortId(two), '<two>')).toMatchInlineSnapshot(`
        "Applied <two> to production
        statsig-gitops <statsig-gitops@localhost>"
      `)
      const named = (text: string) =>
        text.replace(shortId(one), '<one>').replaceAll(shortId(two), '<two>')
      expect(named(subjects)).toMatchInlineSnapshot(`
        "Applied <two> to production
        Applied a part of <two> to production
        Applied <one> to production"
      `)
      expect(parents.split(' ')).toEqual([one, two, first.id])
      expect(await it.run('rev-parse', `${ref}^{tree}`)).toBe(
        await it.run('rev-parse', 'HEAD^{tree}'),
      )
      expect(await it.run('rev-parse', 'main')).toBe(two)
      expect(await it.run('status', '--porcelain')).toBe('')
    }))
  test('is the commit itself if a person moved the ref', () =>
    withTwo(async (it, one, two) => {
      const found = await it.opened()
      await it.run('update-ref', ref, one)
      const at = '2026-01-01T00:00:00Z'
      const byHand = { version: 1, commit: one, parts: [], id: one, at, parents: [] }
      const before = await found.readApplied('production')
      expect(before).toEqual(byHand)
      const after = await found.recordApplied('production', full(two), before)
      expect(await found.readApplied('production')).toEqual(after)
    }))
  longRunTest('is what a linked work tree sees too', () =>
    withTwo(async (it, one) => {
      await it.run('worktree', 'add', '--quiet', '--detach', `${it.root}/linked`)
      const first = await (await it.opened()).recordApplied('production', full(one), undefined)
      expect(await (await it.opened({}, 'linked')).readApplied('production')).toEqual(first)
    }),
  )
  longRunTest('is not recorded over a record that another run wrote in the meantime', () =>
    withTwo(async (it, one, two) => {
      const found = await it.opened()
      const first = await found.recordApplied('production', full(one), undefined)
      const second = await found.recordApplied('production', full(two), first)
      for (const before of [undefined, first])
        expect(
          await sentenceOf(found.recordApplied('production', full(one), before), it),
        ).toMatchInlineSnapshot(
          `"RecordRaceError: This apply to \`production\` is not recorded, because another run recorded an apply in the meantime. Plan again."`,
        )
      await it.run('update-ref', '-d', ref)
      expect(await sentenceOf(found.recordApplied('production', full(one), second), it)).toContain(
        'in the meantime',
      )
      expect(await found.readApplied('production')).toBeUndefined()
    }),
  )
  test('is recorded by one of many that try at once', () =>
    withTwo(async (it, one) => {
      const found = await it.opened()
      const project = (n: number): AppliedRecord => ({ ...full(one), project: `${n}` })
      const tries = await Promise.allSettled(
        [1, 2, 3, 4].map((n) => found.recordApplied('production', project(n), undefined)),
      )
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }))
  test('is not recorded without a commit, for a commit that is not there, or under a name that leads elsewhere', () =>
    withTwo(async (it, one) => {
      const found = await it.opened()
      const said = (target: string, record: AppliedRecord) =>
        sentenceOf(found.recordApplied(target, record, undefined), it)
      expect(await said('production', { version: 1, parts: [] })).toMatchInlineSnapshot(
        `"GitError: There is no commit to record as applied."`,
      )
      expect(await said('production', full('1'.repeat(40)))).toMatchInlineSnapshot(
        `"GitError: This clone does not have the commit 1111111. Fetch it with \`git fetch\`."`,
      )
      expect(await said('../../heads/main', full(one))).toMatchInlineSnapshot(
        `"GitError: \`../../heads/main\` cannot be the name of a target."`,
      )
      expect(await said('-x', full(one))).toContain('cannot be the name')
    }))
  longRunTest('holds ten thousand addresses', () =>
    withTwo(async (it, one, two) => {
      const found = await it.opened()
      const addresses = Array.from({ length: 10_000 }, (_, n) => `gate/g${n}`)
      const record: AppliedRecord = {
        ...full(one),
        parts: [{ commit: two, addresses, operations: addresses.map(() => 'f'.repeat(64)) }],
      }
      const first = await found.recordApplied('production', record, undefined)
      expect(await found.readApplied('production')).toEqual(first)
    }),
  )
})
