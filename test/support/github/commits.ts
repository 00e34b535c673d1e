// Commits, trees, blobs and changed files of the repository, in the format of the REST API.
import type { Git } from './git.ts'
import { nodeId, userOf } from './users.ts'

export interface Places {
  readonly api: string
  readonly web: string
}

export interface Signature {
  readonly name: string
  readonly email: string
  readonly date: string
}

export interface CommitObject {
  readonly sha: string
  readonly author: Signature
  readonly committer: Signature
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
}

const format = ['%H', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%T', '%P', '%B'].join('%x00')

/** Commits in the order of `git log`. */
export const logOf = async (
  git: Git,
  args: readonly string[],
): Promise<readonly CommitObject[]> => {
  const out = await git.text(['log', `--format=${format}%x01`, ...args])
  return out
    .split('\x01')
    .map((record) => record.replace(/^\n/, ''))
    .filter((record) => record !== '')
    .map((record) => {
      const [
        sha = '',
        an = '',
        ae = '',
        ad = '',
        cn = '',
        ce = '',
        cd = '',
        tree = '',
        parents = '',
        message = '',
      ] = record.split('\0')
      return {
        sha,
        author: { name: an, email: ae, date: utc(ad) },
        committer: { name: cn, email: ce, date: utc(cd) },
        tree,
        parents: parents.split(' ').filter(Boolean),
        message: message.trimEnd(),
      }
    })
}

export const commitOf = async (git: Git, sha: string): Promise<CommitObject> => {
  const [commit] = await logOf(git, ['-1', sha])
  if (commit === undefined) throw new Error(`There is no commit ${sha}.`)
  return commit
}

const utc = (date: string): string => new Date(date).toISOString().replace('.000Z', 'Z')

const unsigned = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
}

/** In the format of the git database. */
export const gitCommit = ({ api, web }: Places, commit: CommitObject) => ({
  sha: commit.sha,
  node_id: nodeId('C', commit.sha),
  url: `${api}/git/commits/${commit.sha}`,
  html_url: `${web}/commit/${commit.sha}`,
  author: commit.author,
  committer: commit.committer,
  tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
  message: commit.message,
  parents: commit.parents.map((sha) => ({
    sha,
    url: `${api}/git/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
  })),
  verification: unsigned,
})

/** In the format of lists of commits. */
export const listedCommit = ({ api, web }: Places, commit: CommitObject) => ({
  sha: commit.sha,
  node_id: nodeId('C', commit.sha),
  commit: {
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    url: `${api}/git/commits/${commit.sha}`,
    comment_count: 0,
    verification: unsigned,
  },
  url: `${api}/commits/${commit.sha}`,
  html_url: `${web}/commit/${commit.sha}`,
  comments_url: `${api}/commits/${commit.sha}/comments`,
  author: accountOf(commit.author),
  committer: accountOf(commit.committer),
  parents: commit.parents.map((sha) => ({
    sha,
    url: `${api}/commits/${sha}`,
    html_url: `${web}/commit/${sha}`,
  })),
})

/** Only a mail address of GitHub identifies a user; for others GitHub shows `null`. */
const accountOf = ({ email }: Signature) => {
  const [, login] = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email) ?? []
  return login === undefined ? null : userOf(login)
}

export interface TreeEntry {
  readonly mode: string
  readonly type: string
  readonly sha: string
  readonly size: number | undefined
  readonly path: string
}

export const entriesOf = async (
  git: Git,
  tree: string,
  isRecursive: boolean,
): Promise<readonly TreeEntry[]> => {
  const out = await git.text([
    'ls-tree',
    '-z',
    '--long',
    ...(isRecursive ? ['-r', '-t'] : []),
    tree,
  ])
  return out
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const cut = line.indexOf('\t')
      const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, cut).split(/ +/)
      return {
        mode,
        type,
        sha,
        size: size === '-' ? undefined : Number(size),
        path: line.slice(cut + 1),
      }
    })
}

/** GitHub breaks base64 after 60 characters. */
export const base64Lines = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/.{1,60}/g, '$&\n')

export const blobOf = async (git: Git, sha: string): Promise<Buffer> => {
  const object = await git.read(sha)
  if (object?.type !== 'blob') throw new Error(`There is no blob ${sha}.`)
  return object.bytes
}

const statuses: Readonly<Record<string, string>> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
}

export const changedFiles = async (
  git: Git,
  { api, web }: Places,
  from: string,
  to: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const ask = (how: string) => git.text(['diff-tree', '-r', '-z', '-M', how, from, to])
  const counts = numbersIn(await ask('--numstat'))
  const parts = (await ask('--raw')).split('\0')
  const files: Readonly<Record<string, unknown>>[] = []
  for (let at = 0; at < parts.length && parts[at] !== ''; ) {
    const [, , before = '', after = '', word = ''] = (parts[at] ?? '').split(' ')
    const isMoved = /^[RC]/.test(word)
    const previous = parts[at + 1] ?? ''
    const path = isMoved ? (parts[at + 2] ?? '') : previous
    at += isMoved ? 3 : 2
    const [additions, deletions] = counts.get(path) ?? [0, 0]
    const isGone = word === 'D'
    files.push({
      sha: isGone ? before : after,
      filename: path,
      status: statuses[word.slice(0, 1)] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${web}/blob/${isGone ? from : to}/${path}`,
      raw_url: `${web}/raw/${isGone ? from : to}/${path}`,
      contents_url: `${api}/contents/${path}?ref=${isGone ? from : to}`,
      ...(isMoved && { previous_filename: previous }),
    })
  }
  return files
}

const numbersIn = (out: string): ReadonlyMap<string, readonly [number, number]> => {
  const parts = out.split('\0')
  const counts = new Map<string, readonly [number, number]>()
  for (let at = 0; at < parts.length && parts[at] !== ''; ) {
    const [more = '', less = '', path = ''] = (parts[at] ?? '').split('\t')
    // For a moved file, two names follow.
    counts.set(path === '' ? (parts[at + 2] ?? '') : path, [Number(more) || 0, Number(less) || 0])
    at += path === '' ? 3 : 1
  }
  return counts
}
