// Reads the contents of files by their ids, in batches.
import { GitError } from '../../model/repository.ts'
import type { Git } from './process.ts'

export interface Blob {
  readonly size: number
  /** Absent where there are more than were wanted. */
  readonly bytes?: Buffer
}

export type ReadBlob = (id: string, maxBytes: number) => Promise<Blob>

/** `undefined` if the object is missing. */
export type FindBlob = (id: string, maxBytes: number) => Promise<Blob | undefined>

export const createBlobReader = (git: Git): ReadBlob => {
  const find = createBlobFinder(git)
  return async (id, maxBytes) => {
    const blob = await find(id, maxBytes)
    if (blob === undefined)
      throw new GitError(`This clone does not have the object ${id}. Fetch it with \`git fetch\`.`)
    return blob
  }
}

export const createBlobFinder = (git: Git): FindBlob =>
  batchReads((requests) => readBlobs(git, requests))

/** The maximum number of bytes to read, by id. */
export type BlobRequests = ReadonlyMap<string, number>

/** Requests of the same moment are read in one batch. */
export const batchReads = (
  read: (requests: BlobRequests) => Promise<ReadonlyMap<string, Blob>>,
): FindBlob => {
  let currentBatch: Batch | undefined
  return async (id, maxBytes) => {
    currentBatch ??= createBatch(read, () => {
      currentBatch = undefined
    })
    currentBatch.requests.set(id, Math.max(currentBatch.requests.get(id) ?? 0, maxBytes))
    const blob = (await currentBatch.blobs).get(id)
    return blob !== undefined && blob.size > maxBytes ? { size: blob.size } : blob
  }
}

interface Batch {
  readonly requests: Map<string, number>
  readonly blobs: Promise<ReadonlyMap<string, Blob>>
}

const createBatch = (
  read: (requests: BlobRequests) => Promise<ReadonlyMap<string, Blob>>,
  closeBatch: () => void,
): Batch => {
  const requests = new Map<string, number>()
  const blobs = new Promise<void>((resolve) => {
    setImmediate(resolve)
  }).then(() => {
    closeBatch()
    return read(requests)
  })
  return { requests, blobs }
}

const readBlobs = async (git: Git, requests: BlobRequests): Promise<ReadonlyMap<string, Blob>> => {
  const objects = await git.catFile([...requests].map(([name, maxBytes]) => ({ name, maxBytes })))
  return new Map(objects.flatMap((object) => (object === undefined ? [] : [[object.id, object]])))
}
