// What each guard of one operation answers, by the facts that it gets.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { type KindName, kindOf } from '../../src/kinds/index.ts'
import type { Effect, Refusal, Resource } from '../../src/model/index.ts'
import { judgeWith } from '../../src/plan/guards/guard.ts'
import type { OperationFacts } from '../../src/plan/guards/operation-facts.ts'
import { operationGuards } from '../../src/plan/guards/operation-guards.ts'
import {
  changedByKey,
  needsReview,
  type OtherKeyFacts,
  removalInput,
  review,
} from '../../src/plan/guards/run.ts'
import { type StatsigReviewFacts, statsigReview } from '../../src/plan/guards/statsig-review.ts'
import { toResource, unknownPathId } from '../../src/resources/live.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const effect = (type: Effect['type']): Effect => ({ type, pointer: '', label: '', share: 100 })
const liveOf = (name: KindName, members: JsonObject): Resource => {
  const found = toResource(kindOf(name), name, members)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

describe('an operation', () => {
  const gate = liveOf('gate', { id: 'search', name: 'Search' })
  const rows: readonly {
    readonly title: string
    readonly of: KindName
    readonly facts: Partial<Omit<OperationFacts, 'kind'>>
    readonly refusal: Refusal | undefined
  }[] = [
    {
      title: 'creates what the API can create',
      ...{ of: 'gate', facts: { action: 'create', live: undefined }, refusal: undefined },
    },
    {
      title: 'does not create what the API cannot create',
      ...{ of: 'key', facts: { action: 'create', live: undefined } },
      refusal: { code: 'cannot-create', kind: 'key' },
    },
    {
      title: 'updates what the API cannot create',
      ...{ of: 'key', facts: { action: 'update', live: undefined }, refusal: undefined },
    },
    {
      title: 'archives what the API can archive',
      ...{ of: 'gate', facts: { action: 'archive', effects: [effect('removes')] } },
      refusal: undefined,
    },
    {
      title: 'does not archive what the API cannot archive',
      ...{ of: 'team', facts: { action: 'archive', effects: [effect('removes')] } },
      refusal: { code: 'cannot-archive', kind: 'team' },
    },
    {
      title: 'does not delete what the API cannot delete',
      ...{ of: 'key', facts: { action: 'delete', effects: [effect('removes')] } },
      refusal: { code: 'cannot-delete', kind: 'key' },
    },
    {
      title: 'needs the id of the resource',
      ...{ of: 'gate', facts: { live: { ...gate, pathId: unknownPathId } } },
      refusal: { code: 'id-unreadable', isSecret: false },
    },
    {
      title: 'needs the id of the resource, also where it is a secret',
      of: 'gate',
      facts: { live: { ...gate, pathId: unknownPathId, isPathIdSecret: true } },
      refusal: { code: 'id-unreadable', isSecret: true },
    },
    {
      title: 'is refused for a status before a protection',
      of: 'gate',
      facts: {
        ...{ action: 'archive', effects: [effect('removes')] },
        findings: {
          preventsDestroy: true,
          transition: {
            ...{ code: 'illegal-transition', field: 'status', from: 'a', to: 'b', targets: [] },
          },
        },
      },
      refusal: { code: 'illegal-transition', field: 'status', from: 'a', to: 'b', targets: [] },
    },
    {
      title: 'that removes nothing is not protected from',
      ...{ of: 'gate', facts: { findings: { preventsDestroy: true } }, refusal: undefined },
    },
    {
      title: 'that undoes what was changed is a conflict',
      ...{ of: 'gate', facts: { findings: { conflicts: ['description'] } } },
      refusal: { isConflict: true, code: 'changed-in-both', labels: ['description'] },
    },
    {
      title: 'that creates what was deleted is a conflict',
      ...{ of: 'gate', facts: { findings: { isDeletedInStatsig: true } } },
      refusal: { isConflict: true, code: 'deleted-and-changed' },
    },
    {
      title: 'that removes what was changed is a conflict',
      of: 'gate',
      facts: {
        ...{ action: 'archive', effects: [effect('removes')] },
        findings: { changedSinceApply: ['description'] },
      },
      refusal: { isConflict: true, code: 'removed-and-changed', changed: ['description'] },
    },
  ]
  test.each(rows)('$title', ({ facts, of, refusal }) => {
    const found = judgeWith(operationGuards, {
      ...{ action: 'update', live: gate, effects: [effect('label')], findings: {} },
      ...facts,
      kind: kindOf(of),
    })
    expect(found).toStrictEqual(refusal)
  })
})

describe('a run', () => {
  test('archives and deletes where the workflow allows it', () => {
    const facts = { action: 'delete', effects: [effect('removes')] } as const
    expect(judgeWith([removalInput], { ...facts, isArchiveAllowed: true })).toBeUndefined()
    expect(judgeWith([removalInput], { ...facts, isArchiveAllowed: false })).toStrictEqual({
      ...{ code: 'archive-not-allowed', action: 'delete' },
    })
    expect(
      judgeWith([removalInput], { ...facts, effects: [effect('label')], isArchiveAllowed: false }),
    ).toBeUndefined()
  })

  test('needs a review of what is more than a label, and of what it overwrites', () => {
    const [label, loses] = [[effect('label')], [effect('loses')]]
    expect(needsReview({ effects: label })).toBe(false)
    expect(needsReview({ effects: loses })).toBe(true)
    expect(needsReview({ effects: label, overwrites: [] })).toBe(true)
    const refused = { code: 'not-reviewed' }
    expect(judgeWith([review], { effects: loses, isReviewed: false })).toStrictEqual(refused)
    expect(judgeWith([review], { effects: loses, isReviewed: true })).toBeUndefined()
    expect(judgeWith([review], { effects: label, isReviewed: false })).toBeUndefined()
  })

  const byKey: OtherKeyFacts = {
    ...{ effects: [effect('label')], overwrites: [{ code: 'deletion' }] },
    author: { type: 'api-key' } as OtherKeyFacts['author'],
    ...{ isNamed: false, target: 'default', root: 'shop' },
  }
  const conflict = { isConflict: true, code: 'changed-by-key', target: 'default' }
  test.each([
    ['overwrites a change by another key', byKey, { ...conflict, root: 'shop' }],
    [
      'overwrites one in a repository of one root',
      (({ root: _, ...rest }) => rest)(byKey),
      conflict,
    ],
    ['overwrites nothing', (({ overwrites: _, ...rest }) => rest)(byKey), undefined],
    ['overwrites what an option names', { ...byKey, isNamed: true }, undefined],
    ['overwrites a change of nobody known', { ...byKey, author: undefined }, undefined],
    [
      'overwrites a change by a person',
      { ...byKey, author: { type: 'person' } as unknown as OtherKeyFacts['author'] },
      undefined,
    ],
  ])('%s', (_, facts, refusal) => {
    expect(judgeWith([changedByKey], facts)).toStrictEqual(refusal)
  })
})

describe('a review in Statsig', () => {
  const demand = { code: 'project' } as unknown as NonNullable<StatsigReviewFacts['demand']>
  const facts: StatsigReviewFacts = {
    ...{ effects: [effect('label')], kind: 'gate', unreadable: [], demand },
    ...{ hasRoutes: true, isCreation: false, createdOff: undefined, undeclared: [] },
    steps: { steps: [] } as unknown as StatsigReviewFacts['steps'],
  }
  const asSteps = (steps: object) => steps as unknown as StatsigReviewFacts['steps']
  const off = { isEnabled: false } as unknown as StatsigReviewFacts['createdOff']
  const rows: readonly (readonly [string, Partial<StatsigReviewFacts>, object | undefined])[] = [
    ['is opened', {}, undefined],
    ['is not needed', { demand: undefined }, undefined],
    [
      'may be needed: the settings cannot be read',
      { demand: undefined, unreadable: ['team'] },
      { code: 'review-settings-unreadable', kinds: ['team'] },
    ],
    [
      'holds no creation',
      { isCreation: true },
      { code: 'creation-needs-review', demand, undeclared: [] },
    ],
    ['is not needed for what reaches nobody', { isCreation: true, createdOff: off }, undefined],
    [
      'holds no creation that the file would leave off',
      { isCreation: true, createdOff: off, undeclared: ['isEnabled'] },
      { code: 'creation-needs-review', demand, undeclared: ['isEnabled'] },
    ],
    ['has no route', { hasRoutes: false }, { code: 'no-review-routes', demand, kind: 'gate' }],
    ['has steps that are not known', { steps: undefined }, undefined],
    [
      'cannot hold some fields',
      { steps: asSteps({ notReviewable: ['tags'] }) },
      { code: 'not-in-reviews', demand, fields: ['tags'] },
    ],
    [
      'has no safe order',
      { steps: asSteps({ unordered: ['rules'] }) },
      { code: 'no-safe-review-order', demand, types: ['rules'] },
    ],
  ]
  test.each(rows)('%s', (_, more, refusal) => {
    expect(judgeWith([statsigReview], { ...facts, ...more })).toStrictEqual(refusal)
  })
})
