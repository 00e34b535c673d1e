// Contents of files that the clone does not hold: many in one question, and the odd ones by themselves.
import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type Json, member } from '../../json.ts'
import { type Blob, type ReadBlob, together, type Wanted } from '../git/blobs.ts'
import { GitTrouble, shortId } from '../git/index.ts'
import type { Connection } from './connection.ts'
import { task } from './request-purpose.ts'

/** What is known to be too large is not asked for. */
export const blobsAt = (connection: Connection, sizes: ReadonlyMap<string, number>): ReadBlob => {
  const limit = pLimit(4)
  const find = together(async (wanted) => {
    const groups = groupsOf([...wanted.keys()])
    const found = await Promise.all(
      groups.map((ids) => limit(() => readTogether(connection, ids, wanted))),
    )
    return new Map(found.flat())
  })
  return async (id, maxBytes) => {
    const size = sizes.get(id)
    if (size !== undefined && size > maxBytes) return { size }
    return (await find(id, maxBytes)) ?? readAlone(connection, id)
  }
}

const most = 50

const groupsOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / most) }, (_, index) =>
    ids.slice(index * most, (index + 1) * most),
  )

const opening = 'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name)'

const reading = task('read files of a commit', 'contents: read')

const readTogether = async (
  connection: Connection,
  ids: readonly string[],
  wanted: Wanted,
): Promise<readonly (readonly [string, Blob])[]> => {
  const { owner, repo } = connection.repository
  const fields = ids.map(
    (id, index) => `b${index}: object(oid: "${id}") { ... on Blob { byteSize isTruncated text } }`,
  )
  const query = `${opening} { ${fields.join(' ')} } }`
  const answer = member(await connection.query(reading, query, { owner, name: repo }), 'repository')
  return Promise.all(
    ids.map(async (id, index) => {
      const blob = blobFrom(member(answer, `b${index}`), id, wanted.get(id) ?? 0)
      return [id, blob ?? (await readAlone(connection, id))] as const
    }),
  )
}

/** `undefined` for what is cut, is no text, or came back as another text than it is. */
const blobFrom = (given: Json | undefined, id: string, maxBytes: number): Blob | undefined => {
  const [size, text] = [member(given, 'byteSize'), member(given, 'text')]
  if (typeof size === 'number' && size > maxBytes) return { size }
  if (member(given, 'isTruncated') !== false || typeof text !== 'string') return undefined
  const bytes = Buffer.from(text)
  return isThat(bytes, id) ? { size: bytes.length, bytes } : undefined
}

const readAlone = ({ ask, repository }: Connection, id: string): Promise<Blob> =>
  ask(reading, async (octokit) => {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      ...repository,
      file_sha: id,
    })
    const bytes = Buffer.from(data.content, 'base64')
    if (isThat(bytes, id)) return { size: bytes.length, bytes }
    throw new GitTrouble(`GitHub hands out another file than ${shortId(id)}. Run this again.`)
  })

/** The id of a file is the digest of what it holds. */
const isThat = (bytes: Buffer, id: string): boolean =>
  createHash(id.length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex') === id
