// Reads and writes text files: results whose paths come from the command line, and definitions below the root.
import { constants } from 'node:fs'
import { lstat, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseRelativePath } from '../../core/glob.ts'
import { errorCode } from './error-code.ts'

export const folderExists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** Writes a result file. The user chose the path, so that it may be outside the root. */
export const writeTextFile = (folder: string, path: string, text: string): Promise<void> =>
  writeFile(resolve(folder, path), text)

/** The same, and the text is on the disk when this ends. */
export const writeTextFileToDisk = async (
  folder: string,
  path: string,
  text: string,
): Promise<void> => {
  const file = await open(resolve(folder, path), 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Creates a file below the root, with its folders; `taken` if the path exists. Never overwrites, never follows a
 * symbolic link, and never writes outside the root.
 */
const createTextFile = async (
  root: string,
  path: string,
  text: string,
): Promise<'created' | 'taken'> => {
  const pathSegments = parseRelativePath(path)
  for (const index of pathSegments.slice(0, -1).keys())
    await createFolder(root, pathSegments.slice(0, index + 1))
  try {
    const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants
    const file = await open(join(root, ...pathSegments), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    try {
      await file.writeFile(text)
    } catch (cause) {
      // An incomplete file would block the next attempt.
      await rm(join(root, ...pathSegments), { force: true })
      throw cause
    } finally {
      await file.close()
    }
    return 'created'
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return 'taken'
    throw cause
  }
}

/** Creates all files or none. Returns the first path that is taken, if any. */
export const createTextFiles = async (
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<string | undefined> => {
  for (const { path } of files) if (await pathExists(root, path)) return path
  const created: string[] = []
  const undo = () =>
    Promise.all(created.map((path) => rm(join(root, ...parseRelativePath(path)), { force: true })))
  try {
    for (const { path, text } of files) {
      if ((await createTextFile(root, path, text)) === 'taken') {
        await undo()
        return path
      }
      created.push(path)
    }
    return undefined
  } catch (cause) {
    await undo()
    throw cause
  }
}

/**
 * Replaces the text of a file below the root. Throws if the file no longer contains `before`, or is a link. Readers see
 * either the old or the new text, never a part.
 */
export const replaceTextFile = async (
  root: string,
  path: string,
  before: string,
  text: string,
): Promise<void> => {
  const pathSegments = parseRelativePath(path)
  const fullPath = join(root, ...pathSegments)
  for (const index of pathSegments.keys()) {
    const stats = await lstat(join(root, ...pathSegments.slice(0, index + 1)))
    if (stats.isSymbolicLink())
      throw new Error(`The path \`${path}\` contains a symbolic link, and links are not followed.`)
  }
  if ((await readFile(fullPath, 'utf8')) !== before)
    throw new Error(`\`${path}\` was changed in the meantime: it was not written.`)
  const { mode } = await stat(fullPath)
  const temporaryPath = `${fullPath}.${process.pid}.tmp`
  try {
    await writeFile(temporaryPath, text, { flag: 'wx', mode })
    await rename(temporaryPath, fullPath)
  } catch (cause) {
    await rm(temporaryPath, { force: true })
    throw cause
  }
}

const createFolder = async (root: string, pathSegments: readonly string[]): Promise<void> => {
  const path = join(root, ...pathSegments)
  try {
    await mkdir(path)
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw cause
    if (!(await lstat(path)).isDirectory())
      throw new Error(`\`${pathSegments.join('/')}\` is not a folder, and links are not followed.`)
  }
}

/** Whether a path below the root exists, including a broken link. */
export const pathExists = async (root: string, path: string): Promise<boolean> => {
  try {
    await lstat(join(root, ...parseRelativePath(path)))
    return true
  } catch {
    return false
  }
}

/** `undefined` if the file does not exist. Throws if it cannot be read. */
export const readTextFile = async (folder: string, path: string): Promise<string | undefined> => {
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
