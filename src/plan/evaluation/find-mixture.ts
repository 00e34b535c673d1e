// Compares what a merge gives each user with what the file alone and what live state alone would give.
import type { Mixture } from '../../reasons/mixture.ts'
import { isPossible, noConstraints } from './constraints.ts'
import { type Decisions, decisionsText, type Leaves, resultOfLeaf, testsText } from './decision.ts'
import { createStepLimit, type Path, pathsThrough } from './walk.ts'

/** The decisions about one result of a resource, on the three sides. */
export interface ThreeDecisions {
  readonly file: Decisions
  readonly live: Decisions
  readonly merged: Decisions
}

/** More than this takes seconds. A resource with a hundred rules takes a few thousand steps. */
const maxSteps = 60_000

export const findMixture = (sides: ThreeDecisions, steps = maxSteps): Mixture | undefined => {
  const { file, live, merged } = sides
  const text = decisionsText(merged)
  if (text === decisionsText(file) || text === decisionsText(live)) return undefined
  const limit = createStepLimit(steps)
  for (const byFile of pathsThrough(file, noConstraints, limit))
    for (const byLive of pathsThrough(live, byFile.constraints, limit))
      for (const byMerge of pathsThrough(merged, byLive.constraints, limit)) {
        const leaf = mixedLeaf(leavesOf(byFile), leavesOf(byLive), leavesOf(byMerge))
        if (leaf !== undefined && isPossible(byMerge.constraints, limit.take))
          return describeMixture(leaf, byMerge)
      }
  return limit.isExceeded() && !isAligned(sides) ? { effect: 'not-compared' } : undefined
}

const leavesOf = ({ decision }: Path): Leaves => decision?.leaves ?? {}

const mixedLeaf = (file: Leaves, live: Leaves, merged: Leaves): string | undefined =>
  Object.keys({ ...file, ...live, ...merged }).find(
    (leaf) => merged[leaf] !== file[leaf] && merged[leaf] !== live[leaf],
  )

const describeMixture = (leaf: string, { decision }: Path): Mixture => {
  const result = resultOfLeaf(leaf)
  const isGiven = decision?.leaves[leaf] !== undefined
  return {
    effect:
      result.of === 'pass' || result.of === 'exclusion' ? (isGiven ? 'gains' : 'loses') : 'changes',
    result,
    ...(decision?.label !== undefined && { label: decision.label }),
  }
}

/** Whether the three sides make the same tests in the same order, so that it is enough to compare decision by decision. */
const isAligned = ({ file, live, merged }: ThreeDecisions): boolean =>
  file.length === merged.length &&
  live.length === merged.length &&
  merged.every((decision, index) => {
    const [mine, theirs] = [file[index], live[index]]
    return (
      mine !== undefined &&
      theirs !== undefined &&
      testsText(mine) === testsText(decision) &&
      testsText(theirs) === testsText(decision) &&
      mixedLeaf(mine.leaves, theirs.leaves, decision.leaves) === undefined
    )
  })
