// Doubts about what git says: whether the files are those of a commit, and whether a definition was deleted on purpose.
import type { Applied, Commit, Repository } from '../io/git/index.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Behind, Desired, PruningDoubt } from '../model.ts'
import type { Bases, ReadThen } from './applied-definitions.ts'

/** Whether the files are those of a commit, so that what is applied can be told by it. */
export const isOf = async (
  { id }: Commit,
  { sources }: Workspace,
  at: ReadThen,
): Promise<boolean> => {
  const then = await at(id)
  return (
    sources.length === then.sources.length &&
    sources.every((file, index) => {
      const there = then.sources[index]
      return (
        file.path === there?.path &&
        file.fault === there.fault &&
        inLines(file.text) === inLines(there.text)
      )
    })
  )
}

/** Git may keep other ends of lines than the disk. */
const inLines = (text: string): string => text.replaceAll('\r\n', '\n')

export const behindWhat = async (
  repository: Repository,
  applied: Applied | undefined,
  head: Commit | undefined,
): Promise<Behind | undefined> => {
  const commits = [applied?.commit, ...(applied?.parts ?? []).map((part) => part.commit)]
  for (const commit of commits) {
    if (commit === undefined) continue
    const reach = head === undefined ? 'no' : await reaches(repository, head, commit)
    if (reach === 'yes') continue
    return { code: reach === 'unknown' ? 'shallow' : 'behind', commit }
  }
  return undefined
}

/** Whatever leaves a doubt that a definition was deleted on purpose. */
export const whyNothingGoes = async (
  repository: Repository,
  applied: Applied | undefined,
  { desired, faulty }: Bases,
  files: Desired,
  behind: Behind | undefined,
  head: Commit | undefined,
): Promise<PruningDoubt | undefined> => {
  if (applied === undefined) return { code: 'nothing-recorded' }
  if (behind !== undefined) return { code: 'behind' }
  if (faulty !== undefined) return { code: 'faulty-base', commit: faulty }
  if (applied.project === undefined) return { code: 'no-project-recorded' }
  if (files.size === 0 && desired.size > 0) return { code: 'no-definitions' }
  const reach =
    head && applied.commit !== undefined
      ? await reaches(repository, head, applied.commit)
      : 'unknown'
  return reach === 'yes' ? undefined : { code: 'no-history' }
}

const reaches = async (
  repository: Repository,
  head: Commit,
  commit: string,
): ReturnType<Repository['contains']> =>
  head.id === commit ? 'yes' : repository.contains(head.id, commit)
