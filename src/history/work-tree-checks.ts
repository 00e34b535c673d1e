// Checks whether the work tree is behind the last apply, and whether git allows pruning.

import type { Behind, DesiredState, PruneBlock } from '../model/index.ts'
import { appliedRefName, type RecordName } from '../model/record-name.ts'
import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../model/repository.ts'
import type { AppliedDefinitions } from './applied-definitions.ts'

export const behindReason = async (
  repository: GitRepository,
  own: RecordName,
  applied: AppliedRecordCommit | undefined,
  head: Commit | undefined,
): Promise<Behind | undefined> => {
  const commits = [
    applied?.commit,
    ...[...(applied?.parts ?? []), ...(applied?.begun ?? [])].map((each) => each.commit),
  ]
  for (const commit of commits) {
    if (commit === undefined) continue
    const contained = head === undefined ? 'no' : await containsCommit(repository, head, commit)
    if (contained === 'yes') continue
    if (contained === 'unknown') return { code: 'shallow', commit }
    // An older work tree is contained in that commit. Otherwise the history has two branches, or was changed.
    const isOlder = head === undefined || (await isContained(repository, commit, head.id))
    return isOlder
      ? { code: 'behind', commit }
      : { code: 'diverged', commit, ref: appliedRefName(own) }
  }
  return undefined
}

/** Why git does not prove that a missing definition was deleted on purpose. */
export const pruneBlockedReason = async (
  repository: GitRepository,
  applied: AppliedRecordCommit | undefined,
  { desired, faulty }: AppliedDefinitions,
  files: DesiredState,
  behind: Behind | undefined,
  head: Commit | undefined,
): Promise<PruneBlock | undefined> => {
  if (applied === undefined) return { code: 'no-applied-state' }
  if (behind !== undefined) return { code: 'behind' }
  if (faulty !== undefined) return { code: 'invalid-base', commit: faulty }
  if (applied.project === undefined) return { code: 'no-project-recorded' }
  if (files.size === 0 && desired.size > 0) return { code: 'no-definitions' }
  const contained =
    head && applied.commit !== undefined
      ? await containsCommit(repository, head, applied.commit)
      : 'unknown'
  return contained === 'yes' ? undefined : { code: 'no-history' }
}

/** A rewritten commit may be gone from this clone. */
const isContained = async (
  repository: GitRepository,
  descendant: string,
  ancestor: string,
): Promise<boolean> => {
  try {
    return (await repository.contains(descendant, ancestor)) === 'yes'
  } catch (error) {
    if (error instanceof GitError) return false
    throw error
  }
}

const containsCommit = async (
  repository: GitRepository,
  head: Commit,
  commit: string,
): ReturnType<GitRepository['contains']> =>
  head.id === commit ? 'yes' : repository.contains(head.id, commit)
