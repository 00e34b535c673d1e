// Records an apply in git as the base of the next plan. What was not applied keeps its previous base.

import type { Address, DesiredState, KeptDifference, Plan, Report } from '../model/index.ts'
import { hasWritten } from '../model/outcome.ts'
import { type AppliedRecord, GitError } from '../model/repository.ts'
import { isSameDefinition } from '../plan/base-definition.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import type { GitState } from './history.ts'

/** The next record; `undefined` where it would equal the current one. */
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
    // An apply that wrote moves the record in any case: a plan that was saved before it is out of date then.
    const isUnchanged =
      recorded?.commit === commit.id &&
      recorded.parts.length === 0 &&
      !report.outcomes.some(hasWritten)
    return isUnchanged ? undefined : { version: 1, commit: commit.id, ...projectMember, parts: [] }
  }
  const applied = [...desired.values()].filter((definition) => {
    const base = appliedDefinitions.desired.get(definition.address)
    return (
      !unapplied.has(definition.address) &&
      (base === undefined || !isSameDefinition(definition, base))
    )
  })
  // A removed definition is applied, too: if it comes back, it is new.
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

/** Resources that differ from the files after the apply, except kept drift. */
const unappliedAddresses = (
  plan: Plan,
  { nonConverged, outcomes, verificationError }: Report,
): ReadonlySet<Address> => {
  const done = new Set(
    outcomes.flatMap(({ operation, status }) =>
      // Without verification, what is in Statsig may differ from what was sent.
      status === 'done' && verificationError === undefined ? [operation.id] : [],
    ),
  )
  return new Set([
    ...plan.operations.filter(({ id }) => !done.has(id)).map(({ address }) => address),
    ...nonConverged.map(({ address }) => address),
    ...plan.kept.filter(isStillDue).map(({ address }) => address),
  ])
}

/** Not yet managed, or a change of the file that was not applied because Statsig is ahead or the resource is archived. */
const isStillDue = ({ cause, isDefinitionUnchanged }: KeptDifference): boolean =>
  cause === 'not-yet-managed' ||
  ((cause === 'ahead' || cause === 'archived') && isDefinitionUnchanged !== true)

export interface RecordResult {
  /** Sentences for a person. */
  readonly messages: readonly string[]
  /** Whether recording or pushing failed. */
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
        'Not recorded as applied: the files are not committed. Commit them and apply again.',
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
    ? { messages: [`The record of the apply was pushed to \`${remote}\`.`], failed: false }
    : {
        messages: [
          `The record of the apply is in this clone and was not pushed to \`${remote}\`: ${refused.replace(/\.+$/, '')}. If the remote has another record, fetch it with \`git fetch ${remote} '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`, check a new plan, and apply again with \`--record-base\`.`,
        ],
        failed: true,
      }
}
