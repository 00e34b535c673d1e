// Reads definitions from disk. No symbolic link is followed, and what cannot be read comes back with its reason.
import { constants, type Dirent } from 'node:fs'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { compareText } from '../../diagnostic.ts'
import { matcherOf } from '../../glob.ts'
import type { SourceFile } from '../../model.ts'
import {
  decode,
  faulty,
  isSkipped,
  linkFault,
  mebibyte,
  oddFault,
  sizeFault,
  skippedFault,
  usualAdvice,
} from './source-file.ts'

/**
 * The files below `root` that patterns name: a file, a folder (all YAML below it), or a path with `*`, `**`, `?` and
 * `{a,b}`. Names that begin with a dot match only where a pattern writes them out.
 */
export const readSources = async (
  root: string,
  patterns: readonly string[],
  maxBytes = mebibyte,
): Promise<readonly SourceFile[]> => {
  const named = await Promise.all(patterns.map((pattern) => pathsOf(root, pattern)))
  const paths = [...new Set(named.flat())].sort(compareText)
  const limit = pLimit(32)
  return Promise.all(
    paths.map((path) =>
      limit(
        async () => (await readSource(root, path, maxBytes)) ?? faulty(path, 'The file is gone.'),
      ),
    ),
  )
}

/** Why a pattern cannot be used, as a sentence; `undefined` for one that can. */
export const patternFault = (pattern: string): string | undefined => {
  try {
    matcherOf(partsOf(pattern).join('/'))
    return undefined
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

/** Whether a pattern names a path, were there a file. */
export const isNamedBy = (pattern: string): ((path: string) => boolean) => {
  const parts = partsOf(pattern)
  const plain = parts.join('/')
  if (parts.some((part) => /[*?{}]/.test(part))) return matcherOf(plain)
  const inFolder = matcherOf([...parts, '**', '*.{yaml,yml}'].join('/'))
  return (path) => path === plain || inFolder(path)
}

/** `undefined` where nothing stands. With a fault, `text` is what stands before it. */
export const readSource = async (
  root: string,
  given: string,
  maxBytes = mebibyte,
  advice = usualAdvice,
): Promise<SourceFile | undefined> => {
  const parts = partsOf(given)
  const path = parts.join('/')
  if (parts.some(isSkipped)) return faulty(path, skippedFault)
  try {
    const link = await linkOn(root, parts)
    if (link !== undefined) return faulty(path, linkFault(path, link))
    return await readRegular(root, path, maxBytes, advice)
  } catch (cause) {
    return isGone(cause) ? undefined : faulty(path, causeFault(path, cause))
  }
}

const readRegular = async (
  root: string,
  path: string,
  maxBytes: number,
  advice: string,
): Promise<SourceFile> => {
  // Whatever took the file's place since it was looked at: a link is not followed, a pipe is not waited for.
  const file = await open(
    join(root, path),
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  )
  try {
    const found = await file.stat()
    if (!found.isFile()) return faulty(path, oddFault)
    if (found.size > maxBytes) return faulty(path, sizeFault(maxBytes, advice))
    return decode(path, await file.readFile())
  } finally {
    await file.close()
  }
}

/** Where a pattern has one begin to look, and what it wants of what is there. */
export interface Search {
  readonly base: readonly string[]
  /** The base is all that was said: it may be a file. */
  readonly isPlain: boolean
  readonly wanted: readonly string[]
}

export const searchOf = (pattern: string): Search => {
  const parts = partsOf(pattern)
  const wild = parts.findIndex((part) => /[*?{}]/.test(part))
  return wild < 0
    ? { base: parts, isPlain: true, wanted: [...parts, '**', '*.{yaml,yml}'] }
    : { base: parts.slice(0, wild), isPlain: false, wanted: parts }
}

const pathsOf = async (root: string, pattern: string): Promise<readonly string[]> => {
  const { base, isPlain, wanted } = searchOf(pattern)
  if (base.some(isSkipped)) return []
  const folder = base.join('/')
  try {
    const link = await linkOn(root, base)
    if (link !== undefined) return [link]
    const isFolder = (await lstat(join(root, folder))).isDirectory()
    if (!isFolder) return isPlain ? [folder] : []
  } catch (cause) {
    // Read again as a file, it says why.
    return isGone(cause) ? [] : [folder]
  }
  return below(root, folder, matcherOf(wanted.join('/')))
}

const below = async (
  root: string,
  folder: string,
  isWanted: (path: string) => boolean,
): Promise<readonly string[]> => {
  let entries: readonly Dirent[]
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true })
  } catch {
    return [folder]
  }
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.') && !isSkipped(name))
      .map(async (entry) => {
        const path = folder ? `${folder}/${entry.name}` : entry.name
        if (entry.isDirectory()) return below(root, path, isWanted)
        const isLinkToFolder =
          entry.isSymbolicLink() &&
          (await stat(join(root, path)).catch(() => undefined))?.isDirectory()
        return isLinkToFolder || isWanted(path) ? [path] : []
      }),
  )
  return found.flat()
}

/** The first symbolic link on the way from the root to a path, relative to the root. */
const linkOn = async (root: string, parts: readonly string[]): Promise<string | undefined> => {
  for (const index of parts.keys()) {
    const path = parts.slice(0, index + 1).join('/')
    if ((await lstat(join(root, path))).isSymbolicLink()) return path
  }
  return undefined
}

export const partsOf = (path: string): readonly string[] => {
  if (/^[/\\]|^[A-Za-z]:/.test(path))
    throw new Error(
      `\`${path}\` is an absolute path: write it relative to the folder of the project.`,
    )
  if (path.includes('\\')) throw new Error(`\`${path}\` holds a backslash: write \`/\` instead.`)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..'))
    throw new Error(`\`${path}\` leaves the folder of the project: remove the \`..\`.`)
  return parts
}

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined

const isGone = (cause: unknown): boolean =>
  codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'

const causeFault = (path: string, cause: unknown): string => {
  const code = codeOf(cause)
  if (code === 'ELOOP') return linkFault(path, path)
  if (code === 'EACCES' || code === 'EPERM')
    return 'The file may not be read: give the user that runs this permission to read it.'
  return `The file cannot be read (${String(code)}).`
}
