// What a commit holds, where the clone does not hold the commit.
import type { Octokit } from '@octokit/core'
import pLimit from 'p-limit'
import { type Listing, listingOf } from '../git/commit-files.ts'
import { barredBy } from '../git/commit-tree.ts'
import { GitTrouble, shortId } from '../git/index.ts'
import type { Connection } from './connection.ts'
import { task } from './request-purpose.ts'

interface Item {
  readonly path: string
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly size?: number
}

/** `prefix` is the folder that is the root here. `sizes` learns how large each file is. */
export const listingAt = (
  connection: Connection,
  commit: string,
  prefix: string,
  sizes: Map<string, number>,
): Promise<Listing> =>
  connection.ask(
    task(`list the files of the commit ${shortId(commit)}`, 'contents: read'),
    async (octokit) => {
      const items = itemsOf(octokit, connection.repository)
      const folder = await folderIn(items, commit, prefix.split('/').slice(0, -1))
      const found = folder === undefined ? [] : await below(items, folder, '')
      for (const { id, size } of found) if (size !== undefined) sizes.set(id, size)
      return listingOf(found)
    },
  )

type Items = (
  tree: string,
  isDeep: boolean,
) => Promise<{ readonly items: readonly Item[]; readonly isCut: boolean }>

const itemsOf = (octokit: Octokit, where: Connection['repository']): Items => {
  // Folders are many in a large repository, and all are asked for at once.
  const limit = pLimit(8)
  return (tree, isDeep) =>
    limit(async () => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...where,
        tree_sha: tree,
        // Any value means deep, even a zero.
        ...(isDeep && { recursive: '1' }),
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

/** `undefined` where nothing is there. What lies behind a link was never there for anybody to read. */
const folderIn = async (
  items: Items,
  commit: string,
  parts: readonly string[],
): Promise<string | undefined> => {
  let folder = commit
  for (const [index, part] of parts.entries()) {
    const found = (await items(folder, false)).items.find(({ path }) => path === part)
    if (found === undefined) return undefined
    if (found.type !== 'tree') {
      const path = parts.slice(0, index + 1).join('/')
      const entry = listingOf([{ ...found, path }]).entries.get(path)
      if (entry === undefined || entry.sort === 'file') return undefined
      throw barredBy(commit, path, entry)
    }
    folder = found.id
  }
  return folder
}

/** GitHub cuts the list of a very large repository, and then each folder is listed by itself. */
const below = async (items: Items, tree: string, at: string): Promise<readonly Item[]> => {
  const deep = await items(tree, true)
  if (!deep.isCut) return deep.items.filter(isLeaf).map((item) => placed(item, at))
  const flat = await items(tree, false)
  if (flat.isCut)
    throw new GitTrouble(
      `The folder \`${at}\` holds more files than GitHub lists. Have the job check out the whole history, with \`fetch-depth: 0\` of \`actions/checkout\`.`,
    )
  const found = await Promise.all(
    flat.items.map((item) =>
      isLeaf(item) ? [placed(item, at)] : below(items, item.id, `${at}${item.path}/`),
    ),
  )
  return found.flat()
}

const isLeaf = ({ type }: Item): boolean => type !== 'tree'

const placed = (item: Item, at: string): Item => ({ ...item, path: `${at}${item.path}` })
