// Reads contents of files that the clone does not have: in batches through GraphQL, or one by one through REST.
import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type Json, member } from '../../core/json.ts'
import { GitError, shortId } from '../../model/repository.ts'
import { type Blob, type BlobRequests, batchReads, type ReadBlob } from '../git/blobs.ts'
import type { GitHubConnection } from './connection.ts'
import { purpose } from './request-purpose.ts'

/** `sizes` prevents requests for files that are too large. */
export const createGitHubBlobReader = (
  connection: GitHubConnection,
  sizes: ReadonlyMap<string, number>,
): ReadBlob => {
  const limit = pLimit(4)
  const findBlob = batchReads(async (requests) => {
    const batches = splitIntoBatches([...requests.keys()])
    const found = await Promise.all(
      batches.map((ids) => limit(() => fetchBatch(connection, ids, requests))),
    )
    return new Map(found.flat())
  })
  return async (id, maxBytes) => {
    const size = sizes.get(id)
    if (size !== undefined && size > maxBytes) return { size }
    return (await findBlob(id, maxBytes)) ?? fetchBlob(connection, id)
  }
}

const maxBatchSize = 50

const splitIntoBatches = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / maxBatchSize) }, (_, index) =>
    ids.slice(index * maxBatchSize, (index + 1) * maxBatchSize),
  )

const queryStart = 'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name)'

const readPurpose = purpose('read files of a commit', 'contents: read')

const fetchBatch = async (
  connection: GitHubConnection,
  ids: readonly string[],
  requests: BlobRequests,
): Promise<readonly (readonly [string, Blob])[]> => {
  const { owner, repo } = connection.repository
  const fields = ids.map(
    (id, index) => `b${index}: object(oid: "${id}") { ... on Blob { byteSize isTruncated text } }`,
  )
  const query = `${queryStart} { ${fields.join(' ')} } }`
  const repositoryJson = member(
    await connection.queryGraphql(readPurpose, query, { owner, name: repo }),
    'repository',
  )
  return Promise.all(
    ids.map(async (id, index) => {
      const blob = parseBlob(member(repositoryJson, `b${index}`), id, requests.get(id) ?? 0)
      return [id, blob ?? (await fetchBlob(connection, id))] as const
    }),
  )
}

/** `undefined` if the response is truncated, not text, or does not match the id. */
const parseBlob = (response: Json | undefined, id: string, maxBytes: number): Blob | undefined => {
  const [size, text] = [member(response, 'byteSize'), member(response, 'text')]
  if (typeof size === 'number' && size > maxBytes) return { size }
  if (member(response, 'isTruncated') !== false || typeof text !== 'string') return undefined
  const bytes = Buffer.from(text)
  return hasObjectId(bytes, id) ? { size: bytes.length, bytes } : undefined
}

const fetchBlob = ({ runRequest, repository }: GitHubConnection, id: string): Promise<Blob> =>
  runRequest(readPurpose, async (octokit) => {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      ...repository,
      file_sha: id,
    })
    const bytes = Buffer.from(data.content, 'base64')
    if (hasObjectId(bytes, id)) return { size: bytes.length, bytes }
    throw new GitError(`GitHub returned another file than ${shortId(id)}. Run this again.`)
  })

/** The id of a file is the digest of its content. */
const hasObjectId = (bytes: Buffer, id: string): boolean =>
  createHash(id.length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex') === id
