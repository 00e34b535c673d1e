// Reads and writes the record of the last apply at GitHub: the clone of a job has no such ref and may not push it.
import type { Octokit } from '@octokit/core'
import {
  appliedRefName,
  parseAppliedRefName,
  type RecordName,
  recordLabel,
} from '../../model/record-name.ts'
import {
  type AppliedRecord,
  type AppliedRecordCommit,
  GitError,
  shortId,
} from '../../model/repository.ts'
import { commitsInRecord, formatRecordMessage, recorder } from '../git/applied-record.ts'
import {
  notACommitError,
  parseApplied,
  type RefTarget,
  recordLineage,
  recordRaceError,
  replacedId,
  requireAppliedRef,
} from '../git/applied-ref.ts'
import { type GitHubConnection, retryable } from './connection.ts'
import { GitHubError } from './error.ts'
import { truncateToSeconds } from './history.ts'
import { fetchGitCommit, fetchRefObject, fetchRefsUnder } from './refs.ts'
import { purpose } from './request-purpose.ts'

/** `undefined` if the ref does not exist. */
export const fetchApplied = async (
  connection: GitHubConnection,
  name: RecordName,
  hasCommit: (commit: string) => Promise<boolean>,
): Promise<AppliedRecordCommit | undefined> => {
  const refTarget = await fetchRefTarget(connection, name)
  if (refTarget === undefined) return undefined
  if (refTarget.type !== 'commit') throw notACommitError(name, refTarget.type)
  const named = await fetchNamedCommit(connection, refTarget.sha)
  const applied = parseApplied(name, named)
  for (const commit of commitsInRecord(applied)) {
    const isReachable = commit === refTarget.sha || named.parents.includes(commit)
    if (!isReachable && !(await hasCommit(commit)))
      throw new GitError(
        `The commit ${shortId(commit)} was applied to ${recordLabel(name)}, but GitHub does not have it. Push it, or point the ref \`${appliedRefName(name)}\` to the applied commit.`,
      )
  }
  return applied
}

/** The record at a commit; `undefined` where the commit is none, or is not at GitHub. */
export const fetchRecordAt = async (
  connection: GitHubConnection,
  name: RecordName,
  id: string,
): Promise<AppliedRecordCommit | undefined> => {
  try {
    const commit = await fetchNamedCommit(connection, id)
    return commit.mail === recorder.mail ? parseApplied(name, commit) : undefined
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'not-found') return undefined
    throw error
  }
}

const fetchNamedCommit = async (connection: GitHubConnection, id: string): Promise<RefTarget> => {
  const { committer, message, parents } = await fetchCommitObject(connection, id)
  return {
    id,
    at: truncateToSeconds(committer.date),
    mail: committer.email,
    message,
    parents: parents.map(({ sha }) => sha),
  }
}

/** The records that exist, of all roots and targets. */
export const fetchAppliedRecords = async ({
  runRequest,
  repository,
}: GitHubConnection): Promise<readonly RecordName[]> => {
  const refs = await runRequest(
    purpose('list the records of applies', 'contents: read'),
    (octokit) => fetchRefsUnder(octokit, repository, 'statsig-gitops/'),
  )
  return refs.flatMap(({ ref }) => parseAppliedRefName(ref) ?? [])
}

/** Lists refs, so that missing permission does not look like a missing record. */
const fetchRefTarget = ({ runRequest, repository }: GitHubConnection, name: RecordName) => {
  const ref = requireAppliedRef(name)
  return runRequest(purpose(`read \`${ref}\``, 'contents: read'), (octokit) =>
    fetchRefObject(octokit, repository, ref),
  )
}

const fetchCommitObject = ({ runRequest, repository }: GitHubConnection, id: string) =>
  runRequest(purpose(`read the commit ${shortId(id)}`, 'contents: read'), (octokit) =>
    fetchGitCommit(octokit, repository, id),
  )

/** Writes the same commit as git would. Fails if the record is no longer `before`. */
export const recordAppliedAtGitHub = async (
  connection: GitHubConnection,
  name: RecordName,
  record: AppliedRecord,
  before: AppliedRecordCommit | undefined,
): Promise<AppliedRecordCommit> => {
  const { runRequest } = connection
  const recordPurpose = purpose('record the apply', 'contents: write')
  const { about, parents } = recordLineage(record, before)
  const { tree } = await fetchCommitObject(connection, about)
  // Git stores whole seconds, and a repeated request must create the same commit.
  const author = {
    name: recorder.name,
    email: recorder.mail,
    date: truncateToSeconds(new Date().toISOString()),
  }
  const created = await runRequest(recordPurpose, async (octokit) => {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...connection.repository,
      ...retryable,
      message: formatRecordMessage(name.target, record),
      tree: tree.sha,
      parents,
      author,
      committer: author,
    })
    return data
  })
  if ((await fetchRefTarget(connection, name))?.sha !== replacedId(before))
    throw recordRaceError(name)
  try {
    await runRequest(recordPurpose, (octokit) =>
      updateRef(octokit, connection, name, created.sha, before),
    )
  } catch (cause) {
    const currentSha = (await fetchRefTarget(connection, name).catch(() => Promise.reject(cause)))
      ?.sha
    // If the ref is at the new commit, the update succeeded and its response was lost.
    if (currentSha !== created.sha)
      throw currentSha === replacedId(before) ? cause : recordRaceError(name)
  }
  const at = record.seal?.at ?? truncateToSeconds(created.committer.date)
  return { ...record, id: created.sha, at, parents }
}

/** Never by force: a race with another run must fail. */
const updateRef = async (
  octokit: Octokit,
  { repository }: GitHubConnection,
  name: RecordName,
  sha: string,
  before: AppliedRecordCommit | undefined,
): Promise<void> => {
  const ref = requireAppliedRef(name)
  if (replacedId(before) === undefined)
    await octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...repository, ref, sha })
  else
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...repository,
      ref: ref.replace(/^refs\//, ''),
      sha,
      force: false,
    })
}
