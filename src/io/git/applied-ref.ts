// The ref that remembers what was applied to a target, and the commit that it points to.

import { type AppliedRecord, commitsOf, messageOf, recorder, recordIn } from './applied-record.ts'
import { GitTrouble, refusal, shortId } from './error.ts'
import { commitAt, isId, isoTime, isShallow, wholeObject } from './history.ts'
import type { Git } from './process.ts'

export interface Applied extends AppliedRecord {
  /** The commit of the record, or the plain commit that somebody moved the ref to by hand. */
  readonly id: string
  readonly at: string
}

export const refOf = (target: string): string => {
  // Names of targets in settings are no wider; what else comes here must not leave our own refs.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(target))
    throw new GitTrouble(`\`${target}\` cannot be the name of a target.`)
  return `refs/statsig-gitops/${target}/applied`
}

/** `undefined` where the ref does not exist. */
export const appliedIn = async (git: Git, target: string): Promise<Applied | undefined> => {
  const ref = refOf(target)
  const id = await idAt(git, ref)
  if (id === undefined) return undefined
  const [found] = await git.objects([wholeObject(id)]).catch(() => [])
  if (found === undefined)
    throw new GitTrouble(
      `\`${ref}\` points to ${shortId(id)}, which this clone does not hold. ${await fetching(git)}`,
    )
  if (found.type !== 'commit') throw noCommit(target, found.type)
  const applied = appliedFrom(target, { id, ...commitFrom(found.bytes?.toString() ?? '') })
  // A plain commit names itself.
  const named = commitsOf(applied).filter((commit) => commit !== id)
  if (named.length === 0) return applied
  const there = await git.objects(named.map(wholeObject)).catch(() => [])
  const missing = named.find((commit) => !there.some((each) => each?.id === commit))
  if (missing !== undefined)
    throw new GitTrouble(
      `The commit ${shortId(missing)} was applied to \`${target}\`, and this clone does not hold it. ${await fetching(git)}`,
    )
  return applied
}

/** What a ref points to. */
export interface Pointed {
  readonly id: string
  readonly at: string
  /** Of whoever committed it. */
  readonly mail: string
  readonly message: string
}

/** A commit that is no record of ours is what was applied. */
export const appliedFrom = (target: string, { at, id, mail, message }: Pointed): Applied => {
  if (mail !== recorder.mail) return { version: 1, commit: id, parts: [], id, at }
  const record = recordIn(message)
  if (typeof record === 'string')
    throw new GitTrouble(
      record === 'newer'
        ? `A newer version of statsig-gitops has recorded what was applied to \`${target}\`: use that one.`
        : `The record of what was applied to \`${target}\`, the commit ${shortId(id)}, is damaged. ${pointing(refOf(target))}`,
    )
  return { ...record, id, at }
}

/** Targets that something was recorded for. */
export const targetsIn = async (git: Git): Promise<readonly string[]> => {
  const said = await git.run(['for-each-ref', '--format=%(refname)', '--', 'refs/statsig-gitops/'])
  if (said.code !== 0) throw refusal(said, 'list what was recorded')
  return targetsAmong(said.text.split('\n'))
}

export const targetsAmong = (refs: readonly string[]): readonly string[] =>
  refs.flatMap((ref) => {
    const [, target] = /^refs\/statsig-gitops\/([A-Za-z0-9_-]+)\/applied$/.exec(ref) ?? []
    return target === undefined ? [] : [target]
  })

export const noCommit = (target: string, type: string): GitTrouble => {
  const ref = refOf(target)
  return new GitTrouble(`\`${ref}\` points to a ${type}, and not to a commit. ${pointing(ref)}`)
}

const pointing = (ref: string): string =>
  `Point the ref to the commit that is applied, with \`git update-ref ${ref} <commit>\`.`

const fetching = async (git: Git): Promise<string> => {
  const refs = "'+refs/statsig-gitops/*:refs/statsig-gitops/*'"
  const deeper = (await isShallow(git)) ? '--unshallow ' : ''
  return `Fetch it with \`git fetch ${deeper}origin ${refs}\`.`
}

const idAt = async (git: Git, ref: string): Promise<string | undefined> => {
  const said = await git.run(['for-each-ref', '--format=%(objectname)', '--', ref])
  // A ref that is there and cannot be read is only warned of.
  if (said.code !== 0 || said.err !== '')
    throw new GitTrouble(`${refusal(said, `read \`${ref}\``).message} ${pointing(ref)}`)
  const id = said.text.trim()
  return isId(id) ? id : undefined
}

const commitFrom = (text: string) => {
  const end = text.indexOf('\n\n')
  const [, mail = '', seconds] = /^committer .*<(.*)> (\d+) /m.exec(text.slice(0, end)) ?? []
  return { at: isoTime(Number(seconds)), mail, message: text.slice(end + 2) }
}

/** Its parents keep every commit that it names where the ref goes, and make the next record a fast-forward of it. */
export const recordApplied = async (
  git: Git,
  target: string,
  record: AppliedRecord,
  before: Applied | undefined,
): Promise<Applied> => {
  const ref = refOf(target)
  const { about, commits, parents } = linesOf(record, before)
  for (const commit of commits) await commitAt(git, commit)
  const made = await git.run(
    [
      'commit-tree',
      '--no-gpg-sign',
      ...parents.flatMap((parent) => ['-p', parent]),
      '-F',
      '-',
      `${about}^{tree}`,
    ],
    { input: messageOf(target, record), env: identity },
  )
  const id = made.text.trim()
  if (made.code !== 0 || !isId(id)) throw refusal(made, 'record what was applied')
  const old = before?.id ?? '0'.repeat(id.length)
  const moved = await git.run(['update-ref', '--no-deref', ref, id, old])
  if (moved.code === 0) {
    const { at } = await commitAt(git, id)
    return { ...record, id, at }
  }
  throw (await idAt(git, ref)) === before?.id ? refusal(moved, `move \`${ref}\``) : outrun(target)
}

/** What a record is about, all that it names, and what its commit stands on. */
export const linesOf = (record: AppliedRecord, before: Applied | undefined) => {
  const commits = commitsOf(record)
  const [about] = commits
  if (about === undefined) throw new GitTrouble('There is no commit to record as applied.')
  const parents = [...new Set([...commits, ...(before === undefined ? [] : [before.id])])]
  return { about, commits, parents }
}

export const outrun = (target: string): GitTrouble =>
  new GitTrouble(
    `Somebody else recorded an apply to \`${target}\` in the meantime, so that this one is not recorded. Plan again.`,
  )

const identity = {
  GIT_AUTHOR_NAME: recorder.name,
  GIT_AUTHOR_EMAIL: recorder.mail,
  GIT_COMMITTER_NAME: recorder.name,
  GIT_COMMITTER_EMAIL: recorder.mail,
}
