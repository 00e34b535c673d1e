// Records an apply in git as the base of the next plan.

import type { DesiredState, Plan, Report } from '../model/index.ts'
import { type AppliedRecordCommit, GitError } from '../model/repository.ts'
import type { ProjectInfo } from '../resources/api.ts'
import { readProjectId } from '../resources/project-id.ts'
import { withApprovals } from './begun-apply.ts'
import type { GitState } from './history.ts'
import { nextRecord, unappliedAddresses } from './next-record.ts'

const unsealedText =
  'The last record was sealed and this one is not: the GitHub Action will not apply anything after it. Set `STATSIG_GITOPS_SEAL` to the seal secret of the Action, and run `statsig-gitops apply --record-base` again.'

export interface RecordResult {
  /** Sentences for a person. */
  readonly messages: readonly string[]
  /** Whether recording or pushing failed. */
  readonly failed: boolean
  /** The record that was written. */
  readonly written?: AppliedRecordCommit
}

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
  projectInfo: ProjectInfo,
  ids: ReadonlyMap<string, string>,
  remote: string | undefined,
): Promise<RecordResult> => {
  if (gitState.commit === undefined)
    return {
      messages: [`Not recorded as applied: ${whyNotRecorded(gitState)}`],
      failed: remote !== undefined,
    }
  const project = await readProjectId(projectInfo)
  const { root } = gitState.repository
  const next = withApprovals(
    nextRecord({ ...gitState, root }, desired, plan, report, project, ids),
    gitState.recorded,
    plan,
    report,
    unappliedAddresses(plan, report),
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
    return { messages: [`Not recorded as applied: ${error.message}`], failed: true }
  }
  if (remote === undefined) return { messages, failed: false, ...(written && { written }) }
  if (next === undefined && gitState.recorded === undefined) return { messages, failed: false }
  const { refused } = await gitState.repository.push(gitState.target, remote)
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
