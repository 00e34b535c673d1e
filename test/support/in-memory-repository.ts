// A git repository as a map of this process, behind the port that the stages use: one branch, one clone, and the records
// of applies. What a record holds goes through the format of its commit, as in git.
import { createHash } from 'node:crypto'
import { formatRecordMessage, parseRecordMessage } from '../../src/io/git/applied-record.ts'
import { recordLineage, recordRaceError, replacedId } from '../../src/io/git/applied-ref.ts'
import { buildCommitFiles } from '../../src/io/git/commit-files.ts'
import { createSourceTree } from '../../src/io/git/commit-tree.ts'
import type { LocalApplies } from '../../src/model/begun-apply.ts'
import {
  appliedRefName,
  parseAppliedRefName,
  type RecordName,
} from '../../src/model/record-name.ts'
import {
  type AppliedRecordCommit,
  type Commit,
  GitError,
  type GitRepository,
} from '../../src/model/repository.ts'

/** Texts by path. */
type Texts = Readonly<Record<string, string>>

export interface InMemoryRepository {
  /** Commits these files and nothing else; returns the id. */
  readonly commit: (files: Texts) => string
  /** The clone as a run sees it that begins now: with this commit checked out. */
  readonly at: (head: string) => GitRepository
  /** Ids of records, the oldest first. */
  readonly records: readonly string[]
}

const start = Date.UTC(2026, 0, 1)
const idOf = (text: string): string => createHash('sha1').update(text).digest('hex')

export const createInMemoryRepository = (): InMemoryRepository => {
  const commits: { readonly commit: Commit; readonly files: Texts }[] = []
  const stored = new Map<string, AppliedRecordCommit>()
  const refs = new Map<string, string>()
  const records: string[] = []
  let begun: LocalApplies = { begun: [] }
  const placeOf = (id: string): number => {
    const place = commits.findIndex(({ commit }) => commit.id === id)
    if (place < 0) throw new GitError(`There is no commit ${id}.`)
    return place
  }
  const isoAt = (minutes: number): string =>
    new Date(start + minutes * 60_000).toISOString().replace('.000Z', 'Z')

  const treeOf = (id: string) => {
    const { files = {} } = commits[placeOf(id)] ?? {}
    const listed = Object.keys(files).map((path) => ({ path, mode: '100644', id: path }))
    return createSourceTree(
      async () => buildCommitFiles(listed),
      async (path) => {
        const bytes = Buffer.from(files[path] ?? '')
        return { size: bytes.length, bytes }
      },
    )
  }

  const at = (head: string): GitRepository => ({
    root: '',
    localApplies: () => ({
      path: '.git/statsig-gitops/applies.json',
      read: async () => structuredClone(begun),
      isHeldBy: async (holder) => begun.lease?.holder === holder,
      update: async (change) => {
        begun = structuredClone(change(structuredClone(begun)) ?? begun)
      },
    }),
    head: async () => commits[placeOf(head)]?.commit,
    isShallow: async () => false,
    resolve: async (ref) => {
      const { commit } = commits[placeOf(ref)] ?? {}
      if (commit === undefined) throw new GitError(`There is no commit ${ref}.`)
      return commit
    },
    tree: treeOf,
    inspectFiles: async (_, paths) =>
      paths.map((path) => ({
        path,
        status: 'changed',
        isIdent: false,
        isAssumedUnchanged: false,
        isSkipped: false,
      })),
    findRemoteRecord: async () => undefined,
    contains: async (descendant, ancestor) =>
      placeOf(ancestor) <= placeOf(descendant) ? 'yes' : 'no',
    commitsTouching: async (path, from, to) =>
      commits
        .slice(placeOf(from) + 1, placeOf(to) + 1)
        .filter(({ files }, index) => {
          const before = commits[placeOf(from) + index]?.files ?? {}
          const touched = new Set([...Object.keys(files), ...Object.keys(before)])
          return [...touched].some(
            (each) =>
              (each === path || each.startsWith(`${path}/`)) && files[each] !== before[each],
          )
        })
        .map(({ commit }) => commit),
    mergeBase: async (a, b) => commits[Math.min(placeOf(a), placeOf(b))]?.commit.id,
    firstParents: async (from, to) =>
      commits
        .slice(from === undefined ? 0 : placeOf(from) + 1, placeOf(to) + 1)
        .map(({ commit }) => commit),
    readApplied: async (target, root = '') => {
      const id = refs.get(appliedRefName({ target, root }))
      return id === undefined ? undefined : stored.get(id)
    },
    readRecord: async (_: RecordName, id) => stored.get(id),
    appliedRecords: async () => [...refs.keys()].flatMap((ref) => parseAppliedRefName(ref) ?? []),
    recordApplied: async (target, record, before) => {
      const name = { target, root: '' }
      const { parents } = recordLineage(record, before)
      // Git takes its time as well: another run may be faster.
      await new Promise(setImmediate)
      const ref = appliedRefName(name)
      if (refs.get(ref) !== replacedId(before)) throw recordRaceError(name)
      const message = formatRecordMessage(target, record)
      const id = idOf(`${parents.join(' ')}\n${message}\n${records.length}`)
      const parsed = parseRecordMessage(message)
      if (typeof parsed !== 'object') throw new Error('The record cannot be read again.')
      const written = {
        ...{ ...parsed, id, parents },
        at: record.seal?.at ?? isoAt(commits.length + records.length),
      }
      stored.set(id, written)
      refs.set(ref, id)
      records.push(id)
      return written
    },
    remote: async () => undefined,
    push: async () => ({ refused: 'There is no remote.' }),
  })

  return {
    at,
    records,
    commit: (files) => {
      const id = idOf(JSON.stringify([commits.length, files]))
      commits.push({ commit: { id, at: isoAt(commits.length) }, files })
      return id
    },
  }
}
