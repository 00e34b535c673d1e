// Compares what a merge gives each user with what the file alone and what live state alone would give.
import type { Mixture } from '../../reasons/mixture.ts'
import { isPossible, noConstraints } from './constraints.ts'
import {
  type Decision,
  type Decisions,
  decisionsText,
  type Leaves,
  leavesText,
  nestedText,
  resultOfLeaf,
  testsText,
} from './decision.ts'
import { createWalk, type Path, pathsThrough } from './walk.ts'

/** The decisions about one result of a resource, on the three sides. */
export interface ThreeDecisions {
  readonly file: Decisions
  readonly live: Decisions
  readonly merged: Decisions
}

/** A resource with two hundred rules takes a few thousand steps. More than this takes a second. */
const maxSteps = 20_000

export const findMixture = (sides: ThreeDecisions, steps = maxSteps): Mixture | undefined => {
  const { file, live, merged } = sides
  const text = decisionsText(merged)
  if (text === decisionsText(file) || text === decisionsText(live)) return undefined
  const walk = createWalk(steps)
  for (const byMerge of pathsThrough(merged, noConstraints, walk))
    for (const byFile of pathsThrough(file, byMerge.constraints, walk)) {
      if (leavesText(byFile.leaves) === leavesText(byMerge.leaves)) continue
      for (const byLive of pathsThrough(live, byFile.constraints, walk)) {
        const leaf = mixedLeaf(byFile.leaves, byLive.leaves, byMerge.leaves)
        if (leaf !== undefined && isPossible(byLive.constraints, walk.takeStep))
          return describeMixture(leaf, byMerge)
      }
    }
  return walk.isExceeded() && !areAligned(sides) ? { type: 'not-compared' } : undefined
}

const mixedLeaf = (file: Leaves, live: Leaves, merged: Leaves): string | undefined =>
  Object.keys({ ...file, ...live, ...merged }).find(
    (leaf) => merged[leaf] !== file[leaf] && merged[leaf] !== live[leaf],
  )

const describeMixture = (leaf: string, { label, leaves }: Path): Mixture => {
  const result = resultOfLeaf(leaf)
  const isGiven = leaves[leaf] !== undefined
  return {
    type:
      result.type === 'pass' || result.type === 'exclusion'
        ? isGiven
          ? 'gains'
          : 'loses'
        : 'changes',
    result,
    ...(label !== undefined && { label }),
  }
}

/** Whether the sides make the same tests in the same order, so that it is enough to compare decision by decision. */
const areAligned = ({ file, live, merged }: ThreeDecisions): boolean =>
  file.length === merged.length &&
  live.length === merged.length &&
  merged.every((decision, index) => isBetween(decision, file[index], live[index]))

const isBetween = (
  merged: Decision,
  file: Decision | undefined,
  live: Decision | undefined,
): boolean => {
  if (file === undefined || live === undefined) return false
  const text = testsOfDecision(merged)
  return (
    testsOfDecision(file) === text &&
    testsOfDecision(live) === text &&
    mixedLeaf(file.leaves, live.leaves, merged.leaves) === undefined &&
    merged.parts.every(
      ({ leaves }, part) =>
        mixedLeaf(file.parts[part]?.leaves ?? {}, live.parts[part]?.leaves ?? {}, leaves) ===
        undefined,
    )
  )
}

const testsOfDecision = ({ nested, parts, tests }: Decision): string =>
  JSON.stringify([testsText(tests), nestedText(nested), parts.map((part) => testsText(part.tests))])
