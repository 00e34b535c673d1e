// Files that a person names on the command line: results to write, results to read back.
import { constants } from 'node:fs'
import { lstat, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseRelativePath } from '../../glob.ts'
import { errorCode } from './error-code.ts'

export const folderExists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** Writes a file of results. The path is the person's own and may lead anywhere. */
export const writeTextFile = (folder: string, path: string, text: string): Promise<void> =>
  writeFile(resolve(folder, path), text)

/**
 * Creates a file below the root, and the folders on its way; `taken` where something stands in its place. Nothing is
 * written over, no symbolic link is followed, and nothing is written outside of the root.
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
      // Half a file would stand in the way of the next attempt.
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

/** Creates files that belong together, all of them or none. The answer is a path that is taken, if there is one. */
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
 * Puts a text in place of another that stands in a file below the root. Throws where the file holds something else by
 * now, or is a link. Nobody ever reads half of it: the whole takes the place of the whole.
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
      throw new Error(`\`${path}\` is reached through a link, and links are not followed.`)
  }
  if ((await readFile(fullPath, 'utf8')) !== before)
    throw new Error(`\`${path}\` was changed meanwhile: nothing was written into it.`)
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
      throw new Error(`\`${pathSegments.join('/')}\` is no folder, and links are not followed.`)
  }
}

/** Whether anything stands at a path below the root, be it a link that leads nowhere. */
export const pathExists = async (root: string, path: string): Promise<boolean> => {
  try {
    await lstat(join(root, ...parseRelativePath(path)))
    return true
  } catch {
    return false
  }
}

/** `undefined` where the file does not exist. Throws when it cannot be read. */
export const readTextFile = async (folder: string, path: string): Promise<string | undefined> => {
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
