// What a reference in a file means: a resource of the files, of Statsig, or none.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { plan } from '../../src/plan/index.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  registry,
} from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const team = (defaultHoldoutID: string): JsonObject => ({
  ...{ name: 'Payments', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' },
  defaultHoldoutID,
})
const holdout = (name: string, id = 'h1'): JsonObject => ({ name, id, passPercentage: 5 })

/** The faults, and the edits of the team. */
const found = (
  reference: string,
  defined: readonly JsonObject[],
  live: readonly JsonObject[],
  liveReference = 'h1',
) => {
  const statsig = createInMemoryStatsig(['holdout', 'team'])
  for (const each of live) statsig.put('holdout', each)
  statsig.put('team', { ...team(liveReference), id: 't1' })
  const files = [
    ...defined.map((each, at) => ({
      ...definitionFile('holdouts', each),
      path: `statsig/holdouts/${at}.yaml`,
    })),
    definitionFile('teams', team(reference)),
  ]
  const options = { target: 'default', registry, undeclared: 'refuse' } as const
  const made = plan(desiredStateFrom(files), statsig.live(), options)
  return {
    faults: made.diagnostics.map(({ code }) => code),
    edits: made.plan.operations.flatMap(({ address, edits }) =>
      address === 'team/Payments' ? edits.map(({ after }) => after) : [],
    ),
  }
}
const nothing = { faults: [], edits: [] }

describe('a reference by id to a resource that has another name in Statsig', () => {
  test('means the definition with this id', () => {
    expect(found('h1', [holdout('First')], [holdout('Second')])).toEqual(nothing)
    expect(found('First', [holdout('First')], [holdout('Second')])).toEqual(nothing)
  })

  test('means the definition with this id, where two have exchanged their names', () => {
    const defined = [holdout('First', 'h2'), holdout('Second', 'h1')]
    const live = [holdout('First', 'h1'), holdout('Second', 'h2')]
    expect(found('h1', defined, live)).toEqual(nothing)
    expect(found('Second', defined, live)).toEqual(nothing)
    expect(found('First', defined, live)).toEqual({ faults: [], edits: ['First'] })
  })

  test('that no definition has means the live one', () => {
    expect(found('h1', [], [holdout('Second')])).toEqual(nothing)
    expect(found('Second', [], [holdout('Second')])).toEqual(nothing)
  })
})

test('a reference to nothing is a fault', () => {
  expect(found('h9', [holdout('First')], [holdout('First')])).toEqual({
    faults: ['unknown-reference'],
    edits: [],
  })
})
