// Files that a person names on the command line: results to write, results to read back.
import { constants } from 'node:fs'
import { lstat, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { partsOf } from './files.ts'

export const folderExists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** Writes a file of results. The path is the person's own and may lead anywhere. */
export const writeText = (folder: string, path: string, text: string): Promise<void> =>
  writeFile(resolve(folder, path), text)

/**
 * Creates a file below the root, and the folders on its way; `taken` where something stands in its place. Nothing is
 * written over, no symbolic link is followed, and nothing is written outside of the root.
 */
const createText = async (
  root: string,
  path: string,
  text: string,
): Promise<'created' | 'taken'> => {
  const parts = partsOf(path)
  for (const index of parts.slice(0, -1).keys()) await makeFolder(root, parts.slice(0, index + 1))
  try {
    const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants
    const file = await open(join(root, ...parts), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
    try {
      await file.writeFile(text)
    } catch (cause) {
      // Half a file would stand in the way of the next attempt.
      await rm(join(root, ...parts), { force: true })
      throw cause
    } finally {
      await file.close()
    }
    return 'created'
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return 'taken'
    throw cause
  }
}

/** Creates files that belong together, all of them or none. The answer is a path that is taken, if there is one. */
export const createTexts = async (
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<string | undefined> => {
  for (const { path } of files) if (await isTaken(root, path)) return path
  const created: string[] = []
  const undo = () =>
    Promise.all(created.map((path) => rm(join(root, ...partsOf(path)), { force: true })))
  try {
    for (const { path, text } of files) {
      if ((await createText(root, path, text)) === 'taken') {
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
export const replaceText = async (
  root: string,
  path: string,
  before: string,
  text: string,
): Promise<void> => {
  const parts = partsOf(path)
  const place = join(root, ...parts)
  for (const index of parts.keys()) {
    const found = await lstat(join(root, ...parts.slice(0, index + 1)))
    if (found.isSymbolicLink())
      throw new Error(`\`${path}\` is reached through a link, and links are not followed.`)
  }
  if ((await readFile(place, 'utf8')) !== before)
    throw new Error(`\`${path}\` was changed meanwhile: nothing was written into it.`)
  const { mode } = await stat(place)
  const beside = `${place}.${process.pid}.tmp`
  try {
    await writeFile(beside, text, { flag: 'wx', mode })
    await rename(beside, place)
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
}

const makeFolder = async (root: string, parts: readonly string[]): Promise<void> => {
  const path = join(root, ...parts)
  try {
    await mkdir(path)
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause
    if (!(await lstat(path)).isDirectory())
      throw new Error(`\`${parts.join('/')}\` is no folder, and links are not followed.`)
  }
}

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && 'code' in cause ? cause.code : undefined

/** Whether anything stands at a path below the root, be it a link that leads nowhere. */
export const isTaken = async (root: string, path: string): Promise<boolean> => {
  try {
    await lstat(join(root, ...partsOf(path)))
    return true
  } catch {
    return false
  }
}

/** `undefined` where the file does not exist. Throws when it cannot be read. */
export const readText = async (folder: string, path: string): Promise<string | undefined> => {
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw cause
  }
}
