// What is assumed of a user on one path through decisions: values of variables, and tests that are not all met.
import { negate, type Test } from './decision.ts'

export interface Constraints {
  readonly domains: ReadonlyMap<string, Domain>
  /** Of each of these, the user fails at least one test. */
  readonly clauses: readonly (readonly Test[])[]
}

interface Domain {
  /** Absent while the value may be any, also one that is named nowhere. */
  readonly isIn?: ReadonlySet<string>
  readonly isNotIn: ReadonlySet<string>
  readonly from: number
  readonly to: number
}

export const noConstraints: Constraints = { domains: new Map(), clauses: [] }
const anyValue: Domain = { isNotIn: new Set(), from: 0, to: 100 }

/** The user meets all of the tests. Absent where no user can. */
export const assume = (
  { clauses, domains }: Constraints,
  tests: readonly Test[],
): Constraints | undefined => {
  if (tests.length === 0) return { clauses, domains }
  const narrowed = new Map(domains)
  for (const test of tests) {
    const domain = narrow(narrowed.get(test.of) ?? anyValue, test)
    if (domain === undefined) return undefined
    narrowed.set(test.of, domain)
  }
  return propagate({ clauses, domains: narrowed })
}

/** The user fails at least one of the tests. Absent where no user can. */
export const deny = (
  { clauses, domains }: Constraints,
  tests: readonly Test[],
): Constraints | undefined => {
  const states = tests.map((test) => stateOf(domains, test))
  if (states.includes('fails')) return { clauses, domains }
  const unknown = tests.filter((_, index) => states[index] === 'unknown')
  const [first, ...others] = unknown
  if (first === undefined) return undefined
  return others.length === 0
    ? assume({ clauses, domains }, [negate(first)])
    : { domains, clauses: [...clauses, unknown] }
}

const narrow = (domain: Domain, test: Test): Domain | undefined => {
  const { from, isIn, isNotIn, to } = domain
  if (test.test === 'below') {
    const next = test.holds
      ? { ...domain, to: Math.min(to, test.limit) }
      : { ...domain, from: Math.max(from, test.limit) }
    return next.from < next.to ? next : undefined
  }
  const nextIn = test.holds
    ? new Set([...test.isIn].filter((value) => (isIn?.has(value) ?? true) && !isNotIn.has(value)))
    : isIn && new Set([...isIn].filter((value) => !test.isIn.has(value)))
  if (nextIn?.size === 0) return undefined
  return nextIn
    ? { ...domain, isIn: nextIn }
    : { ...domain, isNotIn: new Set([...isNotIn, ...test.isIn]) }
}

/** Applies each clause of which all tests but one are met, until there is none. */
const propagate = ({ clauses, domains }: Constraints): Constraints | undefined => {
  const open: (readonly Test[])[] = []
  for (const clause of clauses) {
    const states = clause.map((test) => stateOf(domains, test))
    if (states.includes('fails')) continue
    const unknown = clause.filter((_, index) => states[index] === 'unknown')
    const [last, ...others] = unknown
    if (last === undefined) return undefined
    if (others.length > 0) open.push(unknown)
    else {
      const rest = clauses.filter((each) => each !== clause)
      return assume({ clauses: rest, domains }, [negate(last)])
    }
  }
  return { clauses: open, domains }
}

const stateOf = (domains: Constraints['domains'], test: Test): 'meets' | 'fails' | 'unknown' => {
  const domain = domains.get(test.of)
  if (domain === undefined) return 'unknown'
  if (narrow(domain, test) === undefined) return 'fails'
  return narrow(domain, negate(test)) === undefined ? 'meets' : 'unknown'
}

/** Whether there can be such a user. Where no step is left to find out, there can. */
export const isPossible = (constraints: Constraints, takeStep: () => boolean): boolean => {
  const [clause] = constraints.clauses
  if (clause === undefined || !takeStep()) return true
  return clause.some((test) => {
    const next = assume(constraints, [negate(test)])
    return next !== undefined && isPossible(next, takeStep)
  })
}
