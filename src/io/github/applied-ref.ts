// What was applied to a target, read from and recorded at GitHub: a job has no ref of ours and may push none.
import type { Octokit } from '@octokit/core'
import { commitsOf, messageOf, recorder } from '../git/applied-record.ts'
import {
  type Applied,
  appliedFrom,
  linesOf,
  noCommit,
  outrun,
  refOf,
  targetsAmong,
} from '../git/applied-ref.ts'
import { type AppliedRecord, GitTrouble, shortId } from '../git/index.ts'
import { type Connection, repeatable } from './connection.ts'
import { secondsOf } from './history.ts'
import { commitAt, pointedBy, refsUnder } from './refs.ts'
import { task } from './request-purpose.ts'

/** `undefined` where the ref does not exist. */
export const appliedAt = async (
  connection: Connection,
  target: string,
  isHeld: (commit: string) => Promise<boolean>,
): Promise<Applied | undefined> => {
  const pointed = await pointedAt(connection, target)
  if (pointed === undefined) return undefined
  if (pointed.type !== 'commit') throw noCommit(target, pointed.type)
  const { committer, message, parents } = await readCommit(connection, pointed.sha)
  const applied = appliedFrom(target, {
    id: pointed.sha,
    at: secondsOf(committer.date),
    mail: committer.email,
    message,
  })
  for (const commit of commitsOf(applied)) {
    const isKept = commit === pointed.sha || parents.some(({ sha }) => sha === commit)
    if (!isKept && !(await isHeld(commit)))
      throw new GitTrouble(
        `The commit ${shortId(commit)} was applied to \`${target}\`, and GitHub does not hold it. Push it, or point the ref \`${refOf(target)}\` to the commit that is applied.`,
      )
  }
  return applied
}

/** Targets that something was recorded for. */
export const targetsAt = async ({ ask, repository }: Connection): Promise<readonly string[]> => {
  const refs = await ask(task('list what was recorded', 'contents: read'), (octokit) =>
    refsUnder(octokit, repository, 'statsig-gitops/'),
  )
  return targetsAmong(refs.map(({ ref }) => ref))
}

/** A list, so that a repository which may not be read does not look like one where nothing was applied. */
const pointedAt = ({ ask, repository }: Connection, target: string) => {
  const ref = refOf(target)
  return ask(task(`read \`${ref}\``, 'contents: read'), (octokit) =>
    pointedBy(octokit, repository, ref),
  )
}

const readCommit = ({ ask, repository }: Connection, id: string) =>
  ask(task(`read the commit ${shortId(id)}`, 'contents: read'), (octokit) =>
    commitAt(octokit, repository, id),
  )

/** As git records it. It fails where the record is no longer `before`. */
export const recordAt = async (
  connection: Connection,
  target: string,
  record: AppliedRecord,
  before: Applied | undefined,
): Promise<Applied> => {
  const { ask } = connection
  const recording = task('record what was applied', 'contents: write')
  const { about, parents } = linesOf(record, before)
  const { tree } = await readCommit(connection, about)
  // Git's times have no parts of seconds, and what is sent twice has to make the same commit.
  const by = {
    name: recorder.name,
    email: recorder.mail,
    date: secondsOf(new Date().toISOString()),
  }
  const made = await ask(recording, async (octokit) => {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...connection.repository,
      ...repeatable,
      message: messageOf(target, record),
      tree: tree.sha,
      parents,
      author: by,
      committer: by,
    })
    return data
  })
  if ((await pointedAt(connection, target))?.sha !== before?.id) throw outrun(target)
  try {
    await ask(recording, (octokit) => move(octokit, connection, target, made.sha, before))
  } catch (cause) {
    const now = (await pointedAt(connection, target).catch(() => Promise.reject(cause)))?.sha
    // It was moved, and the answer was lost on its way.
    if (now !== made.sha) throw now === before?.id ? cause : outrun(target)
  }
  return { ...record, id: made.sha, at: secondsOf(made.committer.date) }
}

/** Never by force: two that record at once are not both right. */
const move = async (
  octokit: Octokit,
  { repository }: Connection,
  target: string,
  sha: string,
  before: Applied | undefined,
): Promise<void> => {
  const ref = refOf(target)
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
