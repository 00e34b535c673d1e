// Finds the files that differ from a commit, and why git calls one of them unchanged anyway.
import type { Workspace } from '../load/workspace.ts'
import type { Unrecordable, UnrecordableCause } from '../model/index.ts'
import type { Commit, GitRepository, WorkTreeFile } from '../model/repository.ts'
import type { ReadCommit } from './applied-definitions.ts'

/** The files that the commit has with another text, does not have, or has alone. None where it describes what is applied. */
export const differingFiles = async (
  { id }: Commit,
  { sources }: Pick<Workspace, 'sources'>,
  readCommit: ReadCommit,
): Promise<readonly string[]> => {
  const contentOf = (files: Workspace['sources']) =>
    new Map(files.map(({ fault, path, text }) => [path, `${fault ?? ''}\n${withLineFeeds(text)}`]))
  const [here, committed] = [contentOf(sources), contentOf((await readCommit(id)).sources)]
  return [...new Set([...here.keys(), ...committed.keys()])].filter(
    (path) => here.get(path) !== committed.get(path),
  )
}

/** Git and the disk may have different line ends. */
const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n')

/** More files than that are not looked at: one is enough to say why. */
const maxInspected = 50

/** The first file that git calls unchanged, with the cause. Changed files can be committed. */
export const findUnrecordable = async (
  repository: Pick<GitRepository, 'inspectFiles'>,
  { id }: Commit,
  differing: readonly string[],
): Promise<Unrecordable | undefined> => {
  if (differing.length === 0) return undefined
  const files = await repository.inspectFiles(id, differing.slice(0, maxInspected))
  const found = files.flatMap((file) => {
    const cause = unrecordableCause(file)
    return cause === undefined ? [] : [{ code: 'unrecordable', path: file.path, cause } as const]
  })
  // Settings that are not committed may select other files, which git calls unchanged with good reason.
  const isUncommitted = found.length < files.length
  return found.find(({ cause }) => cause.code !== 'unknown' || !isUncommitted)
}

/** `undefined` for a file that is only not committed yet. */
export const unrecordableCause = (file: WorkTreeFile): UnrecordableCause | undefined => {
  const { encoding, filter, isAssumedUnchanged, isIdent, isSkipped, link, status, submodule } = file
  if (submodule !== undefined) return { code: 'submodule', path: submodule }
  if (filter !== undefined) return { code: 'filter', name: filter }
  if (status === 'changed') return undefined
  if (link !== undefined) return { code: 'link', path: link }
  if (status === 'ignored') return { code: 'ignored' }
  if (encoding !== undefined) return { code: 'encoding', name: encoding }
  if (isIdent) return { code: 'ident' }
  if (isSkipped) return { code: 'skipped' }
  return { code: isAssumedUnchanged ? 'assumed-unchanged' : 'unknown' }
}
