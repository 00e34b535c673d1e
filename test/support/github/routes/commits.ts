// Lists and comparisons of commits, and files of a commit.

import {
  base64Lines,
  blobOf,
  changedFiles,
  commitOf,
  entriesOf,
  listedCommit,
  logOf,
  type Places,
  type TreeEntry,
} from '../commits.ts'
import type { Git } from '../git.ts'
import { type LinkBase, linksOf, pageOf } from '../pages.ts'
import { type Call, notFound, ok, Refusal, type Response, type Route } from '../response.ts'
import { isRaw, rawOf } from './git.ts'

const here = '/repos/:owner/:repo'

export const commitRoutes = (
  git: Git,
  places: Places,
  defaultBranch: string,
  base: LinkBase,
): readonly Route[] => [
  {
    method: 'GET',
    path: `${here}/commits`,
    page: 'commits/commits#list-commits',
    needs: ['contents', 'read'],
    run: (call) => list(git, places, defaultBranch, base, call),
  },
  {
    method: 'GET',
    path: `${here}/commits/*ref`,
    page: 'commits/commits#get-a-commit',
    needs: ['contents', 'read'],
    run: (call) => commit(git, places, call),
  },
  {
    method: 'GET',
    path: `${here}/compare/*basehead`,
    page: 'commits/commits#compare-two-commits',
    needs: ['contents', 'read'],
    run: (call) => compare(git, places, base, call),
  },
  ...[`${here}/contents`, `${here}/contents/*path`].map(
    (path): Route => ({
      method: 'GET',
      path,
      page: 'repos/contents#get-repository-content',
      needs: ['contents', 'read'],
      run: (call) => contents(git, places, defaultBranch, call),
    }),
  ),
]

const list = async (
  git: Git,
  places: Places,
  defaultBranch: string,
  base: LinkBase,
  call: Call,
): Promise<Response> => {
  const { query } = call
  const sha = await git.object(query.get('sha') ?? defaultBranch, 'commit')
  if (sha === undefined) throw notFound()
  const [path, since, until, author] = ['path', 'since', 'until', 'author'].map((name) =>
    query.get(name),
  )
  const narrow = [
    ...(since ? [`--since-as-filter=${since}`] : []),
    ...(until ? [`--until=${until}`] : []),
    ...(author ? ['--fixed-strings', `--author=${author}`] : []),
    sha,
    '--',
    ...(path ? [`:(literal)${path}`] : []),
  ]
  const page = pageOf(call)
  const total = Number(await git.text(['rev-list', '--count', ...narrow]))
  const shown = await logOf(git, [
    `--skip=${(page.number - 1) * page.size}`,
    `--max-count=${page.size}`,
    ...narrow,
  ])
  return {
    status: 200,
    body: shown.map((one) => listedCommit(places, one)),
    headers: linksOf(call, page, total, base),
  }
}

const commit = async (git: Git, places: Places, call: Call): Promise<Response> => {
  const ref = call.params['ref'] ?? ''
  const sha = await git.object(ref, 'commit')
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`)
  if (/application\/vnd\.github(?:\.v3)?\.sha\b/.test(call.accept))
    return {
      status: 200,
      raw: sha,
      headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
    }
  const found = await commitOf(git, sha)
  const before =
    found.parents[0] ?? (await git.text(['hash-object', '-t', 'tree', '-w', '--stdin']))
  const files = await changedFiles(git, places, before, sha)
  const sum = (name: string) => files.reduce((total, file) => total + Number(file[name]), 0)
  return ok({
    ...listedCommit(places, found),
    stats: { total: sum('changes'), additions: sum('additions'), deletions: sum('deletions') },
    files: files.slice(0, 300),
  })
}

const compare = async (git: Git, places: Places, link: LinkBase, call: Call): Promise<Response> => {
  const { basehead = '' } = call.params
  const [from, to, more] = basehead.split('...')
  const [base, head] = [
    await git.object(from ?? '', 'commit'),
    await git.object(to ?? '', 'commit'),
  ]
  if (more !== undefined || base === undefined || head === undefined) throw notFound()
  const middle = await git.ask(['merge-base', base, head])
  if (middle === undefined) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`)
  const count = async (range: string) => Number(await git.text(['rev-list', '--count', range]))
  const [ahead, behind] = [await count(`${base}..${head}`), await count(`${head}..${base}`)]
  const isPaged = call.query.has('page') || call.query.has('per_page')
  const page = isPaged ? pageOf(call) : { size: 250, number: 1 }
  const between = (await logOf(git, [`${base}..${head}`])).toReversed()
  const start = (page.number - 1) * page.size
  const url = `${places.web}/compare/${from}...${to}`
  return {
    status: 200,
    headers: linksOf(call, page, ahead, link),
    body: {
      url: `${places.api}/compare/${from}...${to}`,
      html_url: url,
      permalink_url: `${places.web}/compare/${base.slice(0, 7)}...${head.slice(0, 7)}`,
      diff_url: `${url}.diff`,
      patch_url: `${url}.patch`,
      base_commit: listedCommit(places, await commitOf(git, base)),
      merge_base_commit: listedCommit(places, await commitOf(git, middle)),
      status: statusOf(ahead, behind),
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: between.slice(start, start + page.size).map((one) => listedCommit(places, one)),
      // Only the first page has files.
      ...(page.number === 1 && {
        files: (await changedFiles(git, places, middle, head)).slice(0, 300),
      }),
    },
  }
}

const statusOf = (ahead: number, behind: number): string => {
  if (ahead > 0 && behind > 0) return 'diverged'
  if (ahead > 0) return 'ahead'
  return behind > 0 ? 'behind' : 'identical'
}

/** Above this size the content is omitted, unless the raw format is requested. */
const inlined = 1_048_576

const contents = async (
  git: Git,
  places: Places,
  defaultBranch: string,
  call: Call,
): Promise<Response> => {
  const ref = call.query.get('ref') ?? defaultBranch
  const sha = await git.object(ref, 'commit')
  if (sha === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const path = (call.params['path'] ?? '').replace(/\/$/, '')
  const entry = path === '' ? undefined : await entryAt(git, sha, path)
  if (path !== '' && entry === undefined) throw notFound()
  if (entry === undefined || entry.type === 'tree') {
    const within = await entriesOf(git, path === '' ? sha : `${sha}:${path}`, false)
    return ok(
      within.slice(0, 1000).map((one) =>
        contentShape(places, ref, {
          ...one,
          path: path === '' ? one.path : `${path}/${one.path}`,
        }),
      ),
    )
  }
  if (entry.type === 'commit')
    return ok({ ...contentShape(places, ref, entry), submodule_git_url: null })
  const bytes = await blobOf(git, entry.sha)
  // For a link to a file of the repository, GitHub returns the file.
  const goal =
    entry.mode === '120000' ? await goalOf(git, sha, path, bytes.toString('utf8')) : undefined
  if (entry.mode === '120000' && goal === undefined)
    return ok({ ...contentShape(places, ref, entry), target: bytes.toString('utf8') })
  const content = goal === undefined ? bytes : await blobOf(git, goal.sha)
  if (isRaw(call)) return rawOf(content)
  const isInlined = content.length <= inlined
  return ok({
    ...contentShape(places, ref, goal ? { ...goal, path } : entry),
    content: isInlined ? base64Lines(content) : '',
    encoding: isInlined ? 'base64' : 'none',
  })
}

const entryAt = async (
  git: Git,
  commitSha: string,
  path: string,
): Promise<TreeEntry | undefined> => {
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const tree = await git.object(`${commitSha}:${parent}`, 'object')
  if (tree === undefined || (await git.read(tree))?.type !== 'tree') return undefined
  const name = path.slice(path.lastIndexOf('/') + 1)
  const found = (await entriesOf(git, tree, false)).find((entry) => entry.path === name)
  return found && { ...found, path }
}

const goalOf = async (
  git: Git,
  sha: string,
  path: string,
  target: string,
): Promise<TreeEntry | undefined> => {
  const there = new URL(target, `file:///${path}`)
  const goal = await entryAt(git, sha, decodeURIComponent(there.pathname).slice(1))
  return goal?.type === 'blob' && goal.mode !== '120000' ? goal : undefined
}

const contentShape = (
  { api, web }: Places,
  ref: string,
  { path, sha, size, type, mode }: TreeEntry,
) => {
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const kind = type === 'tree' ? 'tree' : 'blob'
  const git = `${api}/git/${kind}s/${sha}`
  const html = `${web}/${kind}/${ref}/${path}`
  const names: Readonly<Record<string, string>> = { tree: 'dir', blob: 'file', commit: 'submodule' }
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size: size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url:
      type === 'blob'
        ? `${web.replace('//github.com', '//raw.githubusercontent.com')}/${ref}/${path}`
        : null,
    type: mode === '120000' ? 'symlink' : (names[type] ?? type),
    _links: { self: url, git, html },
  }
}
