// What happens between a kill and the next apply: nothing, another commit, or an edit of a person in the console.
import type { Json, JsonObject } from '../../src/core/json.ts'
import { isJsonArray, isJsonObject } from '../../src/core/json.ts'
import type { State } from '../../src/emulator/index.ts'
import type { Boundary } from './boundaries.ts'
import type { Drill } from './drill.ts'
import {
  differencesOf,
  differingMembers,
  type NormalizedObject,
  normalizeState,
} from './normalized-state.ts'
import {
  applyAndPlan,
  applyWhole,
  type Verdict,
  verdictFor,
  verdictOf,
  type Whole,
  withKilled,
} from './verdict.ts'

/** What becomes of the kill at a boundary; `undefined` where the variation has nothing to do there. */
export type Variation = (
  boundary: Boundary,
  more?: readonly string[],
) => Promise<Verdict | undefined>

export const variationNames = ['same', 'further', 'reverted', 'written', 'unwritten'] as const
export type VariationName = (typeof variationNames)[number]

export const prepareVariation = async (
  name: VariationName,
  drill: Drill,
  whole: Whole,
): Promise<Variation> => {
  switch (name) {
    case 'same':
      return (boundary, more = []) =>
        withKilled(drill, boundary, more, async (life, text) =>
          verdictOf(text, await applyAndPlan(drill, life), whole.state),
        )
    case 'further':
      return afterCommit(drill, drill.plan.further)
    case 'reverted':
      return drill.plan.name === 'updates'
        ? afterCommit(drill, drill.plan.reverted)
        : leavesAsItIs(drill)
    case 'written':
    case 'unwritten':
      return keepsEdit(drill, whole, name)
  }
}

const afterCommit = async (drill: Drill, files: Drill['plan']['files']): Promise<Variation> => {
  const { state } = await applyWhole(drill, files)
  return (boundary, more = []) =>
    withKilled(drill, boundary, more, async (life, text) => {
      await life.commit(files)
      return verdictOf(text, await applyAndPlan(drill, life), state)
    })
}

/** What was created and is in no file any more stays, since nothing is pruned unless the settings say so. */
const leavesAsItIs =
  (drill: Drill): Variation =>
  (boundary, more = []) =>
    withKilled(drill, boundary, more, async (life, text) => {
      const wreck = life.emulator.snapshot()
      await life.commit(drill.plan.reverted)
      return verdictOf(text, await applyAndPlan(drill, life), wreck)
    })

interface Edit extends Pick<NormalizedObject, 'collection' | 'key'> {
  readonly name: string
  readonly member: string
  readonly value: Json
}

const keepsEdit =
  (drill: Drill, whole: Whole, which: 'written' | 'unwritten'): Variation =>
  (boundary, more = []) =>
    withKilled(drill, boundary, more, async (life, text) => {
      const edit = editOf(which, drill.state, life.emulator.snapshot(), whole.state)
      if (edit === undefined) return undefined
      const { collection, key, member, name, value } = edit
      life.emulator.edit(collection, key, (object) => ({ ...object, [member]: value }))
      const { applied, planned, state } = await applyAndPlan(drill, life)
      const found = life.emulator.object(collection, key)?.[member]
      const isKept = JSON.stringify(found) === JSON.stringify(value)
      const said = name.slice(collection.length + 1)
      return verdictFor(`${text}, then ${name} ${member} was edited`, applied, [
        ...(isKept ? [] : [`the edit was overwritten with ${JSON.stringify(found)}`]),
        ...(planned.out.includes(said) ? [] : [`the plan does not name ${said}`]),
        ...differencesOf(whole.state, state).filter((line) => line.endsWith('should not be')),
      ])
    })

/** An edit of a resource that the killed apply has begun and not finished. */
const editOf = (
  which: 'written' | 'unwritten',
  before: State,
  wreck: State,
  whole: State,
): Edit | undefined => {
  const [then, now, wanted] = [before, wreck, whole].map(normalizeState)
  for (const [name, { collection, key, members }] of now ?? []) {
    const [was, becomes] = [then?.get(name)?.members, wanted?.get(name)?.members]
    if (becomes === undefined) continue
    const missing = differingMembers(members, becomes)
    const isBegun = was === undefined || differingMembers(was, members).length > 0
    if (!isBegun || missing.length === 0) continue
    const edits = Object.keys(becomes).flatMap((member) => {
      const isWritten = !missing.includes(member) && members[member] !== was?.[member]
      const value = which === 'written' ? editedText(member) : anotherValue(member, becomes)
      const isWanted = which === 'written' ? isWritten : missing.includes(member)
      return isWanted && value !== undefined ? [{ collection, key, name, member, value }] : []
    })
    if (edits[0]) return edits[0]
  }
  return undefined
}

const editedText = (member: string): Json | undefined =>
  member === 'description' ? 'Edited in the console.' : undefined

/** Neither the value of the file nor the one that is there: of some members there is none. */
const anotherValue = (member: string, { [member]: wanted }: JsonObject): Json | undefined => {
  if (member === 'count' || member === 'status') return undefined
  if (typeof wanted === 'number') return wanted + 1
  if (typeof wanted === 'string') return member === 'description' ? `${wanted} Edited.` : undefined
  if (member !== 'parameters' || wanted === undefined || !isJsonArray(wanted)) return undefined
  const [first] = wanted
  return first !== undefined && isJsonObject(first)
    ? [{ ...first, name: 'of_a_person' }]
    : undefined
}
