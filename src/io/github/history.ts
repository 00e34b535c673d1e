// Reads commits from GitHub that the clone does not have.
import type { Commit } from '../../model/repository.ts'
import { type GitHubConnection, readPages } from './connection.ts'
import { GitHubError } from './error.ts'
import { purpose, type RequestPurpose } from './request-purpose.ts'

/** A commit with its parents. */
interface CommitNode extends Commit {
  readonly parents: readonly string[]
}

/** `undefined` if GitHub finds no such commit. */
export const findCommit = async (
  { runRequest, repository }: GitHubConnection,
  ref: string,
): Promise<Commit | undefined> => {
  try {
    return await runRequest(readPurpose(`find the commit \`${ref}\``), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ...repository,
        ref,
        // The list of its files is not needed, and may have several pages.
        per_page: 1,
      })
      const { at, id } = parseCommitNode(data)
      return { id, at }
    })
  } catch (cause) {
    if (isNotFoundError(cause)) return undefined
    throw cause
  }
}

/** The nearest commit that both contain; `undefined` if there is none. */
export const fetchMergeBase = async (
  connection: GitHubConnection,
  a: string,
  b: string,
): Promise<string | undefined> => {
  const { runRequest, repository } = connection
  try {
    return await runRequest(comparePurpose(a, b), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...repository,
        basehead: `${a}...${b}`,
        per_page: 1,
      })
      return data.merge_base_commit.sha
    })
  } catch (cause) {
    if (!isNotFoundError(cause)) throw cause
    await requireCommits(connection, a, b, cause)
    return undefined
  }
}

/** GitHub gives the same response for unrelated commits and for a missing commit. This tells them apart. */
const requireCommits = async (
  connection: GitHubConnection,
  a: string,
  b: string,
  cause: unknown,
): Promise<void> => {
  for (const id of [a, b]) if ((await findCommit(connection, id)) === undefined) throw cause
}

export const fetchContains = async (
  connection: GitHubConnection,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no'> => {
  try {
    return (await fetchMergeBase(connection, ancestor, descendant)) === ancestor ? 'yes' : 'no'
  } catch (cause) {
    // A commit that was never pushed is not an ancestor of a pushed one.
    const isThere =
      isNotFoundError(cause) && (await findCommit(connection, descendant)) !== undefined
    if (isThere) return 'no'
    throw cause
  }
}

const isNotFoundError = (cause: unknown): boolean =>
  cause instanceof GitHubError && cause.kind === 'not-found'

/** After `from` up to `to`, oldest first. */
const fetchRange = async (
  connection: GitHubConnection,
  from: string,
  to: string,
): Promise<readonly CommitNode[]> => {
  const { runRequest, repository } = connection
  try {
    return await runRequest(comparePurpose(from, to), async (octokit) => {
      const responses = await readPages(async (page) => {
        const { data, headers } = await octokit.request(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          { ...repository, basehead: `${from}...${to}`, per_page: 100, page },
        )
        return { data: data.commits, headers, total: data.total_commits }
      })
      return responses.map(parseCommitNode)
    })
  } catch (cause) {
    if (!isNotFoundError(cause)) throw cause
    await requireCommits(connection, from, to, cause)
    const nodes: CommitNode[] = []
    await forEachPage(connection, to, (pageNodes) => {
      nodes.push(...pageNodes)
      return false
    })
    return nodes.reverse()
  }
}

/** Commits of the range that touched a path, oldest first. */
export const fetchCommitsTouching = async (
  connection: GitHubConnection,
  path: string,
  from: string,
  to: string,
): Promise<readonly Commit[]> => {
  const range = await fetchRange(connection, from, to)
  const [oldest] = range.map(({ at }) => at).sort()
  if (oldest === undefined) return []
  const { runRequest, repository } = connection
  const touchingCommits = await runRequest(
    readPurpose(`list the commits of \`${path}\``),
    (octokit) =>
      readPages((page) =>
        octokit.request('GET /repos/{owner}/{repo}/commits', {
          ...repository,
          sha: to,
          path,
          // One second earlier, because it is not documented whether `since` is inclusive.
          since: new Date(Date.parse(oldest) - 1_000).toISOString(),
          per_page: 100,
          page,
        }),
      ),
  )
  const ids = new Set(touchingCommits.map(({ sha }) => sha))
  return range.filter(({ id }) => ids.has(id)).map(toCommit)
}

/** The first parents after `from` up to `to`, oldest first; only the newest `maxCount`. */
export const fetchFirstParents = async (
  connection: GitHubConnection,
  from: string | undefined,
  to: string,
  maxCount: number,
): Promise<readonly Commit[]> => {
  const nodesById = new Map<string, CommitNode>()
  const add = (pageNodes: readonly CommitNode[]) => {
    for (const node of pageNodes) nodesById.set(node.id, node)
  }
  const firstParentLine = () => followFirstParents(nodesById, to, maxCount)
  if (from !== undefined) add(await fetchRange(connection, from, to))
  else
    await forEachPage(connection, to, (pageNodes) => {
      add(pageNodes)
      return isLineComplete(firstParentLine(), maxCount)
    })
  return [...firstParentLine()].reverse().map(toCommit)
}

/** Reads the ancestors of a commit, newest first, until `isEnough`. */
const forEachPage = (
  { runRequest, repository }: GitHubConnection,
  to: string,
  isEnough: (pageNodes: readonly CommitNode[]) => boolean,
): Promise<unknown> =>
  runRequest(readPurpose('list the commits of a branch'), (octokit) =>
    readPages(async (page) => {
      const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/commits', {
        ...repository,
        sha: to,
        per_page: 100,
        page,
      })
      return { data: [], headers: isEnough(data.map(parseCommitNode)) ? {} : headers }
    }),
  )

const followFirstParents = (
  nodesById: ReadonlyMap<string, CommitNode>,
  to: string,
  maxCount: number,
): readonly CommitNode[] => {
  const firstParentLine: CommitNode[] = []
  for (
    let node = nodesById.get(to);
    node !== undefined && firstParentLine.length < maxCount;
    node = nodesById.get(node.parents[0] ?? '')
  )
    firstParentLine.push(node)
  return firstParentLine
}

const isLineComplete = (firstParentLine: readonly CommitNode[], maxCount: number): boolean =>
  firstParentLine.length === maxCount || firstParentLine.at(-1)?.parents.length === 0

const toCommit = ({ at, id }: CommitNode): Commit => ({ id, at })

interface CommitResponse {
  readonly sha: string
  readonly commit: {
    readonly committer: { readonly date?: string } | null
    readonly author: { readonly date?: string } | null
  }
  readonly parents: readonly { readonly sha: string }[]
}

const parseCommitNode = ({ commit, parents, sha }: CommitResponse): CommitNode => ({
  id: sha,
  at: truncateToSeconds(commit.committer?.date ?? commit.author?.date ?? ''),
  parents: parents.map((parent) => parent.sha),
})

/** In the format of times from git. */
export const truncateToSeconds = (time: string): string =>
  Number.isNaN(Date.parse(time)) ? time : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

const readPurpose = (action: string): RequestPurpose => purpose(action, 'contents: read')

const comparePurpose = (a: string, b: string): RequestPurpose =>
  readPurpose(`compare the commits ${a.slice(0, 7)} and ${b.slice(0, 7)}`)
