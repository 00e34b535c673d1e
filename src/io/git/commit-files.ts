// The files, links and submodules of a commit below a folder, by their paths.

import { globMatcher } from '../../core/glob.ts'
import { parseGlob } from '../disk/files.ts'
import { isIgnoredName } from '../disk/source-file.ts'

export interface TreeEntry {
  readonly type: 'file' | 'link' | 'submodule'
  readonly id: string
}

export interface CommitFiles {
  readonly entries: ReadonlyMap<string, TreeEntry>
  readonly folders: ReadonlySet<string>
}

/** Parses the output of `ls-tree -r -z`, in which paths are not quoted. */
export const parseLsTree = (text: string, prefix: string): CommitFiles =>
  buildCommitFiles(
    text.split('\0').flatMap((line) => {
      const [, mode = '', id = '', fullPath = ''] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(line) ?? []
      const isInside = fullPath.startsWith(prefix) && id !== ''
      return isInside ? [{ path: fullPath.slice(prefix.length), mode, id }] : []
    }),
  )

/** From entries that are not folders, with the mode that git gives. */
export const buildCommitFiles = (
  files: readonly { readonly path: string; readonly mode: string; readonly id: string }[],
): CommitFiles => {
  const entries = new Map<string, TreeEntry>()
  const folders = new Set<string>([''])
  for (const { id, mode, path } of files) {
    entries.set(path, { type: entryTypeOf(mode), id })
    for (
      let slashIndex = path.lastIndexOf('/');
      slashIndex > 0 && !folders.has(path.slice(0, slashIndex));
      slashIndex = path.lastIndexOf('/', slashIndex - 1)
    )
      folders.add(path.slice(0, slashIndex))
  }
  return { entries, folders }
}

const entryTypeOf = (mode: string): TreeEntry['type'] =>
  mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file'

/** The first link or submodule on a path. Files behind it are not read. */
export const findLinkOrSubmodule = (
  { entries }: CommitFiles,
  pathSegments: readonly string[],
): { readonly path: string; readonly entry: TreeEntry } | undefined => {
  for (const index of pathSegments.keys()) {
    const path = pathSegments.slice(0, index + 1).join('/')
    const entry = entries.get(path)
    if (entry !== undefined && entry.type !== 'file') return { path, entry }
  }
  return undefined
}

/** The paths that match a pattern. `leadsToFolder` resolves links. */
export const matchPaths = async (
  commitFiles: CommitFiles,
  pattern: string,
  leadsToFolder: (path: string) => Promise<boolean>,
): Promise<readonly string[]> => {
  const { baseSegments, isLiteral, patternSegments } = parseGlob(pattern)
  if (baseSegments.some(isIgnoredName)) return []
  const folder = baseSegments.join('/')
  const barrier = findLinkOrSubmodule(commitFiles, baseSegments)
  if (barrier !== undefined) return [barrier.path]
  if (!commitFiles.folders.has(folder))
    return isLiteral && commitFiles.entries.has(folder) ? [folder] : []
  const matches = globMatcher(patternSegments.join('/'))
  const folderPrefix = folder === '' ? '' : `${folder}/`
  const entriesBelow = [...commitFiles.entries].filter(
    ([path]) => path.startsWith(folderPrefix) && !isHiddenPath(path.slice(folderPrefix.length)),
  )
  const linksAndSubmodules = entriesBelow.filter(
    ([path, { type }]) => type !== 'file' && !matches(path),
  )
  const folders = await Promise.all(
    linksAndSubmodules.map(async ([path, { type }]) => {
      const isFolder =
        type === 'submodule' ? mayMatchBelow(patternSegments, path) : await leadsToFolder(path)
      return isFolder ? [path] : []
    }),
  )
  return [...entriesBelow.map(([path]) => path).filter(matches), ...folders.flat()]
}

/** As on disk, names that begin with a dot match only literally. */
const isHiddenPath = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.') || isIgnoredName(part))

/** Whether a pattern may match a path below this one. */
const mayMatchBelow = (patternSegments: readonly string[], path: string): boolean =>
  patternSegments.includes('**') || patternSegments.length > path.split('/').length

/** The target of a link within the folder; `undefined` if it is outside. */
export const resolveLink = (path: string, linkTarget: string): string | undefined => {
  if (linkTarget.startsWith('/')) return undefined
  const pathSegments = path.split('/').slice(0, -1)
  for (const part of linkTarget.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') pathSegments.push(part)
    else if (pathSegments.pop() === undefined) return undefined
  }
  return pathSegments.join('/')
}
