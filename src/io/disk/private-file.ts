// Reads and writes a file that only its owner may read and write. A crash at any moment leaves the old text or the new one.

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { UnusableFile } from '../../model/begun-apply.ts'
import { errorCode, isMissingError } from './error-code.ts'

/** What is used of the file system. */
export interface PrivateFileSystem {
  readonly lstat: typeof lstat
  readonly mkdir: typeof mkdir
  readonly open: typeof open
  readonly rename: typeof rename
  readonly rm: typeof rm
}

const systemFiles: PrivateFileSystem = { lstat, mkdir, open, rename, rm }

/** `undefined` where there is no file. */
export const readPrivateFile = async (
  path: string,
  files: PrivateFileSystem = systemFiles,
): Promise<string | undefined | Pick<UnusableFile, 'unusable'>> => {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants
  let file: FileHandle | undefined
  try {
    const folder = await files.lstat(dirname(path))
    const inFolder = whyNotPrivate(folder, folder.isDirectory(), 0o022)
    if (inFolder) return { unusable: inFolder }
    const named = await files.lstat(path)
    if (named.isSymbolicLink()) return { unusable: 'link' }
    file = await files.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    const stats = await file.stat()
    const why = whyNotPrivate(stats, stats.isFile(), 0o077)
    if (why) return { unusable: why }
    return stats.size > maxBytes ? { unusable: 'damaged' } : await file.readFile('utf8')
  } catch (cause) {
    if (isMissingError(cause)) return undefined
    return { unusable: errorCode(cause) === 'ELOOP' ? 'link' : 'unreadable' }
  } finally {
    await file?.close()
  }
}

const maxBytes = 64 * 1024 * 1024

const whyNotPrivate = (
  { mode, uid }: { readonly mode: number; readonly uid: number },
  isOfType: boolean,
  forbidden: number,
): UnusableFile['unusable'] | undefined => {
  if (!isOfType) return 'link'
  // Windows has neither owners nor modes of this sort.
  if (process.getuid === undefined) return undefined
  if (uid !== process.getuid()) return 'other-owner'
  return (mode & forbidden) === 0 ? undefined : 'not-private'
}

/** Its text is on the disk when this ends. */
export const writePrivateFile = async (
  path: string,
  text: string,
  files: PrivateFileSystem = systemFiles,
): Promise<void> => {
  await makePrivateFolder(dirname(path), files)
  const temporaryPath = join(
    dirname(path),
    `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`,
  )
  try {
    const file = await files.open(temporaryPath, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(temporaryPath, path)
  } catch (cause) {
    await files.rm(temporaryPath, { force: true }).catch(() => {})
    throw cause
  }
  await syncFolder(dirname(path), files)
}

export const removePrivateFile = async (
  path: string,
  files: PrivateFileSystem = systemFiles,
): Promise<void> => {
  await files.rm(path, { force: true })
  await syncFolder(dirname(path), files)
}

export const makePrivateFolder = async (
  folder: string,
  files: PrivateFileSystem = systemFiles,
): Promise<void> => {
  const made = await files.mkdir(folder, { recursive: true, mode: 0o700 })
  if (made !== undefined) await syncFolder(dirname(folder), files)
}

/** The name of a new file is safe only when its folder is. Some systems cannot open folders. */
const syncFolder = async (folder: string, files: PrivateFileSystem): Promise<void> => {
  let opened: FileHandle | undefined
  try {
    opened = await files.open(folder, 'r')
    await opened.sync()
  } catch (cause) {
    const code = errorCode(cause)
    const isUnsupported = code === 'EISDIR' || code === 'EPERM' || code === 'EINVAL'
    if (!isUnsupported && !isMissingError(cause)) throw cause
  } finally {
    await opened?.close()
  }
}
