// Records an apply in git as the base of the next plan.

import type { DesiredState, Plan, Report } from '../model/index.ts'
import { hasWritten } from '../model/outcome.ts'
import { type AppliedRecordCommit, GitError } from '../model/repository.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import { endLocally } from './begin-locally.ts'
import { withApprovals } from './begun-apply.ts'
import type { GitState } from './history.ts'
import { nextRecord, unappliedAddresses } from './next-record.ts'

export const unsealedText =
  'The last record was sealed and this one is not: the GitHub Action will not apply anything after it. Set `STATSIG_GITOPS_SEAL` to the seal secret of the Action, and run `statsig-gitops apply --record-base` again.'

export interface RecordResult {
  /** Sentences for a person. */
  readonly messages: readonly string[]
  /** Whether recording or pushing failed. */
  readonly failed: boolean
  /** The record that was written. */
  readonly written?: AppliedRecordCommit
}

/**
 * The project of the next record. Asked before the first write: the key may be refused by the end, and what was written is
 * recorded anyway. `undefined` where nothing is recorded, or Statsig does not return the project.
 */
export const readRecordProject = async (
  gitState: GitState | undefined,
  projectInfo: ProjectInfo,
): Promise<string | undefined> =>
  gitState?.commit === undefined ? undefined : readProjectId(projectInfo)

/** Why an apply is not recorded, and which of its resources the next plan finds in Statsig without a record of them. */
export const unrecordedApply = (reason: string, { outcomes }: Report): RecordResult => {
  const addresses = [
    ...new Set(outcomes.filter(hasWritten).map(({ operation }) => `\`${operation.address}\``)),
  ]
  const more = addresses.length - maxNamedAddresses
  const named = [...addresses.slice(0, maxNamedAddresses), ...(more > 0 ? [`${more} more`] : [])]
  return {
    messages: [
      `Not recorded as applied: ${reason}`,
      ...(named.length > 0
        ? [
            `Written and not recorded: ${named.join(', ')}. Repair the cause and apply the same commit again, which records them.`,
          ]
        : []),
    ],
    failed: true,
  }
}

const maxNamedAddresses = 20

/** The reason after the second signal. */
export const interruptedRecord = 'the run was interrupted while it was recorded.'

/** As a code and a path: the sentence about it stands in the plan. */
const whyNotRecorded = ({ unrecordable }: GitState): string =>
  unrecordable === undefined
    ? 'the files are not committed. Commit them and apply again.'
    : `the commit holds another text of \`${unrecordable.path}\` (${unrecordable.cause.code}).`

export const writeRecord = async (
  gitState: GitState,
  desired: DesiredState,
  plan: Plan,
  report: Report,
  /** From `readRecordProject`. Nothing is asked after the last write. */
  project: string | undefined,
  ids: ReadonlyMap<string, string>,
  remote: string | undefined,
): Promise<RecordResult> => {
  if (gitState.commit === undefined)
    return {
      messages: [`Not recorded as applied: ${whyNotRecorded(gitState)}`],
      failed: remote !== undefined,
    }
  const { root } = gitState.repository
  const unapplied = unappliedAddresses(plan, report)
  const next = withApprovals(
    nextRecord({ ...gitState, root }, desired, plan, report, project, ids),
    gitState.recorded,
    plan,
    report,
    unapplied,
  )
  const messages: string[] = []
  let written: AppliedRecordCommit | undefined
  try {
    if (next !== undefined) {
      written = await gitState.repository.recordApplied(gitState.target, next, gitState.recorded)
      if (gitState.recorded?.seal && !written.seal) messages.push(unsealedText)
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    return unrecordedApply(error.message, report)
  }
  try {
    await endLocally(gitState, next, written ?? gitState.recorded, plan, report, unapplied)
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    // The record tells that it has ended.
    messages.push(error.message)
  }
  if (remote === undefined) return { messages, failed: false, ...(written && { written }) }
  if (next === undefined && gitState.recorded === undefined) return { messages, failed: false }
  const { refused } = await gitState.repository
    .push(gitState.target, remote)
    .catch((error: unknown) => {
      if (error instanceof GitError) return { refused: error.message }
      throw error
    })
  return refused === undefined
    ? {
        messages: [...messages, `The record of the apply was pushed to \`${remote}\`.`],
        failed: false,
      }
    : {
        messages: [
          ...messages,
          `The record of the apply is in this clone and was not pushed to \`${remote}\`: ${refused.replace(/\.+$/, '')}. If the remote has another record, fetch it with \`git fetch ${remote} '+refs/statsig-gitops/*:refs/statsig-gitops/*'\`, check a new plan, and apply again with \`--record-base\`.`,
        ],
        failed: true,
      }
}
