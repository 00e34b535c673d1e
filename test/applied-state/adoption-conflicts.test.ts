// An adoption without addresses takes drift alone: what would be in neither git nor Statsig afterwards stays in the
// file, and is named.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { stringify } from 'yaml'
import { planAdoption } from '../../src/adoption/index.ts'
import { isJsonArray, type JsonObject, member } from '../../src/core/json.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import {
  type Address,
  type DesiredState,
  makeAddress,
  type SourceFile,
} from '../../src/model/index.ts'
import { createInMemoryStatsig, desiredStateFrom, registry } from '../support/in-memory-statsig.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { seed } from '../support/seed.ts'
import { withFixture } from './fixture.ts'

const address = makeAddress('gate', 'search')
const { settings } = readSettings(undefined)

const fileOf = (members: JsonObject): SourceFile => ({
  path: `statsig/gates/${String(members['id'])}.yaml`,
  text: stringify(members),
})
const stateOf = (...definitions: readonly JsonObject[]): DesiredState =>
  desiredStateFrom(definitions.map(fileOf))

interface Adopting {
  readonly base?: JsonObject
  readonly file: JsonObject
  readonly live?: JsonObject
  readonly committed?: DesiredState
  readonly named?: ReadonlySet<Address>
}

const adopt = ({ base, committed, file, live, named = new Set() }: Adopting) => {
  const statsig = createInMemoryStatsig(['gate'])
  if (live) statsig.put('gate', live)
  const sources = [fileOf(file)]
  const desired = desiredStateFrom(sources)
  const adoption = planAdoption([address], named, {
    hasSecret: () => false,
    desired,
    live: statsig.live(),
    appliedState: {
      base: base === undefined ? new Map() : stateOf(base),
      onDrift: 'keep',
      overwrites: [],
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 1, percent: 1, findDeletionProof: () => undefined },
    },
    registry,
    settings,
    sources,
    committed: committed ?? desired,
  })
  const members = desiredStateFrom(adoption.files.length > 0 ? adoption.files : sources).get(
    address,
  )
  return { ...adoption, members: members?.members ?? {} }
}

const rule = (name: string, passPercentage: number): JsonObject => ({
  name,
  passPercentage,
  conditions: [{ type: 'country', operator: 'any', targetValue: [name] }],
})
const gate = (more: JsonObject): JsonObject => ({ id: 'search', name: 'search', ...more })

const rules = fc
  .subarray(['A', 'B', 'C'])
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.constantFrom(10, 20, 30).map((share) => rule(name, share)))),
  )
const members = fc.record({
  description: fc.constantFrom('One', 'Two', 'Three'),
  isEnabled: fc.boolean(),
  rules,
})

const ruleIn = ({ rules: list }: JsonObject, name: string): JsonObject | undefined => {
  const found = (isJsonArray(list) ? list : []).find((each) => member(each, 'name') === name)
  return found as JsonObject | undefined
}
const shareIn = (own: JsonObject, name: string) => ruleIn(own, name)?.['passPercentage']

/** The value that is wanted: that of the file where it was changed there, and otherwise that of Statsig. */
const wanted = <T>(base: T, file: T, live: T): T => (file === base ? live : file)

describe('without addresses', () => {
  randomizedTest(
    'what only Statsig has changed is adopted, and what the file has changed stays',
    () => {
      fc.assert(
        fc.property(members, members, members, (base, file, live) => {
          const { members: adopted } = adopt({
            base: gate(base),
            file: gate(file),
            live: gate(live),
          })
          for (const name of ['description', 'isEnabled'] as const)
            expect(adopted[name]).toBe(wanted<unknown>(base[name], file[name], live[name]))
          for (const name of ['A', 'B', 'C']) {
            const shares = [base, file, live].map((own) => shareIn(own, name))
            const [inBase, inFile, inLive] = shares
            expect([name, ...shares, shareIn(adopted, name)]).toEqual([
              name,
              ...shares,
              wanted(inBase, inFile, inLive),
            ])
          }
        }),
        { seed, numRuns: isLongRun ? 600 : 80 },
      )
    },
  )

  const first = { file: gate({ description: 'Mine' }), live: gate({ description: 'Theirs' }) }
  test('what was never applied is adopted only where a commit has the file', () => {
    expect(adopt(first).members['description']).toBe('Theirs')
    const kept = adopt({ ...first, committed: stateOf(gate({ description: 'Other' })) })
    expect(kept.members['description']).toBe('Mine')
    expect(kept.left).toEqual([{ address, labels: ['description'], code: 'not-committed' }])
    expect(kept.adopted).toEqual([])
  })

  const deleted = { base: gate({ description: 'One' }), file: gate({ description: 'Mine' }) }
  test('a resource that was deleted in Statsig and edited in the file is left', () => {
    const kept = adopt(deleted)
    expect(kept.left).toEqual([{ address, labels: [], code: 'deleted-and-changed' }])
    expect([kept.files, kept.refused]).toEqual([[], []])
  })

  test('a definition that was removed is named', () => {
    const { left } = planAdoption([makeAddress('gate', 'other')], new Set(), {
      hasSecret: () => false,
      desired: stateOf(deleted.file),
      live: createInMemoryStatsig(['gate']).live(),
      appliedState: {
        base: new Map(),
        onDrift: 'keep',
        overwrites: [],
        overwritesUnmanaged: () => false,
        prunePolicy: { mode: 'off', most: 1, percent: 1, findDeletionProof: () => undefined },
      },
      registry,
      settings,
      sources: [fileOf(deleted.file)],
    })
    expect(left.map(({ code }) => code)).toEqual(['removed-and-changed'])
  })
})

describe('with the address', () => {
  const sides = {
    base: gate({ description: 'One', isEnabled: true }),
    file: gate({ description: 'Mine', isEnabled: true }),
    live: gate({ description: 'Theirs', isEnabled: false }),
  }
  test('a conflict takes the value of Statsig', () => {
    const kept = adopt(sides)
    expect(kept.members).toMatchObject({ description: 'Mine', isEnabled: false })
    expect(kept.left).toEqual([{ address, labels: ['description'], code: 'conflict' }])
    const taken = adopt({ ...sides, named: new Set([address]) })
    expect(taken.members).toMatchObject({ description: 'Theirs', isEnabled: false })
    expect(taken.left).toEqual([])
  })
})

test('conflicts are named with the command, in the exit code, and taken by the address alone', async () => {
  const file = (id: string, text: string) => ({
    [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: true\ndescription: ${text}\n`,
  })
  await withFixture({ ...file('aaa', 'One'), ...file('bbb', 'One') }, async (place) => {
    const { emulator, repository, run, writes } = place
    await run('apply --yes')
    for (const id of ['aaa', 'bbb'])
      emulator.edit('gates', id, (it) => ({ ...it, description: 'Theirs' }))
    await repository.write(file('bbb', 'An hour of work'))
    writes()
    const all = await run('drift --adopt')
    expect(all.code).toBe(6)
    expect(all.out).toContain('`drift --adopt gate/bbb`')
    expect(await repository.run('diff')).toContain('An hour of work')
    const glob = await run('drift --adopt gate/*')
    expect([glob.code, glob.out]).toEqual([4, expect.stringContaining('left as in the file')])
    expect((await run('drift --adopt gate/bbb')).code).toBe(0)
    expect(await repository.run('diff')).not.toContain('An hour of work')
    expect(writes()).toEqual([])
  })
})
