// Which record a root or target without one goes on with, and what two of them may not define both: as tables.
import { describe, expect } from 'vitest'
import {
  areSameDefinitions,
  chooseFormerRecord,
  type FormerRecord,
} from '../../src/history/former-records.ts'
import { sharedDefinitionFaults } from '../../src/history/shared-definitions.ts'
import { definitionFile, desiredStateFrom } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const gatesNamed = (...ids: readonly string[]) =>
  desiredStateFrom(ids.map((id) => definitionFile('gates', { id, name: id })))

const record = (root: string, project?: string): FormerRecord => ({
  name: { root, target: 'default' },
  applied: {
    version: 1,
    id: root,
    at: '',
    commit: root,
    parts: [],
    ...(project !== undefined && { project }),
  },
})

describe('a former record', () => {
  test.each([
    { found: [], copied: [], key: 'p', goesOn: undefined },
    { found: [record('shop', 'p')], copied: [], key: 'p', goesOn: 'shop' },
    { found: [record('shop')], copied: [], key: 'p', goesOn: 'shop' },
    { found: [record('shop', 'p')], copied: [], key: undefined, goesOn: 'shop' },
    { found: [record('shop', 'q')], copied: [], key: 'p', goesOn: undefined },
    { found: [record('shop', 'q'), record('blog', 'p')], copied: [], key: 'p', goesOn: 'blog' },
    { found: [record('shop', 'p'), record('blog', 'p')], copied: [], key: 'p', goesOn: undefined },
    {
      found: [record('shop', 'p'), record('blog', 'q')],
      copied: [],
      key: undefined,
      goesOn: undefined,
    },
    { found: [record('shop', 'p')], copied: ['blog'], key: 'p', goesOn: undefined },
  ])('of $found.length, $copied.length copied, with the key of $key: $goesOn', (row) => {
    const copied = row.copied.map((root) => ({ root, target: 'default' }))
    const chosen = chooseFormerRecord({ fitting: row.found, copied }, row.key)
    expect(chosen?.name.root).toBe(row.goesOn)
  })
  test.each([
    { recorded: ['a', 'b'], current: ['a', 'b', 'c'], same: true },
    { recorded: ['a', 'b'], current: ['a', 'c', 'd'], same: true },
    { recorded: ['a', 'b', 'c'], current: ['a', 'd'], same: false },
    { recorded: ['a'], current: ['b'], same: false },
    { recorded: [], current: ['a'], same: false },
    { recorded: ['a'], current: [], same: false },
  ])('of $recorded is that of $current: $same', ({ current, recorded, same }) => {
    expect(areSameDefinitions(gatesNamed(...recorded), gatesNamed(...current))).toBe(same)
  })
})

describe('a definition of two', () => {
  const faultsFor = (own: string, root: string, target: string) =>
    sharedDefinitionFaults(
      gatesNamed('a', 'b'),
      { root: own, target: 'default' },
      { name: { root, target }, desired: gatesNamed('b', 'c') },
    ).map(({ at, code, message }) => `${at?.file}:${at?.line} ${code} ${message}`)
  test.each([
    ['', 'shop', 'default', 'shop/statsig/gates/b.yaml:1, by the folder `shop`'],
    ['shop', '', 'default', 'statsig/gates/b.yaml:1, by the root of the repository'],
    ['shop', 'blog', 'eu', 'blog/statsig/gates/b.yaml:1, by the folder `blog` (target `eu`)'],
    ['shop', 'shop', 'eu', 'shop/statsig/gates/b.yaml:1, by the target `eu`'],
  ])(
    'from %j and %j is a fault at its place that names the other one',
    (own, root, target, place) => {
      expect(faultsFor(own, root, target)).toEqual([
        `statsig/gates/b.yaml:1 duplicate-address \`gate/b\` is also defined in ${place}, which is applied to the same project.`,
      ])
    },
  )
})
