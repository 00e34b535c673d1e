// After an apply: what is now the base of the next plan, written to git. What is not settled keeps the base it had.

import type { Address, DesiredState, KeptDifference, Plan, Report } from '../model.ts'
import { isSameDefinition } from '../plan/base-definition.ts'
import { type AppliedRecord, GitError } from '../repository.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import type { GitState } from './history.ts'

/** What the record will say; nothing where it would say what it says already. */
const nextRecord = (
  {
    appliedDefinitions,
    commit,
    recorded,
  }: Pick<GitState, 'recorded' | 'appliedDefinitions' | 'commit'>,
  desired: DesiredState,
  plan: Plan,
  report: Report,
  project: string | undefined,
): AppliedRecord | undefined => {
  if (commit === undefined) return undefined
  const unapplied = unappliedAddresses(plan, report)
  const projectId = project ?? recorded?.project
  const projectMember = projectId === undefined ? {} : { project: projectId }
  if (unapplied.size === 0) {
    const isUnchanged = recorded?.commit === commit.id && recorded.parts.length === 0
    return isUnchanged ? undefined : { version: 1, commit: commit.id, ...projectMember, parts: [] }
  }
  const applied = [...desired.values()].filter((definition) => {
    const base = appliedDefinitions.desired.get(definition.address)
    return (
      !unapplied.has(definition.address) &&
      (base === undefined || !isSameDefinition(definition, base))
    )
  })
  // What is gone is settled as well: should its definition come back, it is new.
  const removed = [...appliedDefinitions.desired.keys()].filter(
    (each) => !desired.has(each) && !unapplied.has(each),
  )
  const addresses = [...applied.map(({ address }) => address), ...removed].sort()
  if (addresses.length === 0) return undefined
  const operations = report.outcomes.flatMap(({ operation, status }) =>
    status === 'done' && !unapplied.has(operation.address) ? [operation.id] : [],
  )
  const applying = new Set<string>(addresses)
  const earlierParts = (recorded?.parts ?? [])
    .map((part) => ({ ...part, addresses: part.addresses.filter((each) => !applying.has(each)) }))
    .filter((part) => part.addresses.length > 0)
  return {
    version: 1,
    ...(recorded?.commit !== undefined && { commit: recorded.commit }),
    ...projectMember,
    parts: [...earlierParts, { commit: commit.id, addresses, operations }],
  }
}

/** Whatever was not brought to what the files say, and was not meant to stay as it is. */
const unappliedAddresses = (
  plan: Plan,
  { nonConverged, outcomes, verificationError }: Report,
): ReadonlySet<Address> => {
  const done = new Set(
    outcomes.flatMap(({ operation, status }) =>
      // What nobody could look at again may be otherwise than it was written.
      status === 'done' && verificationError === undefined ? [operation.id] : [],
    ),
  )
  return new Set([
    ...plan.operations.filter(({ id }) => !done.has(id)).map(({ address }) => address),
    ...nonConverged.map(({ address }) => address),
    ...plan.kept.filter(isStillDue).map(({ address }) => address),
  ])
}

/** What was never applied, and what a change of the file has not reached because live state is ahead or put away. */
const isStillDue = ({ cause, isDefinitionUnchanged }: KeptDifference): boolean =>
  cause === 'not-yet-managed' ||
  ((cause === 'ahead' || cause === 'archived') && isDefinitionUnchanged !== true)

export interface RecordResult {
  /** What a person should know of it, as sentences. */
  readonly messages: readonly string[]
  /** It should have been recorded, or pushed, and was not. */
  readonly failed: boolean
}

export const writeRecord = async (
  gitState: GitState,
  desired: DesiredState,
  plan: Plan,
  report: Report,
  projectInfo: ProjectInfo,
  remote: string | undefined,
): Promise<RecordResult> => {
  if (gitState.commit === undefined)
    return {
      messages: [
        'Not recorded as applied: the files are not those of a commit. Commit them, and apply again.',
      ],
      failed: remote !== undefined,
    }
  const project = await readProjectId(projectInfo)
  const next = nextRecord(gitState, desired, plan, report, project)
  try {
    if (next !== undefined)
      await gitState.repository.recordApplied(gitState.target, next, gitState.recorded)
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    return { messages: [`Not recorded as applied: ${error.message}`], failed: true }
  }
  if (remote === undefined) return { messages: [], failed: false }
  if (next === undefined && gitState.recorded === undefined) return { messages: [], failed: false }
  const { refused } = await gitState.repository.push(gitState.target, remote)
  return refused === undefined
    ? { messages: [`What was applied is recorded at \`${remote}\`.`], failed: false }
    : {
        messages: [
          `The record of what was applied is here, and not at \`${remote}\`: ${refused.replace(/\.+$/, '')}. If somebody else has recorded there, fetch that with \`git fetch ${remote} '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`, look at a new plan, and apply again with \`--record-base\`.`,
        ],
        failed: true,
      }
}
