// The contents of many files by their ids, in two processes however many there are.
import type { Git } from './child.ts'
import { GitTrouble, refusal } from './trouble.ts'

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
  const sized = await objectsOf(git, '--batch-check', [...wanted.keys()])
  const small = sized.filter(({ id, size }) => size <= (wanted.get(id) ?? 0))
  const full =
    small.length === 0
      ? []
      : await objectsOf(
          git,
          '--batch',
          small.map(({ id }) => id),
        )
  return new Map([...sized, ...full].map((object) => [object.id, object]))
}

export interface Found extends Blob {
  readonly id: string
  readonly type: string
}

/** Objects in the order of their ids; those that are missing are left out. */
export const objectsOf = async (
  git: Git,
  way: '--batch' | '--batch-check',
  ids: readonly string[],
): Promise<readonly Found[]> => {
  const said = await git.objects([way, '--buffer'], ids)
  if (said.code !== 0) throw refusal(said, 'read files of a commit')
  return split(said.bytes, way === '--batch')
}

const split = (bytes: Buffer, hasContent: boolean): readonly Found[] => {
  const found: Found[] = []
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf('\n', at)
    if (end < 0) throw new GitTrouble('Git ended while it was read. Run it again.')
    const [id = '', type = '', length] = bytes.toString('latin1', at, end).split(' ')
    at = end + 1
    if (length === undefined) continue
    const size = Number(length)
    if (!hasContent) found.push({ id, type, size })
    else {
      if (at + size >= bytes.length)
        throw new GitTrouble('Git ended while it was read. Run it again.')
      found.push({ id, type, size, bytes: bytes.subarray(at, at + size) })
      at += size + 1
    }
  }
  return found
}
