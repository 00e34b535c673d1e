// Reads definitions from disk. Follows no symbolic link, and returns unreadable files with the reason.
import { constants, type Dirent } from 'node:fs'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { compareText } from '../../core/diagnostic.ts'
import { globMatcher, parseRelativePath } from '../../core/glob.ts'
import type { SourceFile } from '../../model/index.ts'
import { errorCode, isMissingError } from './error-code.ts'
import {
  decodeSource,
  defaultSizeAdvice,
  ignoredFolderFault,
  irregularFileFault,
  isIgnoredName,
  linkFault,
  mebibyte,
  sizeFault,
  unreadableFile,
} from './source-file.ts'

/**
 * The files below `root` that match patterns: a file, a folder (all YAML below it), or a path with `*`, `**`, `?` and
 * `{a,b}`. Names that begin with a dot match only if the pattern contains them literally.
 */
export const readSources = async (
  root: string,
  patterns: readonly string[],
  maxBytes = mebibyte,
): Promise<readonly SourceFile[]> => {
  const matchedPaths = await Promise.all(patterns.map((pattern) => findPaths(root, pattern)))
  const paths = [...new Set(matchedPaths.flat())].sort(compareText)
  const limit = pLimit(32)
  return Promise.all(
    paths.map((path) =>
      limit(
        async () =>
          (await readSource(root, path, maxBytes)) ??
          unreadableFile(path, 'The file no longer exists.'),
      ),
    ),
  )
}

/** `undefined` if there is no file. With a fault, `text` is the readable beginning. */
export const readSource = async (
  root: string,
  requestedPath: string,
  maxBytes = mebibyte,
  advice = defaultSizeAdvice,
): Promise<SourceFile | undefined> => {
  const pathSegments = parseRelativePath(requestedPath)
  const path = pathSegments.join('/')
  if (pathSegments.some(isIgnoredName)) return unreadableFile(path, ignoredFolderFault)
  try {
    const link = await findLinkOn(root, pathSegments)
    if (link !== undefined) return unreadableFile(path, linkFault(path, link))
    return await readRegularFile(root, path, maxBytes, advice)
  } catch (cause) {
    return isMissingError(cause) ? undefined : unreadableFile(path, readFault(path, cause))
  }
}

const readRegularFile = async (
  root: string,
  path: string,
  maxBytes: number,
  advice: string,
): Promise<SourceFile> => {
  // The file may have been replaced since the check: do not follow a link, do not wait for a pipe.
  const file = await open(
    join(root, path),
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  )
  try {
    const found = await file.stat()
    if (!found.isFile()) return unreadableFile(path, irregularFileFault)
    if (found.size > maxBytes) return unreadableFile(path, sizeFault(maxBytes, advice))
    return decodeSource(path, await file.readFile())
  } finally {
    await file.close()
  }
}

/** Where a pattern has one begin to look, and what it wants of what is there. */
export interface GlobSearch {
  readonly baseSegments: readonly string[]
  /** The base is all that was said: it may be a file. */
  readonly isLiteral: boolean
  readonly patternSegments: readonly string[]
}

export const parseGlob = (pattern: string): GlobSearch => {
  const pathSegments = parseRelativePath(pattern)
  const wildcardIndex = pathSegments.findIndex((part) => /[*?{}]/.test(part))
  return wildcardIndex < 0
    ? {
        baseSegments: pathSegments,
        isLiteral: true,
        patternSegments: [...pathSegments, '**', '*.{yaml,yml}'],
      }
    : {
        baseSegments: pathSegments.slice(0, wildcardIndex),
        isLiteral: false,
        patternSegments: pathSegments,
      }
}

const findPaths = async (root: string, pattern: string): Promise<readonly string[]> => {
  const { baseSegments, isLiteral, patternSegments } = parseGlob(pattern)
  if (baseSegments.some(isIgnoredName)) return []
  const folder = baseSegments.join('/')
  try {
    const link = await findLinkOn(root, baseSegments)
    if (link !== undefined) return [link]
    const isFolder = (await lstat(join(root, folder))).isDirectory()
    if (!isFolder) return isLiteral ? [folder] : []
  } catch (cause) {
    // Reading the path as a file then reports the reason.
    return isMissingError(cause) ? [] : [folder]
  }
  return listBelow(root, folder, globMatcher(patternSegments.join('/')))
}

const listBelow = async (
  root: string,
  folder: string,
  matches: (path: string) => boolean,
): Promise<readonly string[]> => {
  let entries: readonly Dirent[]
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true })
  } catch {
    return [folder]
  }
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.') && !isIgnoredName(name))
      .map(async (entry) => {
        const path = folder ? `${folder}/${entry.name}` : entry.name
        if (entry.isDirectory()) return listBelow(root, path, matches)
        const isLinkToFolder =
          entry.isSymbolicLink() &&
          (await stat(join(root, path)).catch(() => undefined))?.isDirectory()
        return isLinkToFolder || matches(path) ? [path] : []
      }),
  )
  return found.flat()
}

/** The first symbolic link on the path, relative to the root. */
const findLinkOn = async (
  root: string,
  pathSegments: readonly string[],
): Promise<string | undefined> => {
  for (const index of pathSegments.keys()) {
    const path = pathSegments.slice(0, index + 1).join('/')
    if ((await lstat(join(root, path))).isSymbolicLink()) return path
  }
  return undefined
}

const readFault = (path: string, cause: unknown): string => {
  const code = errorCode(cause)
  if (code === 'ELOOP') return linkFault(path, path)
  if (code === 'EACCES' || code === 'EPERM')
    return 'Access to the file is denied: give the current user permission to read it.'
  return `The file cannot be read (${String(code)}).`
}
