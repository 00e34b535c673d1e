// The contents of many files by their ids.

import { GitTrouble } from './error.ts'
import type { Git } from './process.ts'

export interface Blob {
  readonly size: number
  /** Absent where there are more than were wanted. */
  readonly bytes?: Buffer
}

export type ReadBlob = (id: string, maxBytes: number) => Promise<Blob>

/** `undefined` for what is not there. */
export type FindBlob = (id: string, maxBytes: number) => Promise<Blob | undefined>

export const blobsIn = (git: Git): ReadBlob => {
  const find = heldIn(git)
  return async (id, maxBytes) => {
    const blob = await find(id, maxBytes)
    if (blob === undefined)
      throw new GitTrouble(
        `This clone does not hold the object ${id}. Fetch it with \`git fetch\`.`,
      )
    return blob
  }
}

export const heldIn = (git: Git): FindBlob => together((wanted) => heldOf(git, wanted))

/** Most bytes by id. */
export type Wanted = ReadonlyMap<string, number>

/** Whatever is asked for at one moment is read at once. */
export const together = (
  read: (wanted: Wanted) => Promise<ReadonlyMap<string, Blob>>,
): FindBlob => {
  let open: Batch | undefined
  return async (id, maxBytes) => {
    open ??= batchOf(read, () => {
      open = undefined
    })
    open.wanted.set(id, Math.max(open.wanted.get(id) ?? 0, maxBytes))
    const blob = (await open.answer).get(id)
    return blob !== undefined && blob.size > maxBytes ? { size: blob.size } : blob
  }
}

interface Batch {
  readonly wanted: Map<string, number>
  readonly answer: Promise<ReadonlyMap<string, Blob>>
}

const batchOf = (
  read: (wanted: Wanted) => Promise<ReadonlyMap<string, Blob>>,
  close: () => void,
): Batch => {
  const wanted = new Map<string, number>()
  const answer = new Promise<void>((resolve) => {
    setImmediate(resolve)
  }).then(() => {
    close()
    return read(wanted)
  })
  return { wanted, answer }
}

const heldOf = async (git: Git, wanted: Wanted): Promise<ReadonlyMap<string, Blob>> => {
  const found = await git.objects([...wanted].map(([name, maxBytes]) => ({ name, maxBytes })))
  return new Map(found.flatMap((object) => (object === undefined ? [] : [[object.id, object]])))
}
