// What becomes of an experiment that is retired or pruned, by what Statsig says about its status.
import { describe, expect, test } from 'vitest'
import { makeAddress } from '../../src/model/index.ts'
import { refusalText } from '../../src/report/sentences/refusal.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { planFrom, planInWords } from './in-words.ts'

/** The status, and the plan where the experiment is archived and where it is deleted. */
const statuses: readonly (readonly [status: string, archived: string, deleted: string])[] = [
  ['setup', 'archive', 'delete'],
  ['active', 'refused archive', 'refused delete'],
  ['experiment_stopped', 'refused archive', 'refused delete'],
  ['assignment_stopped', 'refused archive', 'refused delete'],
  ['decision_made', 'archive', 'delete'],
  ['abandoned', 'archive', 'delete'],
  ['a status that this version does not know', 'refused archive', 'refused delete'],
]

const groups = ['Control', 'Test'].map((name) => ({
  name,
  size: 50,
  parameterValues: { rank: name },
}))
const experiment = { id: 'rank', name: 'rank', idType: 'userID', hypothesis: 'Better.', groups }
const before = definitionFile('experiments', experiment)
const address = makeAddress('experiment', 'rank')
const proof = { definedIn: 'a'.repeat(40), removedIn: 'b'.repeat(40) }

const retiredBy = (retired: true | 'delete') =>
  definitionFile('experiments', { ...experiment, lifecycle: { retired } })

describe.each(statuses)('an experiment that is %s', (status, archived, deleted) => {
  const live = [['experiment', { ...experiment, status }]] as const

  test.each([
    ['its file archives it', retiredBy(true), archived],
    ['its file deletes it', retiredBy('delete'), deleted],
  ])('%s', (_, file, wanted) => {
    expect(planInWords(planFrom({ base: [before], files: [file], live }))).toBe(wanted)
    // Where the file wins over what was never applied.
    const options = { overwritesUnmanaged: () => true }
    const first = planInWords(planFrom({ base: [], files: [file], live, options }))
    expect(first).toBe(wanted.startsWith('refused') ? wanted : `${wanted} over`)
  })

  test.each([
    ['archive', archived],
    ['delete', deleted],
  ] as const)('its file is removed, and `prune` is `%s`', (mode, wanted) => {
    const prune = { mode, findDeletionProof: () => proof }
    const input = { base: [before], files: [], live }
    expect(planInWords(planFrom({ ...input, options: { prune } }))).toBe(wanted)
    // An overwrite does not lift the refusal.
    const overwritten = planFrom({ ...input, options: { prune, overwrites: [{ address }] } })
    expect(planInWords(overwritten).startsWith('refused')).toBe(wanted.startsWith('refused'))
  })
})

test('an archived experiment may be deleted, and is not archived again', () => {
  const live = [['experiment', { ...experiment, status: 'archived' }]] as const
  const planWith = (retired: true | 'delete') =>
    planInWords(planFrom({ base: [before], files: [retiredBy(retired)], live }))
  expect([planWith(true), planWith('delete')]).toEqual(['nothing', 'delete'])
})

test('the refusal says what to do first', () => {
  const live = [['experiment', { ...experiment, status: 'active' }]] as const
  const [operation] = planFrom({ base: [before], files: [retiredBy('delete')], live }).operations
  expect(operation?.refusal).toEqual({ code: 'not-decided', status: 'active', action: 'delete' })
  expect(operation?.refusal && refusalText(operation.refusal, operation)).toMatchObject({
    reason: 'its status is `active`: deleting would end it without a decision',
    hint: 'Decide or abandon it first.',
  })
})

test.each([
  ['its present name', 'Old'],
  ['a name that is yet to be written', 'New'],
])('a metric under %s is not deleted while something refers to it', (_, name) => {
  const metric = { id: 'Old::sum', name: 'Old', type: 'sum', unitTypes: ['userID'] }
  const file = definitionFile('metrics', { ...metric, name, lifecycle: { retired: 'delete' } })
  const monitored = [{ name: 'Old', type: 'sum' }]
  const plan = planFrom({
    base: [],
    files: [file],
    live: [
      ['metric', metric],
      ['gate', { id: 'a_gate', name: 'a_gate', monitoringMetrics: monitored }],
    ],
    options: { overwritesUnmanaged: () => true },
  })
  expect(plan.operations.map(({ refusal }) => refusal?.code)).toEqual(['still-referenced'])
})
