// Lists the files of a commit that the clone does not have.
import type { Octokit } from '@octokit/core'
import pLimit from 'p-limit'
import { GitError, shortId } from '../../model/repository.ts'
import { buildCommitFiles, type CommitFiles } from '../git/commit-files.ts'
import { linkOrSubmoduleError } from '../git/commit-tree.ts'
import type { GitHubConnection } from './connection.ts'
import { purpose } from './request-purpose.ts'

interface TreeItem {
  readonly path: string
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly size?: number
}

/** `prefix` is the root folder of the definitions. The size of each file is added to `sizes`. */
export const fetchCommitFiles = (
  connection: GitHubConnection,
  commit: string,
  prefix: string,
  sizes: Map<string, number>,
): Promise<CommitFiles> =>
  connection.runRequest(
    purpose(`list the files of the commit ${shortId(commit)}`, 'contents: read'),
    async (octokit) => {
      const items = createTreeFetcher(octokit, connection.repository)
      const folder = await findFolder(items, commit, prefix.split('/').slice(0, -1))
      const found = folder === undefined ? [] : await listBelow(items, folder, '')
      for (const { id, size } of found) if (size !== undefined) sizes.set(id, size)
      return buildCommitFiles(found)
    },
  )

type TreeFetcher = (
  tree: string,
  isRecursive: boolean,
) => Promise<{ readonly items: readonly TreeItem[]; readonly isCut: boolean }>

const createTreeFetcher = (
  octokit: Octokit,
  repositoryId: GitHubConnection['repository'],
): TreeFetcher => {
  // A large repository has many folders, and all requests start at the same time.
  const limit = pLimit(8)
  return (tree, isRecursive) =>
    limit(async () => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...repositoryId,
        tree_sha: tree,
        // Any value means recursive, even `0`.
        ...(isRecursive && { recursive: '1' }),
      })
      const items = data.tree.map(({ mode, path, sha, size, type }) => ({
        path: path ?? '',
        mode: mode ?? '',
        type: type ?? '',
        id: sha ?? '',
        ...(size !== undefined && { size }),
      }))
      return { items, isCut: data.truncated === true }
    })
}

/** `undefined` if the folder does not exist. Fails if it is behind a link or a submodule. */
const findFolder = async (
  items: TreeFetcher,
  commit: string,
  pathSegments: readonly string[],
): Promise<string | undefined> => {
  let folder = commit
  for (const [index, segment] of pathSegments.entries()) {
    const found = (await items(folder, false)).items.find(({ path }) => path === segment)
    if (found === undefined) return undefined
    if (found.type !== 'tree') {
      const path = pathSegments.slice(0, index + 1).join('/')
      const entry = buildCommitFiles([{ ...found, path }]).entries.get(path)
      if (entry === undefined || entry.type === 'file') return undefined
      throw linkOrSubmoduleError(commit, path, entry)
    }
    folder = found.id
  }
  return folder
}

/** GitHub truncates the list of a very large repository; then each folder is listed separately. */
const listBelow = async (
  items: TreeFetcher,
  tree: string,
  pathPrefix: string,
): Promise<readonly TreeItem[]> => {
  const recursiveTree = await items(tree, true)
  if (!recursiveTree.isCut)
    return recursiveTree.items.filter(isNotFolder).map((item) => withPathPrefix(item, pathPrefix))
  const flatTree = await items(tree, false)
  if (flatTree.isCut)
    throw new GitError(
      `The folder \`${pathPrefix}\` contains more files than GitHub lists. Check out the full history with \`fetch-depth: 0\` of \`actions/checkout\`.`,
    )
  const found = await Promise.all(
    flatTree.items.map((item) =>
      isNotFolder(item)
        ? [withPathPrefix(item, pathPrefix)]
        : listBelow(items, item.id, `${pathPrefix}${item.path}/`),
    ),
  )
  return found.flat()
}

const isNotFolder = ({ type }: TreeItem): boolean => type !== 'tree'

const withPathPrefix = (item: TreeItem, pathPrefix: string): TreeItem => ({
  ...item,
  path: `${pathPrefix}${item.path}`,
})
