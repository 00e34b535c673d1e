// What was applied to a target, read from and recorded at GitHub: a job has no ref of ours and may push none.
import type { Octokit } from '@octokit/core'
import {
  type AppliedRecord,
  type AppliedRecordCommit,
  GitError,
  shortId,
} from '../../repository.ts'
import { commitsInRecord, formatRecordMessage, recorder } from '../git/applied-record.ts'
import {
  appliedRefName,
  notACommitError,
  parseApplied,
  recordLineage,
  recordRaceError,
  targetsFromRefs,
} from '../git/applied-ref.ts'
import { type GitHubConnection, retryable } from './connection.ts'
import { truncateToSeconds } from './history.ts'
import { fetchGitCommit, fetchRefObject, fetchRefsUnder } from './refs.ts'
import { purpose } from './request-purpose.ts'

/** `undefined` where the ref does not exist. */
export const fetchApplied = async (
  connection: GitHubConnection,
  target: string,
  hasCommit: (commit: string) => Promise<boolean>,
): Promise<AppliedRecordCommit | undefined> => {
  const refTarget = await fetchRefTarget(connection, target)
  if (refTarget === undefined) return undefined
  if (refTarget.type !== 'commit') throw notACommitError(target, refTarget.type)
  const { committer, message, parents } = await fetchCommitObject(connection, refTarget.sha)
  const applied = parseApplied(target, {
    id: refTarget.sha,
    at: truncateToSeconds(committer.date),
    mail: committer.email,
    message,
  })
  for (const commit of commitsInRecord(applied)) {
    const isReachable = commit === refTarget.sha || parents.some(({ sha }) => sha === commit)
    if (!isReachable && !(await hasCommit(commit)))
      throw new GitError(
        `The commit ${shortId(commit)} was applied to \`${target}\`, and GitHub does not hold it. Push it, or point the ref \`${appliedRefName(target)}\` to the commit that is applied.`,
      )
  }
  return applied
}

/** Targets that something was recorded for. */
export const fetchAppliedTargets = async ({
  runRequest,
  repository,
}: GitHubConnection): Promise<readonly string[]> => {
  const refs = await runRequest(purpose('list what was recorded', 'contents: read'), (octokit) =>
    fetchRefsUnder(octokit, repository, 'statsig-gitops/'),
  )
  return targetsFromRefs(refs.map(({ ref }) => ref))
}

/** A list, so that a repository which may not be read does not look like one where nothing was applied. */
const fetchRefTarget = ({ runRequest, repository }: GitHubConnection, target: string) => {
  const ref = appliedRefName(target)
  return runRequest(purpose(`read \`${ref}\``, 'contents: read'), (octokit) =>
    fetchRefObject(octokit, repository, ref),
  )
}

const fetchCommitObject = ({ runRequest, repository }: GitHubConnection, id: string) =>
  runRequest(purpose(`read the commit ${shortId(id)}`, 'contents: read'), (octokit) =>
    fetchGitCommit(octokit, repository, id),
  )

/** As git records it. It fails where the record is no longer `before`. */
export const recordAppliedAtGitHub = async (
  connection: GitHubConnection,
  target: string,
  record: AppliedRecord,
  before: AppliedRecordCommit | undefined,
): Promise<AppliedRecordCommit> => {
  const { runRequest } = connection
  const recordPurpose = purpose('record what was applied', 'contents: write')
  const { about, parents } = recordLineage(record, before)
  const { tree } = await fetchCommitObject(connection, about)
  // Git's times have no parts of seconds, and what is sent twice has to make the same commit.
  const author = {
    name: recorder.name,
    email: recorder.mail,
    date: truncateToSeconds(new Date().toISOString()),
  }
  const created = await runRequest(recordPurpose, async (octokit) => {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...connection.repository,
      ...retryable,
      message: formatRecordMessage(target, record),
      tree: tree.sha,
      parents,
      author,
      committer: author,
    })
    return data
  })
  if ((await fetchRefTarget(connection, target))?.sha !== before?.id) throw recordRaceError(target)
  try {
    await runRequest(recordPurpose, (octokit) =>
      updateRef(octokit, connection, target, created.sha, before),
    )
  } catch (cause) {
    const currentSha = (await fetchRefTarget(connection, target).catch(() => Promise.reject(cause)))
      ?.sha
    // It was moved, and the answer was lost on its way.
    if (currentSha !== created.sha)
      throw currentSha === before?.id ? cause : recordRaceError(target)
  }
  return { ...record, id: created.sha, at: truncateToSeconds(created.committer.date) }
}

/** Never by force: two that record at once are not both right. */
const updateRef = async (
  octokit: Octokit,
  { repository }: GitHubConnection,
  target: string,
  sha: string,
  before: AppliedRecordCommit | undefined,
): Promise<void> => {
  const ref = appliedRefName(target)
  if (before === undefined)
    await octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...repository, ref, sha })
  else
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...repository,
      ref: ref.replace(/^refs\//, ''),
      sha,
      force: false,
    })
}
