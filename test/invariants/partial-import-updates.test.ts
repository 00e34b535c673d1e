// What an import has left out outlives updates of the rest, whatever a full update resets.
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, describe, expect } from 'vitest'
import { parse, stringify } from 'yaml'
import { isJsonArray, type Json, type JsonObject } from '../../src/core/json.ts'
import { collectionSpecs } from '../../src/emulator/core/collections.ts'
import type { Behavior, State } from '../../src/emulator/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { importProject } from '../support/import-project.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import { companyOf, everyKind, filesOf, identityIn } from '../support/samples/company.ts'
import { briefly, collectionOf } from '../support/samples/company-run.ts'

/** Fields that a definition may leave out and that a person can break: a key in them is not allowed in files. */
const breakable = ({ fields, ...kind }: Kind): readonly string[] =>
  Object.keys(fields).filter(
    (name) =>
      !fields[name]?.required &&
      !fields[name]?.subResource &&
      name !== 'id' &&
      name !== 'description' &&
      !identityIn({ fields, ...kind }).includes(name),
  )

const breakValue = (value: Json | undefined): Json =>
  isJsonArray(value) ? [...value, { constructor: 'x' }] : { constructor: 'x' }

/** Whatever refers to one of these is not written where theirs is refused. */
const referredTo = ['tag', 'team', 'target_app', 'unit_id_type']

const breakState = (state: State): State =>
  everyKind
    .filter(({ kind }) => !referredTo.includes(kind))
    .reduce<State>((broken, kind) => {
      const collection = collectionOf({ kind })
      const names = breakable(kind)
      const objects = state[collection].map((object, index): JsonObject => {
        const own = names.filter((name) => object[name] !== undefined && object[name] !== null)
        const name = own[(index * 7) % own.length]
        return name === undefined ? object : { ...object, [name]: breakValue(object[name]) }
      })
      return { ...broken, [collection]: objects }
    }, state)

const describedAnew = ({ path, text }: SourceFile): SourceFile => {
  const members: JsonObject = parse(text)
  return Object.hasOwn(members, 'description')
    ? { path, text: stringify({ ...members, description: 'said anew' }) }
    : { path, text }
}

/** The broken members that are not what they were. */
const lostMembers = (before: State, after: State): readonly string[] =>
  everyKind.flatMap((kind) => {
    const collection = collectionOf({ kind })
    const { key } = collectionSpecs[collection]
    return before[collection].flatMap((object) => {
      const now = after[collection].find((each) => each[key] === object[key])
      return breakable(kind)
        .filter((name) => JSON.stringify(object[name] ?? null).includes('"constructor"'))
        .filter((name) => !isDeepStrictEqual(now?.[name], object[name]))
        .map((name) => `${kind.kind}/${String(object[key])} ${name}`)
    })
  })

describe.each(['cloud', 'warehouse'] as const)('a %s project', (project) => {
  let state: State
  beforeAll(async () => {
    const samples = companyOf({ project, count: 4, salt: 88, fullness: 'all' })
    await withProject({ project, unjudged: true }, async (statsig) => {
      expect(troubles((await statsig.apply(filesOf(samples))).report)).toEqual([])
      state = breakState(statsig.emulator.snapshot())
    })
  })

  const behaviors: readonly (Behavior | undefined)[] = [undefined, 'post-resets', 'worst-case']
  test.each(behaviors.map((behavior) => ({ behavior, name: behavior ?? 'the usual' })))(
    'keeps what was left out under $name behavior',
    async ({ behavior }) => {
      const options = { project, unjudged: true, state, ...(behavior && { behaviors: [behavior] }) }
      await withProject(options, async (statsig) => {
        const { files, proof } = await importProject(statsig.emulator, statsig.clock)
        const parts = proof.stable.filter(({ leftOut }) => leftOut.length > 0)
        expect(parts.length).toBeGreaterThan(40)
        expect(briefly((await statsig.plan(files)).run.plan)).toEqual([])
        const changed = files.map((each) =>
          parts.some(({ file }) => file === each) ? describedAnew(each) : each,
        )
        const { run } = await statsig.plan(changed)
        const before = statsig.emulator.snapshot()
        const { outcomes } = await statsig.applyPlan(run)
        expect(lostMembers(before, statsig.emulator.snapshot())).toEqual([])
        expect(outcomes.filter(({ status }) => status === 'done').length).toBeGreaterThan(10)
      })
    },
  )
})
