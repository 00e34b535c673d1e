// Files that a person names on the command line: results to write, results to read back.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

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

/** `undefined` where the file does not exist. Throws when it cannot be read. */
export const readText = async (folder: string, path: string): Promise<string | undefined> => {
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}
