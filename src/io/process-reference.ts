// Names a process, so that another one on the same machine can tell whether it still runs.
import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isJsonObject, type Json, member, parseJson } from '../core/json.ts'
import type { ProcessReference } from '../model/begun-apply.ts'
import { errorCode } from './disk/error-code.ts'

export const ownProcess = async (): Promise<ProcessReference> => {
  const start = await readStart(process.pid)
  return { pid: process.pid, host: await readHost(), ...(start !== undefined && { start }) }
}

/** Whether it certainly does not run any more. Of a process on another machine nothing is known. */
export const isProcessGone = async ({ host, pid, start }: ProcessReference): Promise<boolean> => {
  if (host !== (await readHost())) return false
  if (!isRunning(pid)) return true
  const now = await readStart(pid)
  return start !== undefined && now !== undefined && now !== start
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Processes of other users answer with `EPERM`.
    return errorCode(cause) !== 'ESRCH'
  }
}

/** On Linux the boot and the ticks since then. */
const readStart = async (pid: number): Promise<string | undefined> => {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // The name of the command, in brackets, may contain anything.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? undefined : `${boot.trim()} ${ticks}`
  } catch {
    return undefined
  }
}

/** Two containers of one machine may have one name, and number their processes separately. */
const readHost = async (): Promise<string> => {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return createHash('sha256').update(`${hostname()}\0${namespace}`).digest('hex').slice(0, 32)
}

/** `undefined` where the text is none. */
export const parseProcess = (text: string): ProcessReference | undefined =>
  processFrom(parseJson(text))

export const processFrom = (value: Json | undefined): ProcessReference | undefined => {
  if (!isJsonObject(value)) return undefined
  const [host, pid, start] = ['host', 'pid', 'start'].map((name) => member(value, name))
  const isValid =
    typeof host === 'string' &&
    typeof pid === 'number' &&
    Number.isSafeInteger(pid) &&
    pid > 0 &&
    (start === undefined || typeof start === 'string')
  return isValid ? { pid, host, ...(start !== undefined && { start }) } : undefined
}
