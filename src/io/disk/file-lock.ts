// Lets one process at a time change a file: a second file exists while it does.
import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import { isProcessGone, ownProcess, parseProcess } from '../process-reference.ts'
import { errorCode } from './error-code.ts'

/** A change takes milliseconds. */
const maxWaitMs = 5_000
const pauseMs = 20

/** Throws where another process does not end its change. A lock of a process that does not run any more is removed. */
export const withFileLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  await acquire(path, performance.now() + maxWaitMs)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

const acquire = async (path: string, until: number): Promise<void> => {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(await ownProcess()))
    } finally {
      await file.close()
    }
    return
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw cause
  }
  if (await isAbandoned(path)) await removeAbandoned(path)
  else if (performance.now() > until)
    throw new Error(`\`${path}\` exists: another process changes the file. If none does, remove it`)
  else await after(pauseMs)
  return acquire(path, until)
}

const isAbandoned = async (path: string): Promise<boolean> => {
  const holder = parseProcess(await readFile(path, 'utf8').catch(() => ''))
  return holder !== undefined && (await isProcessGone(holder))
}

/** Another process may have removed it and made its own in between: that one is put back. */
const removeAbandoned = async (path: string): Promise<void> => {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return
    throw cause
  }
  if (!(await isAbandoned(aside))) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}
