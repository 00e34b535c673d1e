// Follows every path through decisions that a user can take.
import { assume, type Constraints, deny } from './constraints.ts'
import { type Decision, type Decisions, type NestedTest, passLeaf } from './decision.ts'

export interface Path {
  readonly constraints: Constraints
  /** Absent where no decision applies. */
  readonly decision?: Decision
}

/** How many more steps may be taken. Paths end early where none is left, and `isExceeded` says so. */
export interface StepLimit {
  readonly take: () => boolean
  readonly isExceeded: () => boolean
}

export const createStepLimit = (steps: number): StepLimit => {
  let left = steps
  return {
    take: () => {
      left -= 1
      return left >= 0
    },
    isExceeded: () => left < 0,
  }
}

export function* pathsThrough(
  decisions: Decisions,
  start: Constraints,
  limit: StepLimit,
): Generator<Path> {
  let constraints = start
  for (const [index, decision] of decisions.entries()) {
    if (!limit.take()) return
    const met = assume(constraints, decision.tests)
    if (met !== undefined)
      for (const [next, holds] of nestedPaths(decision.nested, met, limit))
        if (holds) yield { constraints: next, decision }
        else yield* pathsThrough(decisions.slice(index + 1), next, limit)
    const missed = deny(constraints, decision.tests)
    if (missed === undefined) return
    constraints = missed
  }
  yield { constraints }
}

/** Whether all nested tests hold, on each path through them. */
function* nestedPaths(
  [first, ...others]: readonly NestedTest[],
  constraints: Constraints,
  limit: StepLimit,
): Generator<readonly [Constraints, boolean]> {
  if (first === undefined) yield [constraints, true]
  else
    for (const path of pathsThrough(first.decisions, constraints, limit)) {
      const passes = path.decision?.leaves[passLeaf] !== undefined
      if (passes === first.holds) yield* nestedPaths(others, path.constraints, limit)
      else yield [path.constraints, false]
    }
}
