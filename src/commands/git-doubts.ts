// Doubts about what git says: whether the files are those of a commit, and whether a definition was deleted on purpose.
import { type Applied, type Commit, type Repository, shortId } from '../io/git/index.ts'
import type { Desired } from '../model.ts'
import type { Bases, ReadThen } from './bases.ts'
import type { Workspace } from './workspace.ts'

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
): Promise<string | undefined> => {
  const commits = [applied?.commit, ...(applied?.parts ?? []).map((part) => part.commit)]
  for (const commit of commits) {
    if (commit === undefined) continue
    const reach = head === undefined ? 'no' : await reaches(repository, head, commit)
    if (reach === 'yes') continue
    if (reach === 'unknown')
      return `this clone is shallow, and does not tell whether it contains ${shortId(commit)}, which was applied last. Fetch the history with \`git fetch --unshallow\``
    return behind(commit)
  }
  return undefined
}

const behind = (commit: string): string =>
  `this work tree does not contain ${shortId(commit)}, which was applied last: what came with it would be undone. Merge it first`

/** Whatever leaves a doubt that a definition was deleted on purpose. */
export const whyNothingGoes = async (
  repository: Repository,
  applied: Applied | undefined,
  { desired, trouble }: Bases,
  files: Desired,
  behind: string | undefined,
  head: Commit | undefined,
): Promise<string | undefined> => {
  if (applied === undefined) return 'nothing tells what was applied last'
  if (behind !== undefined) return 'the work tree is behind what was applied'
  if (trouble !== undefined) return trouble
  if (applied.project === undefined) return 'nothing tells to which project it was applied'
  if (files.size === 0 && desired.size > 0) return 'there are no definitions at all'
  const reach =
    head && applied.commit !== undefined
      ? await reaches(repository, head, applied.commit)
      : 'unknown'
  return reach === 'yes'
    ? undefined
    : 'the history does not reach back to what was applied (a shallow clone?)'
}

const reaches = async (
  repository: Repository,
  head: Commit,
  commit: string,
): ReturnType<Repository['contains']> =>
  head.id === commit ? 'yes' : repository.contains(head.id, commit)
