// Reads objects of a repository through one process of git, which lasts until it is closed.
import { type ChildProcess, spawn } from 'node:child_process'

export interface FoundObject {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

export interface ObjectReader {
  /** The object of a name without line breaks; `undefined` if there is none. */
  readonly read: (name: string) => Promise<FoundObject | undefined>
  readonly close: () => void
}

export const openObjectReader = (
  cwd: string,
  env: Readonly<Record<string, string>>,
): ObjectReader => {
  let child: ChildProcess | undefined
  let received: Buffer = Buffer.alloc(0)
  const waiting: ((object: FoundObject | undefined) => void)[] = []
  const failed: ((cause: Error) => void)[] = []
  const start = (): ChildProcess => {
    const started = spawn('git', ['cat-file', '--batch'], { cwd, env })
    started.stdout.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      for (let answer = takeAnswer(received); answer !== undefined; answer = takeAnswer(received)) {
        received = received.subarray(answer.length)
        failed.shift()
        waiting.shift()?.(answer.object)
      }
    })
    started.on('close', (code) => {
      child = undefined
      waiting.length = 0
      for (const fail of failed.splice(0)) fail(new Error(`git cat-file ended with ${code}.`))
    })
    return started
  }
  return {
    read: (name) =>
      new Promise((resolve, reject) => {
        if (name.includes('\n')) return resolve(undefined)
        waiting.push(resolve)
        failed.push(reject)
        child ??= start()
        child.stdin?.write(`${name}\n`)
      }),
    close: () => child?.stdin?.end(),
  }
}

interface Answer {
  readonly object: FoundObject | undefined
  /** In bytes. */
  readonly length: number
}

/** `undefined` while a part of the answer has not arrived. */
const takeAnswer = (bytes: Buffer): Answer | undefined => {
  const end = bytes.indexOf('\n')
  if (end < 0) return undefined
  const [, id, type, size] = /^(\w+) (\w+) (\d+)$/.exec(bytes.toString('utf8', 0, end)) ?? []
  if (id === undefined || type === undefined) return { object: undefined, length: end + 1 }
  const last = end + 1 + Number(size)
  if (bytes.length <= last) return undefined
  return {
    object: { id, type, bytes: Buffer.from(bytes.subarray(end + 1, last)) },
    length: last + 1,
  }
}
