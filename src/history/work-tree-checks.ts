// Checks whether the files are committed, whether the work tree is behind the last apply, and whether git allows pruning.

import type { Workspace } from '../load/workspace.ts'
import type { Behind, DesiredState, PruneBlock } from '../model/index.ts'
import type { AppliedRecordCommit, Commit, GitRepository } from '../model/repository.ts'
import type { AppliedDefinitions, ReadCommit } from './applied-definitions.ts'

/** Whether the files are those of a commit, so that the commit describes what is applied. */
export const isAtCommit = async (
  { id }: Commit,
  { sources }: Workspace,
  readCommit: ReadCommit,
): Promise<boolean> => {
  const committed = await readCommit(id)
  return (
    sources.length === committed.sources.length &&
    sources.every((file, index) => {
      const committedFile = committed.sources[index]
      return (
        file.path === committedFile?.path &&
        file.fault === committedFile.fault &&
        normaliseLineEnds(file.text) === normaliseLineEnds(committedFile.text)
      )
    })
  )
}

/** Git and the disk may have different line ends. */
const normaliseLineEnds = (text: string): string => text.replaceAll('\r\n', '\n')

export const behindReason = async (
  repository: GitRepository,
  applied: AppliedRecordCommit | undefined,
  head: Commit | undefined,
): Promise<Behind | undefined> => {
  const commits = [applied?.commit, ...(applied?.parts ?? []).map((part) => part.commit)]
  for (const commit of commits) {
    if (commit === undefined) continue
    const contained = head === undefined ? 'no' : await containsCommit(repository, head, commit)
    if (contained === 'yes') continue
    return { code: contained === 'unknown' ? 'shallow' : 'behind', commit }
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

const containsCommit = async (
  repository: GitRepository,
  head: Commit,
  commit: string,
): ReturnType<GitRepository['contains']> =>
  head.id === commit ? 'yes' : repository.contains(head.id, commit)
