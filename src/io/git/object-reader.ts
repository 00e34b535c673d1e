// Reads objects through one process of git that stays: it ends when nothing is asked for a while, and with this process.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { GitError } from '../../repository.ts'
import type { ProcessEnvironment } from './environment.ts'
import { firstReason, toGitError } from './error.ts'

export interface ObjectRequest {
  /** An id, or `HEAD`. */
  readonly name: string
  readonly maxBytes: number
}

export interface GitObject {
  readonly id: string
  readonly type: string
  readonly size: number
  /** Absent where there are more than were wanted. */
  readonly bytes?: Buffer
}

/** Objects in the order of the requests; `undefined` for what is not there. */
export type ReadObjects = (
  requests: readonly ObjectRequest[],
) => Promise<readonly (GitObject | undefined)[]>

export const objectReader = (
  folder: string,
  env: ProcessEnvironment,
  settings: readonly string[],
  /** Milliseconds without a request, after which git ends. */
  patience = 10_000,
): ReadObjects => {
  let running: Running | undefined
  let last: Promise<unknown> = Promise.resolve()
  const readOnce: ReadObjects = async (requests) => {
    if (running === undefined || running.hasEnded())
      running = start(folder, env, settings, patience)
    return running.read(requests)
  }
  const readAgain: ReadObjects = async (requests) => {
    try {
      return await readOnce(requests)
    } catch (cause) {
      // An interrupt in a terminal ends git as well, and what is under way here is to be finished.
      if (cause instanceof Interrupted) return readOnce(requests)
      throw cause
    }
  }
  return (requests) => {
    const answer = last.then(() => readAgain(requests))
    last = answer.catch(() => undefined)
    return answer
  }
}

class Interrupted extends GitError {}

interface Running {
  readonly read: ReadObjects
  readonly hasEnded: () => boolean
}

const start = (
  folder: string,
  env: ProcessEnvironment,
  settings: readonly string[],
  patience: number,
): Running => {
  const args = [...settings.flatMap((each) => ['-c', each]), 'cat-file', '--batch']
  const child = spawn('git', args, { cwd: folder, env: { ...env }, windowsHide: true })
  const end = endOf(child)
  const incoming = bytesFrom(child.stdout)
  const holdProcess = holderOf(child)
  let hasEnded = false
  end.then(() => {
    hasEnded = true
  })
  const stop = () => {
    hasEnded = true
    child.stdin.end()
  }
  let timer: NodeJS.Timeout | undefined
  return {
    hasEnded: () => hasEnded,
    read: async (requests) => {
      clearTimeout(timer)
      holdProcess(true)
      try {
        child.stdin.write(requests.map(({ name }) => `${name}\n`).join(''))
        const found: (GitObject | undefined)[] = []
        for (const request of requests) found.push(await nextObject(incoming, request))
        return found
      } catch (cause) {
        hasEnded = true
        if (cause !== outOfBytes) throw cause
        throw troubleOf(await end, folder)
      } finally {
        holdProcess(false)
        timer = setTimeout(stop, patience).unref()
      }
    },
  }
}

interface End {
  readonly code: number | null
  readonly err: string
  /** Why it could not be started. */
  readonly cause?: Error
}

const endOf = (child: ChildProcessWithoutNullStreams): Promise<End> => {
  let err = ''
  child.stderr.on('data', (text) => {
    if (err.length < 10_000) err += String(text)
  })
  // Its end is told by what it does not answer.
  child.stdin.on('error', () => {})
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ code: null, err, cause }))
    child.once('close', (code) => resolve({ code, err }))
  })
}

const troubleOf = ({ cause, code, err }: End, folder: string): GitError => {
  if (cause !== undefined)
    return new GitError(`Git cannot be run in \`${folder}\`: ${firstReason(cause.message)}`)
  if (code === null) return new Interrupted('Git ended while it was read. Run it again.')
  return code === 0
    ? new GitError('Git ended while it was read. Run it again.')
    : toGitError({ exitCode: code, stderr: err }, 'read files of a commit')
}

/** What waits for an answer keeps this process alive; a git that waits for a request does not. */
const holderOf = (child: ChildProcessWithoutNullStreams): ((isHeld: boolean) => void) => {
  const streams = [child.stdin, child.stdout, child.stderr].filter((each) => each instanceof Socket)
  return (isHeld) => {
    for (const each of [child, ...streams]) isHeld ? each.ref() : each.unref()
  }
}

const outOfBytes = new Error('There are no more bytes.')

interface Incoming {
  readonly line: () => Promise<string>
  readonly take: (length: number) => Promise<Buffer>
  readonly skip: (length: number) => Promise<void>
}

const bytesFrom = (stream: AsyncIterable<Buffer>): Incoming => {
  const chunks = stream[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<Buffer> => {
    const { done, value } = await chunks.next()
    if (done) throw outOfBytes
    return value
  }
  const each = async (length: number, use: (part: Buffer) => void): Promise<void> => {
    for (let left = length; left > 0; ) {
      if (held.length === 0) held = await more()
      const part = held.subarray(0, left)
      held = held.subarray(part.length)
      left -= part.length
      use(part)
    }
  }
  return {
    line: async () => {
      let end = held.indexOf('\n')
      while (end < 0) {
        held = Buffer.concat([held, await more()])
        end = held.indexOf('\n')
      }
      const line = held.toString('latin1', 0, end)
      held = held.subarray(end + 1)
      return line
    },
    take: async (length) => {
      const parts: Buffer[] = []
      await each(length, (part) => parts.push(part))
      // A part keeps the whole chunk that it is of.
      return Buffer.concat(parts)
    },
    skip: (length) => each(length, () => {}),
  }
}

const nextObject = async (
  incoming: Incoming,
  { maxBytes }: ObjectRequest,
): Promise<GitObject | undefined> => {
  const [id = '', type = '', length] = (await incoming.line()).split(' ')
  if (length === undefined) return undefined
  const size = Number(length)
  const bytes = size <= maxBytes ? await incoming.take(size) : undefined
  await incoming.skip(bytes === undefined ? size + 1 : 1)
  return { id, type, size, ...(bytes && { bytes }) }
}
