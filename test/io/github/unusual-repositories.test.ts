// Very large repositories, and wrong responses of GitHub.
import { describe, expect, test } from 'vitest'
import { createGitHubBlobReader } from '../../../src/io/github/blobs.ts'
import { fetchCommitFiles } from '../../../src/io/github/commit-files.ts'
import { connectToGitHub } from '../../../src/io/github/connection.ts'
import { fetchCommitsTouching, fetchFirstParents } from '../../../src/io/github/history.ts'
import { type Script, withScriptedServer } from './scripted-server.ts'

const connection = ({ clock, options }: Script) => connectToGitHub(options, clock)
const id = (index: number): string => index.toString(16).padStart(40, '0')
const commit = (index: number) => ({
  sha: id(index),
  commit: {
    author: null,
    committer: { date: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString() },
  },
  parents: index === 0 ? [] : [{ sha: id(index - 1) }],
})
const answer = (body: unknown, link?: string) => ({
  status: 200,
  body,
  headers: { ...(link !== undefined && { link }) },
})
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => commit(from + index))

describe('a history of many pages', () => {
  test('is read to its end, although comparisons have no link to the next page', () =>
    withScriptedServer(
      [
        answer({ total_commits: 150, commits: range(1, 101) }),
        answer({ total_commits: 150, commits: range(101, 151) }),
      ],
      async (script) => {
        const line = await fetchFirstParents(connection(script), id(0), id(150), 250)
        expect(line.map((each) => each.id)).toEqual(range(1, 151).map(({ sha }) => sha))
        expect(line[0]?.at).toBe('2026-01-01T00:01:00Z')
      },
    ))
  test('is read as far as it is needed', () => {
    const next = '<http://localhost/x?page=2>; rel="next", <http://localhost/x?page=9>; rel="last"'
    return withScriptedServer(
      [
        answer(range(201, 301).reverse(), next),
        answer(range(101, 201).reverse(), next),
        answer(range(1, 101).reverse(), next),
      ],
      async (script) => {
        const line = await fetchFirstParents(connection(script), undefined, id(300), 250)
        expect(line.map((each) => each.id)).toEqual(range(51, 301).map(({ sha }) => sha))
        expect(script.asked).toHaveLength(3)
      },
    )
  })
  test('is requested for a path only since the first commit of the range', () =>
    withScriptedServer(
      [answer({ total_commits: 2, commits: range(1, 3) }), answer([commit(2), commit(0)])],
      async (script) => {
        const found = await fetchCommitsTouching(connection(script), 'a b.yaml', id(0), id(2))
        expect(found.map((each) => each.id)).toEqual([id(2)])
        const { searchParams } = new URL(script.asked[1]?.path ?? '', script.url)
        expect(searchParams.get('since')).toBe('2026-01-01T00:00:59.000Z')
        expect(searchParams.get('path')).toBe('a b.yaml')
      },
    ))
})

describe('a list that GitHub truncates', () => {
  const file = { path: 'a.yaml', mode: '100644', type: 'blob', sha: id(1), size: 7 }
  const folder = { path: 'f', mode: '040000', type: 'tree', sha: id(2) }
  test('is read folder by folder', () =>
    withScriptedServer(
      [
        answer({ truncated: true, tree: [file] }),
        answer({ truncated: false, tree: [file, folder] }),
        answer({ truncated: false, tree: [file] }),
      ],
      async (script) => {
        const sizes = new Map<string, number>()
        const { entries, folders } = await fetchCommitFiles(connection(script), id(9), '', sizes)
        expect([...entries.keys()]).toEqual(['a.yaml', 'f/a.yaml'])
        expect([...folders]).toEqual(['', 'f'])
        expect(sizes).toEqual(new Map([[id(1), 7]]))
      },
    ))
  test('and truncates again is an error', () =>
    withScriptedServer([answer({ truncated: true, tree: [file] })], async (script) => {
      await expect(fetchCommitFiles(connection(script), id(9), '', new Map())).rejects.toThrow(
        'contains more files than GitHub lists',
      )
    }))
})

describe('a file', () => {
  const known = 'a'.repeat(40)
  const found = (blob: unknown) => answer({ data: { repository: { b0: blob } } })
  test('that is too large is not requested', () =>
    withScriptedServer([], async (script) => {
      const blob = createGitHubBlobReader(connection(script), new Map([[known, 2_000]]))
      expect(await blob(known, 1_000)).toEqual({ size: 2_000 })
      expect(script.asked).toEqual([])
    }))
  test('with another id than requested is refused', () =>
    withScriptedServer(
      [
        found({ byteSize: 6, isTruncated: false, text: 'id: z\n' }),
        answer({ content: Buffer.from('id: z\n').toString('base64') }),
      ],
      async (script) => {
        await expect(
          createGitHubBlobReader(connection(script), new Map())(known, 1_000),
        ).rejects.toThrow('GitHub returned another file than aaaaaaa.')
      },
    ))
  test('that is truncated in a response is read separately', () => {
    const empty = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    return withScriptedServer(
      [found({ byteSize: 0, isTruncated: true, text: '' }), answer({ content: '' })],
      async (script) => {
        expect(
          await createGitHubBlobReader(connection(script), new Map())(empty, 10),
        ).toMatchObject({ size: 0 })
        expect(script.asked.map(({ method }) => method)).toEqual(['POST', 'GET'])
      },
    )
  })
})
