// Reads objects through one `git cat-file` process, which ends after a time without requests, or with this process.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { GitError } from '../../model/repository.ts'
import type { ProcessEnvironment } from './environment.ts'
import { firstReason, toGitError } from './error.ts'

export interface ObjectRequest {
  /** An id, `HEAD`, or the full name of a ref. */
  readonly name: string
  readonly maxBytes: number
}

export interface GitObject {
  readonly id: string
  readonly type: string
  readonly size: number
  /** Absent if there are more than `maxBytes`. */
  readonly bytes?: Buffer
}

/** Objects in the order of the requests; `undefined` for missing objects. */
export type ReadObjects = (
  requests: readonly ObjectRequest[],
) => Promise<readonly (GitObject | undefined)[]>

export const objectReader = (
  folder: string,
  env: ProcessEnvironment,
  settings: readonly string[],
  /** Milliseconds without a request until git ends. */
  idleMs = 10_000,
): ReadObjects => {
  let running: Running | undefined
  let last: Promise<unknown> = Promise.resolve()
  const readOnce: ReadObjects = async (requests) => {
    if (running === undefined || running.hasEnded()) running = start(folder, env, settings, idleMs)
    return running.read(requests)
  }
  const readAgain: ReadObjects = async (requests) => {
    try {
      return await readOnce(requests)
    } catch (cause) {
      // An interrupt in a terminal also ends git, but the running operation must be finished.
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
  idleMs: number,
): Running => {
  const args = [...settings.flatMap((each) => ['-c', each]), 'cat-file', '--batch']
  const child = spawn('git', args, { cwd: folder, env: { ...env }, windowsHide: true })
  const end = endOf(child)
  const incoming = bytesFrom(child.stdout)
  const keepAlive = keepAliveOf(child)
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
      keepAlive(true)
      try {
        child.stdin.write(requests.map(({ name }) => `${name}\n`).join(''))
        const found: (GitObject | undefined)[] = []
        for (const request of requests) found.push(await nextObject(incoming, request))
        return found
      } catch (cause) {
        hasEnded = true
        if (cause !== outOfBytes) throw cause
        throw toEndError(await end, folder)
      } finally {
        keepAlive(false)
        timer = setTimeout(stop, idleMs).unref()
      }
    },
  }
}

interface End {
  readonly code: number | null
  readonly err: string
  /** Why the process could not be started. */
  readonly cause?: Error
}

const endOf = (child: ChildProcessWithoutNullStreams): Promise<End> => {
  let err = ''
  child.stderr.on('data', (text) => {
    if (err.length < 10_000) err += String(text)
  })
  // The missing response shows that the process has ended.
  child.stdin.on('error', () => {})
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ code: null, err, cause }))
    child.once('close', (code) => resolve({ code, err }))
  })
}

const toEndError = ({ cause, code, err }: End, folder: string): GitError => {
  if (cause !== undefined)
    return new GitError(`Git cannot be run in \`${folder}\`: ${firstReason(cause.message)}`)
  if (code === null) return new Interrupted('Git ended unexpectedly. Run the command again.')
  return code === 0
    ? new GitError('Git ended unexpectedly. Run the command again.')
    : toGitError({ exitCode: code, stderr: err }, 'read files of a commit')
}

/** A pending request keeps this process alive; an idle git does not. */
const keepAliveOf = (child: ChildProcessWithoutNullStreams): ((isPending: boolean) => void) => {
  const streams = [child.stdin, child.stdout, child.stderr].filter((each) => each instanceof Socket)
  return (isPending) => {
    for (const each of [child, ...streams]) isPending ? each.ref() : each.unref()
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
  let buffered: Buffer = Buffer.alloc(0)
  const nextChunk = async (): Promise<Buffer> => {
    const { done, value } = await chunks.next()
    if (done) throw outOfBytes
    return value
  }
  const each = async (length: number, use: (part: Buffer) => void): Promise<void> => {
    for (let left = length; left > 0; ) {
      if (buffered.length === 0) buffered = await nextChunk()
      const part = buffered.subarray(0, left)
      buffered = buffered.subarray(part.length)
      left -= part.length
      use(part)
    }
  }
  return {
    line: async () => {
      let end = buffered.indexOf('\n')
      while (end < 0) {
        buffered = Buffer.concat([buffered, await nextChunk()])
        end = buffered.indexOf('\n')
      }
      const line = buffered.toString('latin1', 0, end)
      buffered = buffered.subarray(end + 1)
      return line
    },
    take: async (length) => {
      const parts: Buffer[] = []
      await each(length, (part) => parts.push(part))
      // Copied, because a part would keep its whole chunk in memory.
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
