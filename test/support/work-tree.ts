// What lies in a folder at one moment: its files, and the refs of its repository.
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Json } from '../../src/core/json.ts'
import { recordIn } from './behavior.ts'
import { runGit } from './run-git.ts'

/** Texts by path, `/` between folders; without what git keeps. */
export const filesIn = (root: string): Promise<ReadonlyMap<string, string>> =>
  textsBelow(root, (path) => path !== '.git')

/** Ids of objects by the name of the ref. */
export const refsIn = (root: string): Promise<ReadonlyMap<string, string>> =>
  textsBelow(join(root, '.git'), (path) => path.split('/')[0] === 'refs')

const textsBelow = async (
  root: string,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> => {
  const texts: [string, string][] = []
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      const name = relative(root, path).replaceAll('\\', '/')
      if (!isWanted(name)) continue
      if (entry.isDirectory()) await walk(path)
      else texts.push([name, await readFile(path, 'utf8')])
    }
  }
  await walk(root)
  return new Map(texts)
}

/** The refs that are not as they were, each with the commit that it points to and what that records. */
export const changedRefs = async (
  root: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, Json>>> => {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const changed = names.filter((name) => before.get(name) !== after.get(name))
  const entries: [string, Json][] = []
  for (const name of changed) {
    const id = after.get(name)?.trim()
    entries.push([name, id === undefined ? null : await commitAt(root, id)])
  }
  return Object.fromEntries(entries)
}

const commitAt = async (root: string, id: string): Promise<Json> => {
  const text = await git(root, 'cat-file', 'commit', id)
  const record = recordIn(text)
  return {
    commit: id,
    parents: [...text.matchAll(/^parent (\w+)$/gm)].map(([, parent]) => parent ?? ''),
    ...(record !== undefined && { record }),
  }
}

/** Of branches, the oldest first; those that no branch holds any more are among them, and so are the named ones. */
export const commitsIn = async (
  root: string,
  named: readonly string[] = [],
): Promise<readonly string[]> => {
  const text = await git(
    root,
    ...['rev-list', '--topo-order', '--reverse', '--reflog', '--branches', 'HEAD', ...named],
  )
  return text.split('\n').filter((id) => id !== '')
}

const git = async (root: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await runGit(root, args)
  return stdout
}
