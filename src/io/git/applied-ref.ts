// Reads and writes the ref with the record of the last apply to a target.
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
  RecordRaceError,
  shortId,
} from '../../model/repository.ts'
import {
  commitsInRecord,
  formatRecordMessage,
  parseRecordMessage,
  recorder,
} from './applied-record.ts'
import { toGitError } from './error.ts'
import { isObjectId, isShallow, readCommit, toIsoTime, wholeObject } from './history.ts'
import type { Git } from './process.ts'

export const requireAppliedRef = (name: RecordName): string => {
  // As strict as the settings: a name must not lead to other refs.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name.target))
    throw new GitError(`\`${name.target}\` cannot be the name of a target.`)
  return appliedRefName(name)
}

/** `undefined` if the ref does not exist. */
export const readApplied = async (
  git: Git,
  name: RecordName,
): Promise<AppliedRecordCommit | undefined> => {
  const ref = requireAppliedRef(name)
  const [named] = await git.catFile([wholeObject(ref)]).catch(() => [])
  // A ref without an object may be missing or damaged: only another command of git tells which.
  const id = named?.id ?? (await readRefId(git, ref))
  if (id === undefined) return undefined
  const [object] = named ? [named] : await git.catFile([wholeObject(id)]).catch(() => [])
  if (object === undefined)
    throw new GitError(
      `\`${ref}\` points to ${shortId(id)}, which this clone does not have. ${await fetchHint(git)}`,
    )
  if (object.type !== 'commit') throw notACommitError(name, object.type)
  const applied = parseApplied(name, { id, ...parseCommitObject(object.bytes?.toString() ?? '') })
  // A plain commit is its own record.
  const otherCommits = commitsInRecord(applied).filter((commit) => commit !== id)
  if (otherCommits.length === 0) return applied
  const existing = await git.catFile(otherCommits.map(wholeObject)).catch(() => [])
  const missing = otherCommits.find((commit) => !existing.some((each) => each?.id === commit))
  if (missing !== undefined)
    throw new GitError(
      `The commit ${shortId(missing)} was applied to ${recordLabel(name)}, but this clone does not have it. ${await fetchHint(git)}`,
    )
  return applied
}

/** The commit that a ref points to. */
export interface RefTarget {
  readonly id: string
  readonly parents: readonly string[]
  readonly at: string
  /** The mail address of the committer. */
  readonly mail: string
  readonly message: string
}

/** A commit that is not a record counts as the applied commit itself. */
export const parseApplied = (
  name: RecordName,
  { at, id, mail, message, parents }: RefTarget,
): AppliedRecordCommit => {
  if (mail !== recorder.mail) return { version: 1, commit: id, parts: [], id, at, parents }
  const record = parseRecordMessage(message)
  if (typeof record === 'string')
    throw new GitError(
      record === 'newer'
        ? `A newer version of statsig-gitops wrote the record of ${recordLabel(name)}: use that version.`
        : `The record of the last apply to ${recordLabel(name)}, the commit ${shortId(id)}, is damaged. ${updateRefHint(appliedRefName(name))}`,
    )
  return { ...record, id, at: record.seal?.at ?? at, parents }
}

/** The record at a commit; `undefined` where the commit is none, or is not in this clone. */
export const readRecordAt = async (
  git: Git,
  name: RecordName,
  id: string,
): Promise<AppliedRecordCommit | undefined> => {
  const [object] = await git.catFile([wholeObject(id)]).catch(() => [])
  if (object?.type !== 'commit') return undefined
  const commit = parseCommitObject(object.bytes?.toString() ?? '')
  return commit.mail === recorder.mail ? parseApplied(name, { id, ...commit }) : undefined
}

export interface KnownRefs {
  /** The records that exist, of all roots and targets. */
  readonly records: readonly RecordName[]
  /** Whether branches of a remote repository are known. */
  readonly hasRemoteBranches: boolean
}

export const listKnownRefs = async (git: Git): Promise<KnownRefs> => {
  const result = await git.run([
    'for-each-ref',
    '--format=%(refname)',
    '--',
    'refs/statsig-gitops/',
    'refs/remotes/',
  ])
  if (result.exitCode !== 0) throw toGitError(result, 'list the records of applies')
  const refs = result.text.split('\n')
  return {
    records: refs.flatMap((ref) => parseAppliedRefName(ref) ?? []),
    hasRemoteBranches: refs.some((ref) => ref.startsWith('refs/remotes/')),
  }
}

export const notACommitError = (name: RecordName, type: string): GitError => {
  const ref = appliedRefName(name)
  return new GitError(`\`${ref}\` points to a ${type}, not to a commit. ${updateRefHint(ref)}`)
}

const updateRefHint = (ref: string): string =>
  `Point the ref to the applied commit with \`git update-ref ${ref} <commit>\`.`

const fetchHint = async (git: Git): Promise<string> => {
  const refs = "'+refs/statsig-gitops/*:refs/statsig-gitops/*'"
  const deeper = (await isShallow(git)) ? '--unshallow ' : ''
  return `Fetch it with \`git fetch ${deeper}origin ${refs}\`.`
}

const readRefId = async (git: Git, ref: string): Promise<string | undefined> => {
  const result = await git.run(['for-each-ref', '--format=%(objectname)', '--', ref])
  // For a ref that cannot be read, git only prints a warning.
  if (result.exitCode !== 0 || result.stderr !== '')
    throw new GitError(`${toGitError(result, `read \`${ref}\``).message} ${updateRefHint(ref)}`)
  const id = result.text.trim()
  return isObjectId(id) ? id : undefined
}

const parseCommitObject = (text: string) => {
  const end = text.indexOf('\n\n')
  const head = text.slice(0, end)
  const [, mail = '', seconds] = /^committer .*<(.*)> (\d+) /m.exec(head) ?? []
  const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id)
  return { at: toIsoTime(Number(seconds)), mail, message: text.slice(end + 2), parents }
}

/** The parents of the record keep its commits reachable, and make the next record a fast-forward. */
export const recordApplied = async (
  git: Git,
  name: RecordName,
  record: AppliedRecord,
  before: AppliedRecordCommit | undefined,
): Promise<AppliedRecordCommit> => {
  const ref = requireAppliedRef(name)
  const { about, commits, parents } = recordLineage(record, before)
  for (const commit of commits) await readCommit(git, commit)
  const created = await git.run(
    [
      'commit-tree',
      '--no-gpg-sign',
      ...parents.flatMap((parent) => ['-p', parent]),
      '-F',
      '-',
      `${about}^{tree}`,
    ],
    { input: formatRecordMessage(name.target, record), env: recorderIdentity },
  )
  const id = created.text.trim()
  if (created.exitCode !== 0 || !isObjectId(id)) throw toGitError(created, 'record the apply')
  const previousId = replacedId(before) ?? '0'.repeat(id.length)
  const updated = await git.run(['update-ref', '--no-deref', ref, id, previousId])
  if (updated.exitCode === 0) {
    const { at } = await readCommit(git, id)
    return { ...record, id, at: record.seal?.at ?? at, parents }
  }
  throw (await readRefId(git, ref)) === replacedId(before)
    ? toGitError(updated, `move \`${ref}\``)
    : recordRaceError(name)
}

/** The record at the ref that the next one replaces. A former one has a ref of its own. */
export const replacedId = (before: AppliedRecordCommit | undefined): string | undefined =>
  before?.isFormer ? before.ownId : before?.id

/** The commit that a record is about, all commits in it, and the parents of its own commit. */
export const recordLineage = (
  record: AppliedRecord,
  before: Pick<AppliedRecordCommit, 'id'> | undefined,
) => {
  const commits = commitsInRecord(record)
  const [about] = commits
  if (about === undefined) throw new GitError('There is no commit to record as applied.')
  const parents = [...new Set([...commits, ...(before === undefined ? [] : [before.id])])]
  return { about, commits, parents }
}

/** A push of it was refused. */
export const undoRecord = async (
  git: Git,
  name: RecordName,
  written: AppliedRecordCommit,
  before: AppliedRecordCommit | undefined,
): Promise<void> => {
  const [ref, previousId] = [requireAppliedRef(name), replacedId(before)]
  const change = previousId === undefined ? ['-d', ref] : [ref, previousId]
  const result = await git.run(['update-ref', '--no-deref', ...change, written.id])
  if (result.exitCode !== 0) throw toGitError(result, `move \`${ref}\` back`)
}

export const recordRaceError = (name: RecordName): GitError =>
  new RecordRaceError(
    `This apply to ${recordLabel(name)} is not recorded, because another run recorded an apply in the meantime. Plan again.`,
  )

const recorderIdentity = {
  GIT_AUTHOR_NAME: recorder.name,
  GIT_AUTHOR_EMAIL: recorder.mail,
  GIT_COMMITTER_NAME: recorder.name,
  GIT_COMMITTER_EMAIL: recorder.mail,
}
