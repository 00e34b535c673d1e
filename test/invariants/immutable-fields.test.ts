// What has begun is not disturbed: the fields that freeze are refused, and the others may still change.
import { expect, test } from 'vitest'
import { randomizedTitle } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import { changesOf } from '../support/samples/change.ts'
import { companyOf, contextOf, everyKind, filesOf } from '../support/samples/company.ts'
import {
  collectionOf,
  isUnread,
  isValid,
  keyOf,
  objectOf,
  operationsOf,
} from '../support/samples/company-run.ts'

const moving = everyKind.flatMap((kind) =>
  kind.statusMachine ? [{ kind, moves: kind.statusMachine, name: kind.kind }] : [],
)

test.each(moving)(
  randomizedTitle('of a $name that has left its draft'),
  async ({ kind, moves }) => {
    const project = 'cloud'
    await withProject({ project, unjudged: true }, async (statsig) => {
      const samples = companyOf({ project, count: 36, salt: 500, fullness: 'all', only: [kind] })
      expect(troubles((await statsig.apply(filesOf(samples))).report)).toEqual([])
      const begun =
        moves.transitions.find(({ from }) => from.includes(moves.initialStatus))?.to ?? ''
      const state = statsig.emulator.snapshot()
      for (const sample of samples)
        statsig.emulator.edit(collectionOf(sample), keyOf(sample, state) ?? '', (object) => ({
          ...object,
          [moves.field]: begun,
        }))
      const seen = new Set<string>()
      const changed = samples.flatMap((sample) => {
        const possible = changesOf(kind, sample.members, contextOf([]))
        const freezing = possible.filter(({ way }) =>
          way.some(({ immutable }) => immutable !== undefined),
        )
        const next = [...freezing, ...possible].find(
          ({ members, what }) => !seen.has(what) && isValid({ ...sample, members }),
        )
        if (next === undefined) return []
        seen.add(next.what)
        return [{ ...sample, members: next.members, change: next, unchanged: sample.members }]
      })
      const isFrozen = ({ change }: (typeof changed)[number]): boolean =>
        change.way.some(({ immutable, shape, sentIn }, index) => {
          if (sentIn === 'create') return true
          if (immutable === undefined) return false
          if (shape !== 'set' && shape !== 'list')
            return !(change.how === 'raised' && immutable.allows === 'increase')
          return index === change.way.length - 1
        })
      const { operations } = (await statsig.plan(filesOf(changed))).run.plan
      const wrong = changed.flatMap((sample) => {
        const own = operationsOf(operations, sample)
        const isRefused = own.some(({ refusal }) => refusal !== undefined)
        return isUnread(sample) || (own.length === 1 && isRefused === isFrozen(sample))
          ? []
          : [{ what: sample.change.what, isRefused }]
      })
      expect(wrong).toEqual([])
      const frozen = changed.filter((sample) => !isUnread(sample) && isFrozen(sample))
      expect(frozen.length).toBeGreaterThan(3)

      // Statsig takes what the plan lets through.
      const free = changed.filter((sample) => !isFrozen(sample))
      expect(free.length).toBeGreaterThan(10)
      expect(troubles((await statsig.apply(filesOf(free))).report)).toEqual([])
      expect((await statsig.plan(filesOf(free))).run.plan.operations).toEqual([])
      const after = statsig.emulator.snapshot()
      expect(new Set(samples.map((sample) => objectOf(sample, after)?.[moves.field]))).toEqual(
        new Set([begun]),
      )
    })
  },
)
