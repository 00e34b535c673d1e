// After an apply: what is now the base of the next plan, written to git. What is not settled keeps the base it had.

import type { AppliedRecord } from '../io/git/index.ts'
import { GitTrouble } from '../io/git/index.ts'
import type { Address, Desired, Held, Plan, Report } from '../model.ts'
import { isSame } from '../plan/lifecycle-changes.ts'
import { projectOf } from '../prepare/preflight.ts'
import type { Whereabouts } from '../resources/api.ts'
import type { Past } from './load-history.ts'

/** What the record will say; nothing where it would say what it says already. */
const recordAfter = (
  { bases, commit, recorded }: Pick<Past, 'recorded' | 'bases' | 'commit'>,
  desired: Desired,
  plan: Plan,
  report: Report,
  project: string | undefined,
): AppliedRecord | undefined => {
  if (commit === undefined) return undefined
  const open = unsettled(plan, report)
  const whose = project ?? recorded?.project
  const of = whose === undefined ? {} : { project: whose }
  if (open.size === 0) {
    const isSo = recorded?.commit === commit.id && recorded.parts.length === 0
    return isSo ? undefined : { version: 1, commit: commit.id, ...of, parts: [] }
  }
  const settled = [...desired.values()].filter((definition) => {
    const base = bases.desired.get(definition.address)
    return !open.has(definition.address) && (base === undefined || !isSame(definition, base))
  })
  // What is gone is settled as well: should its definition come back, it is new.
  const gone = [...bases.desired.keys()].filter((each) => !desired.has(each) && !open.has(each))
  const addresses = [...settled.map(({ address }) => address), ...gone].sort()
  if (addresses.length === 0) return undefined
  const operations = report.outcomes.flatMap(({ operation, status }) =>
    status === 'done' && !open.has(operation.address) ? [operation.id] : [],
  )
  const now = new Set<string>(addresses)
  const before = (recorded?.parts ?? [])
    .map((part) => ({ ...part, addresses: part.addresses.filter((each) => !now.has(each)) }))
    .filter((part) => part.addresses.length > 0)
  return {
    version: 1,
    ...(recorded?.commit !== undefined && { commit: recorded.commit }),
    ...of,
    parts: [...before, { commit: commit.id, addresses, operations }],
  }
}

/** Whatever was not brought to what the files say, and was not meant to stay as it is. */
const unsettled = (plan: Plan, { leaks, outcomes, unverified }: Report): ReadonlySet<Address> => {
  const done = new Set(
    outcomes.flatMap(({ operation, status }) =>
      // What nobody could look at again may be otherwise than it was written.
      status === 'done' && unverified === undefined ? [operation.id] : [],
    ),
  )
  return new Set([
    ...plan.operations.filter(({ id }) => !done.has(id)).map(({ address }) => address),
    ...leaks.map(({ address }) => address),
    ...plan.held.filter(isLeftOver).map(({ address }) => address),
  ])
}

/** What was never applied, and what a change of the file has not reached because live state is ahead or put away. */
const isLeftOver = ({ because, isElsewhere }: Held): boolean =>
  because === 'first-contact' ||
  ((because === 'ahead' || because === 'archived') && isElsewhere !== true)

export interface Recorded {
  /** What a person should know of it, as sentences. */
  readonly said: readonly string[]
  /** It should have been recorded, or pushed, and was not. */
  readonly failed: boolean
}

export const record = async (
  past: Past,
  desired: Desired,
  plan: Plan,
  report: Report,
  whereabouts: Whereabouts,
  remote: string | undefined,
): Promise<Recorded> => {
  if (past.commit === undefined)
    return {
      said: [
        'Not recorded as applied: the files are not those of a commit. Commit them, and apply again.',
      ],
      failed: remote !== undefined,
    }
  const project = await projectOf(whereabouts)
  const next = recordAfter(past, desired, plan, report, project)
  try {
    if (next !== undefined) await past.repository.record(past.target, next, past.recorded)
  } catch (error) {
    if (!(error instanceof GitTrouble)) throw error
    return { said: [`Not recorded as applied: ${error.message}`], failed: true }
  }
  if (remote === undefined) return { said: [], failed: false }
  if (next === undefined && past.recorded === undefined) return { said: [], failed: false }
  const { refused } = await past.repository.push(past.target, remote)
  return refused === undefined
    ? { said: [`What was applied is recorded at \`${remote}\`.`], failed: false }
    : {
        said: [
          `The record of what was applied is here, and not at \`${remote}\`: ${refused.replace(/\.+$/, '')}. If somebody else has recorded there, fetch that with \`git fetch ${remote} '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`, look at a new plan, and apply again with \`--record-base\`.`,
        ],
        failed: true,
      }
}
