// Follows every path through decisions that a user can take.
import { assume, type Constraints, deny } from './constraints.ts'
import {
  type Decision,
  type Decisions,
  type Leaves,
  type NestedTest,
  passLeaf,
  testsText,
} from './decision.ts'

export interface Path {
  readonly constraints: Constraints
  readonly leaves: Leaves
  readonly label?: string
}

/** What is shared by all paths of one comparison. */
export interface Walk {
  /** How many more branches may be looked at. */
  readonly takeStep: () => boolean
  readonly isExceeded: () => boolean
  /** Whether a user on the present path meets tests, by their text. A path is left before the next one is followed. */
  readonly known: Map<string, boolean>
  readonly textOf: (decision: Decision) => string
}

export const createWalk = (steps: number): Walk => {
  let left = steps
  const texts = new Map<Decision, string>()
  return {
    takeStep: () => {
      left -= 1
      return left >= 0
    },
    isExceeded: () => left < 0,
    known: new Map(),
    textOf: (decision) => {
      const text = texts.get(decision) ?? testsText(decision.tests)
      texts.set(decision, text)
      return text
    },
  }
}

export function* pathsThrough(
  decisions: Decisions,
  start: Constraints,
  walk: Walk,
  from = 0,
): Generator<Path> {
  const { known, textOf } = walk
  const denied: string[] = []
  let constraints: Constraints | undefined = start
  for (let index = from; index < decisions.length; index += 1) {
    const decision = decisions[index]
    const text = decision && textOf(decision)
    if (decision === undefined || text === undefined || known.get(text) === false) continue
    const isMet = known.has(text)
    if (!isMet && !walk.takeStep()) constraints = undefined
    const met: Constraints | undefined = isMet
      ? constraints
      : constraints && assume(constraints, decision.tests)
    if (met !== undefined) {
      if (!isMet) known.set(text, true)
      for (const [next, holds] of nestedPaths(decision.nested, met, walk))
        if (holds) yield* pathsOfParts(decision, next, walk)
        else yield* pathsThrough(decisions, next, walk, index + 1)
      if (!isMet) known.delete(text)
    }
    constraints = isMet ? undefined : constraints && deny(constraints, decision.tests)
    if (constraints === undefined) break
    known.set(text, false)
    denied.push(text)
  }
  if (constraints !== undefined) yield { constraints, leaves: {} }
  for (const text of denied) known.delete(text)
}

function* pathsOfParts(
  { label, leaves, parts }: Decision,
  start: Constraints,
  { takeStep }: Walk,
): Generator<Path> {
  const named = label === undefined ? {} : { label }
  let constraints: Constraints | undefined = start
  for (const part of parts) {
    if (!takeStep()) return
    const met = assume(constraints, part.tests)
    if (met !== undefined) yield { constraints: met, leaves: part.leaves, ...named }
    constraints = deny(constraints, part.tests)
    if (constraints === undefined) return
  }
  yield { constraints, leaves, ...named }
}

/** Whether all nested tests hold, on each path through them. */
function* nestedPaths(
  [first, ...others]: readonly NestedTest[],
  constraints: Constraints,
  walk: Walk,
): Generator<readonly [Constraints, boolean]> {
  if (first === undefined) yield [constraints, true]
  else
    for (const path of pathsThrough(first.decisions, constraints, walk)) {
      const passes = path.leaves[passLeaf] !== undefined
      if (passes === first.holds) yield* nestedPaths(others, path.constraints, walk)
      else yield [path.constraints, false]
    }
}
