// A record counts only where a holder of the seal secret wrote it, and where it follows the record that it names.
import { expect } from 'vitest'
import { type SealOptions, withSealedRecords } from '../../../src/io/git/record-seal.ts'
import type { AppliedRecord, GitRepository } from '../../../src/model/repository.ts'
import { usualRunTest as test } from '../../support/long-run.ts'
import { type TestRepository, withRepository } from '../../support/repository.ts'

const ref = 'refs/statsig-gitops/default/applied'
const options: SealOptions = {
  secret: 'right',
  now: () => '2026-11-29T10:00:00.123Z',
  isStrict: true,
}

interface Stage {
  readonly it: TestRepository
  readonly commit: string
  readonly plain: GitRepository
  readonly sealed: GitRepository
}

const withStage = (work: (stage: Stage) => Promise<void>) =>
  withRepository({ 'a.yaml': 'id: a\n' }, async (it) => {
    const plain = await it.opened()
    const commit = await it.run('rev-parse', 'HEAD')
    await work({ it, commit, plain, sealed: withSealedRecords(plain, options) })
  })

const full = (commit: string): AppliedRecord => ({ version: 1, commit, parts: [] })
const begun = (commit: string): AppliedRecord => ({
  ...full(commit),
  begun: [
    {
      run: { id: 12, attempt: 1 },
      commit,
      at: '2026-11-29T10:00:00Z',
      operations: [{ id: 'a'.repeat(24), address: 'gate/pay', revision: 'r1' }],
    },
  ],
  confirmedRuns: [12],
})

test('a sealed record is read as it was written, and each one follows the last', () =>
  withStage(async ({ commit, sealed }) => {
    const first = await sealed.recordApplied('default', begun(commit), undefined)
    expect(await sealed.readApplied('default')).toEqual(first)
    expect(first).toMatchObject({ ...begun(commit), at: '2026-11-29T10:00:00Z' })
    const second = await sealed.recordApplied('default', full(commit), first)
    expect(await sealed.readApplied('default')).toEqual(second)
    expect(second.seal).toMatchObject({ previous: first.id, sequence: 2 })
  }))

test('what an apply of the command line has begun, and its lease, are sealed and read as they were written', () =>
  withStage(async ({ commit, plain, sealed }) => {
    const lease = { holder: 'h1', commit, until: '2026-11-29T10:10:00Z' }
    const begunHere: AppliedRecord = {
      ...full(commit),
      lease,
      begun: [
        {
          commit,
          at: '2026-11-29T10:00:00Z',
          auditPosition: null,
          operations: [
            { id: 'a'.repeat(24), address: 'segment/s', action: 'update', subResource: 'ids' },
            { id: 'b'.repeat(24), address: 'gate/g', action: 'update', isReviewed: true },
          ],
        },
      ],
    }
    const written = await sealed.recordApplied('default', begunHere, undefined)
    expect(await sealed.readApplied('default')).toEqual(written)
    expect(written).toMatchObject(begunHere)
    const longer = { ...written, lease: { ...lease, until: '2026-11-29T11:10:00Z' } }
    const forged = await plain.recordApplied('default', longer, written)
    expect(await sealed.readApplied('default')).toMatchObject({
      untrusted: { id: forged.id, why: 'foreign' },
    })
  }))

test('of a record without a seal, or with that of another secret or target, the newest sealed one before it is the base', () =>
  withStage(async ({ it, commit, plain, sealed }) => {
    const first = await sealed.recordApplied('default', full(commit), undefined)
    const unsealed = await plain.recordApplied('default', full(commit), first)
    expect(await sealed.readApplied('default')).toEqual({
      ...first,
      untrusted: { id: unsealed.id, why: 'unsealed' },
    })
    const other = withSealedRecords(plain, { ...options, secret: 'wrong' })
    const foreign = await other.recordApplied('default', begun(commit), unsealed)
    expect(await sealed.readApplied('default')).toEqual({
      ...first,
      untrusted: { id: foreign.id, why: 'foreign' },
    })
    await it.run('update-ref', 'refs/statsig-gitops/staging/applied', first.id)
    expect(await sealed.readApplied('staging')).toMatchObject({
      parts: [],
      untrusted: { id: first.id, why: 'foreign' },
    })
  }))

test('a commit of a person in place of the record makes nothing the base, or the record before it', () =>
  withStage(async ({ it, commit, sealed }) => {
    const first = await sealed.recordApplied('default', full(commit), undefined)
    const byHand = await it.run('commit-tree', '-p', first.id, '-m', 'Applied', `${commit}^{tree}`)
    await it.run('update-ref', ref, byHand)
    expect(await sealed.readApplied('default')).toEqual({
      ...first,
      untrusted: { id: byHand, why: 'unsealed' },
    })
    await it.run('update-ref', ref, commit)
    const none = await sealed.readApplied('default')
    expect(none).toMatchObject({ parts: [], untrusted: { id: commit, why: 'unsealed' } })
    expect(none).not.toHaveProperty('commit')
  }))

test('an older message that is sealed, copied on top of a newer record, is not valid', () =>
  withStage(async ({ it, commit, sealed }) => {
    const first = await sealed.recordApplied('default', full(commit), undefined)
    const second = await sealed.recordApplied('default', begun(commit), first)
    const message = await it.run('log', '-1', '--format=%B', first.id)
    const copy = await it.runAs(
      'statsig-gitops@localhost',
      'commit-tree',
      '-p',
      second.id,
      '-p',
      commit,
      '-m',
      message,
      `${commit}^{tree}`,
    )
    await it.run('update-ref', ref, copy)
    expect(await sealed.readApplied('default')).toEqual({
      ...second,
      untrusted: { id: copy, why: 'foreign' },
    })
  }))

test('an untrusted record is not replaced, unless a person has confirmed it by its id', () =>
  withStage(async ({ commit, plain, sealed }) => {
    const unsealed = await plain.recordApplied('default', full(commit), undefined)
    const read = await sealed.readApplied('default')
    await expect(sealed.recordApplied('default', full(commit), read)).rejects.toThrow(
      'not replaced',
    )
    const confirming = withSealedRecords(plain, { ...options, confirmed: unsealed.id })
    const confirmed = await confirming.readApplied('default')
    expect(confirmed).toEqual({ ...unsealed, needsSeal: 'confirmed' })
    const next = await confirming.recordApplied('default', full(commit), confirmed)
    expect(await sealed.readApplied('default')).toEqual(next)
  }))

test('the previous secret is valid for reading, and the next record has the seal of the new one', () =>
  withStage(async ({ commit, plain, sealed }) => {
    const old = await sealed.recordApplied('default', full(commit), undefined)
    const rotated = withSealedRecords(plain, {
      ...options,
      secret: 'new',
      previousSecret: 'right',
    })
    expect(await rotated.readApplied('default')).toEqual({ ...old, needsSeal: 'previous' })
    await rotated.recordApplied('default', full(commit), old)
    const after = withSealedRecords(plain, { ...options, secret: 'new' })
    expect(await after.readApplied('default')).not.toHaveProperty('untrusted')
  }))

test('without strictness a record is read as it is, and needs a seal', () =>
  withStage(async ({ commit, plain }) => {
    const unsealed = await plain.recordApplied('default', full(commit), undefined)
    const lenient = withSealedRecords(plain, { ...options, isStrict: false })
    expect(await lenient.readApplied('default')).toEqual({ ...unsealed, needsSeal: 'unsealed' })
  }))
