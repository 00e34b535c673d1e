import { describe, expect } from 'vitest'
import { type AppliedRecord, shortId } from '../../../src/model/repository.ts'
import { longRunTest, usualRunTest as test } from '../../support/long-run.ts'
import { sentenceOf, type TestRepository, withRepository } from '../../support/repository.ts'

const ref = 'refs/statsig-gitops/production/applied'
const full = (commit: string): AppliedRecord => ({ version: 1, commit, parts: [] })

/** Two commits, by their ids. */
const withTwo = (work: (it: TestRepository, one: string, two: string) => Promise<void>) =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const one = await it.run('rev-parse', 'HEAD')
    await work(it, one, await it.commit({ 'a.yaml': 'id: b\n' }))
  })

describe('an unreadable record is an error', () => {
  /** As `statsig-gitops` would have written it, but for the message. */
  const saying = async (it: TestRepository, message: string) => {
    const id = await it.runAs(
      'statsig-gitops@localhost',
      'commit-tree',
      '-m',
      message,
      'HEAD^{tree}',
    )
    await it.run('update-ref', ref, id)
    return sentenceOf((await it.opened()).readApplied('production'), it)
  }
  const json = (value: unknown) => `Applied 1234567 to production\n\n${JSON.stringify(value)}`
  test.each([
    ['no record', 'Applied 1234567 to production'],
    ['no JSON', 'Applied 1234567 to production\n\n{"version":1,'],
    ['more than one line', `${json({ version: 1, parts: [] })}\n\n{}`],
    ['a list', json([])],
    ['no commit at all', json({ version: 1, parts: [] })],
    ['no parts', json({ version: 1, commit: 'COMMIT' })],
    ['a short id', json({ version: 1, commit: '1234567', parts: [] })],
    ['an option for an id', json({ version: 1, commit: '--output=x', parts: [] })],
    ['a member too many', json({ version: 1, commit: 'COMMIT', parts: [], more: 1 })],
    ['no version', json({ commit: 'COMMIT', parts: [] })],
    ['an empty project', json({ version: 1, commit: 'COMMIT', project: '', parts: [] })],
    ['a part that is a text', json({ version: 1, commit: 'COMMIT', parts: ['x'] })],
    [
      'a part without addresses',
      json({ version: 1, commit: 'COMMIT', parts: [{ commit: 'COMMIT', operations: [] }] }),
    ],
    [
      'a part with odd addresses',
      json({ version: 1, parts: [{ commit: 'COMMIT', addresses: [1], operations: [] }] }),
    ],
  ])('with %s', (_, message) =>
    withTwo(async (it, one) => {
      const said = await saying(it, message.replaceAll('COMMIT', one))
      expect(said.replace(/commit [0-9a-f]{7}/, 'commit <id>')).toBe(
        'GitError: The record of the last apply to `production`, the commit <id>, is damaged. Point the ref to the applied commit with `git update-ref refs/statsig-gitops/production/applied <commit>`.',
      )
    }),
  )
  test('of a newer version', () =>
    withTwo(async (it) => {
      const said = await saying(it, json({ version: 4, all: 'new' }))
      expect(said).toMatchInlineSnapshot(
        `"GitError: A newer version of statsig-gitops wrote the record of \`production\`: use that version."`,
      )
    }))
  test('but a valid one with the same committer is read', () =>
    withTwo(async (it, one) => {
      expect(await saying(it, json({ version: 1, commit: one, parts: [] }))).toBe(
        'Nothing was thrown.',
      )
    }))
  test('that names a missing commit', () =>
    withTwo(async (it, one) => {
      const lost = '1'.repeat(40)
      expect(await saying(it, json({ version: 1, commit: lost, parts: [] }))).toMatchInlineSnapshot(
        `"GitError: The commit 1111111 was applied to \`production\`, but this clone does not have it. Fetch it with \`git fetch origin '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`."`,
      )
      const parts = [{ commit: lost, addresses: [], operations: [] }]
      expect(await saying(it, json({ version: 1, commit: one, parts }))).toContain('1111111')
    }))
  test('whose ref points to nothing, is damaged, or is not a commit', () =>
    withTwo(async (it) => {
      const said = async () => sentenceOf((await it.opened()).readApplied('production'), it)
      await it.write({ [`.git/${ref}`]: `${'1'.repeat(40)}\n` })
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: \`refs/statsig-gitops/production/applied\` points to 1111111, which this clone does not have. Fetch it with \`git fetch origin '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`."`,
      )
      await it.write({ [`.git/${ref}`]: 'nonsense\n' })
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: Git cannot read \`refs/statsig-gitops/production/applied\`: ignoring broken ref refs/statsig-gitops/production/applied. Point the ref to the applied commit with \`git update-ref refs/statsig-gitops/production/applied <commit>\`."`,
      )
      await it.write({ [`.git/${ref}`]: '' })
      expect(await said()).toContain('ignoring broken ref')
      await it.remove(`.git/${ref}`)
      await it.run('update-ref', ref, await it.run('rev-parse', 'HEAD^{tree}'))
      expect(await said()).toMatchInlineSnapshot(
        `"GitError: \`refs/statsig-gitops/production/applied\` points to a tree, not to a commit. Point the ref to the applied commit with \`git update-ref refs/statsig-gitops/production/applied <commit>\`."`,
      )
      await it.run('tag', '--annotate', '--message', 'v', 'v1')
      await it.run('update-ref', ref, await it.run('rev-parse', 'v1'))
      expect(await said()).toContain('points to a tag')
    }))
  longRunTest(
    'in a shallow clone without its commits, until they are fetched as the hint says',
    () =>
      withTwo(async (it, one, two) => {
        await (await it.opened()).recordApplied('production', full(one), undefined)
        const clone = await it.clone({ depth: 1 })
        const found = await clone.opened()
        expect(await found.readApplied('production')).toBeUndefined()
        const refs = 'refs/statsig-gitops/*:refs/statsig-gitops/*'
        await clone.run('fetch', '--quiet', '--depth=1', 'origin', refs)
        expect(
          (await sentenceOf(found.readApplied('production'), it)).replace(shortId(one), '<one>'),
        ).toMatchInlineSnapshot(
          `"GitError: The commit <one> was applied to \`production\`, but this clone does not have it. Fetch it with \`git fetch --unshallow origin '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`."`,
        )
        await clone.run('fetch', '--quiet', '--unshallow', 'origin', refs)
        const applied = await found.readApplied('production')
        expect(applied).toMatchObject(full(one))
        expect(await found.contains(two, one)).toBe('yes')
      }),
  )
})
