// Commits that a clone does not hold: what GitHub knows of them.
import type { Commit } from '../git/index.ts'
import { type Connection, pagesOf } from './connection.ts'
import { GitHubError } from './error.ts'
import { type Task, task } from './request-purpose.ts'

/** A commit with what it stands on. */
interface Step extends Commit {
  readonly parents: readonly string[]
}

/** `undefined` where GitHub knows none of that name. */
export const commitNamed = async (
  { ask, repository }: Connection,
  ref: string,
): Promise<Commit | undefined> => {
  try {
    return await ask(reading(`find the commit \`${ref}\``), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ...repository,
        ref,
        // Its files may fill several pages, and are not wanted.
        per_page: 1,
      })
      const { at, id } = stepFrom(data)
      return { id, at }
    })
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

/** The nearest commit that both contain; `undefined` where there is none. */
export const mergeBaseOf = async (
  connection: Connection,
  a: string,
  b: string,
): Promise<string | undefined> => {
  const { ask, repository } = connection
  try {
    return await ask(comparing(a, b), async (octokit) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...repository,
        basehead: `${a}...${b}`,
        per_page: 1,
      })
      return data.merge_base_commit.sha
    })
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    await requireBoth(connection, a, b, cause)
    return undefined
  }
}

/** That two commits have nothing in common is said with the same answer as that one of them is not there. */
const requireBoth = async (
  connection: Connection,
  a: string,
  b: string,
  cause: unknown,
): Promise<void> => {
  for (const id of [a, b]) if ((await commitNamed(connection, id)) === undefined) throw cause
}

export const containsAt = async (
  connection: Connection,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no'> => {
  try {
    return (await mergeBaseOf(connection, ancestor, descendant)) === ancestor ? 'yes' : 'no'
  } catch (cause) {
    // What was never pushed is no ancestor of what was.
    const isThere = isMissing(cause) && (await commitNamed(connection, descendant)) !== undefined
    if (isThere) return 'no'
    throw cause
  }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof GitHubError && cause.kind === 'missing'

/** After `from` up to `to`, oldest first. */
const rangeOf = async (
  connection: Connection,
  from: string,
  to: string,
): Promise<readonly Step[]> => {
  const { ask, repository } = connection
  try {
    return await ask(comparing(from, to), async (octokit) => {
      const found = await pagesOf(async (page) => {
        const { data, headers } = await octokit.request(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          { ...repository, basehead: `${from}...${to}`, per_page: 100, page },
        )
        return { data: data.commits, headers, total: data.total_commits }
      })
      return found.map(stepFrom)
    })
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    await requireBoth(connection, from, to, cause)
    const all: Step[] = []
    await eachPage(connection, to, (steps) => {
      all.push(...steps)
      return false
    })
    return all.reverse()
  }
}

/** Commits of the range that touched a path, oldest first. */
export const touchingAt = async (
  connection: Connection,
  path: string,
  from: string,
  to: string,
): Promise<readonly Commit[]> => {
  const range = await rangeOf(connection, from, to)
  const [oldest] = range.map(({ at }) => at).sort()
  if (oldest === undefined) return []
  const { ask, repository } = connection
  const touching = await ask(reading(`list the commits of \`${path}\``), (octokit) =>
    pagesOf((page) =>
      octokit.request('GET /repos/{owner}/{repo}/commits', {
        ...repository,
        sha: to,
        path,
        // A second before, for nobody says whether that moment counts.
        since: new Date(Date.parse(oldest) - 1_000).toISOString(),
        per_page: 100,
        page,
      }),
    ),
  )
  const ids = new Set(touching.map(({ sha }) => sha))
  return range.filter(({ id }) => ids.has(id)).map(commitOf)
}

/** The line of first parents after `from` up to `to`, oldest first; the newest where there are more than is wanted. */
export const firstParentsAt = async (
  connection: Connection,
  from: string | undefined,
  to: string,
  most: number,
): Promise<readonly Commit[]> => {
  const known = new Map<string, Step>()
  const add = (steps: readonly Step[]) => {
    for (const step of steps) known.set(step.id, step)
  }
  const line = () => lineIn(known, to, most)
  if (from !== undefined) add(await rangeOf(connection, from, to))
  else
    await eachPage(connection, to, (steps) => {
      add(steps)
      return isWhole(line(), most)
    })
  return [...line()].reverse().map(commitOf)
}

/** All that a commit stands on, newest first, until it is enough. */
const eachPage = (
  { ask, repository }: Connection,
  to: string,
  isEnough: (steps: readonly Step[]) => boolean,
): Promise<unknown> =>
  ask(reading('list the commits of a branch'), (octokit) =>
    pagesOf(async (page) => {
      const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/commits', {
        ...repository,
        sha: to,
        per_page: 100,
        page,
      })
      return { data: [], headers: isEnough(data.map(stepFrom)) ? {} : headers }
    }),
  )

const lineIn = (known: ReadonlyMap<string, Step>, to: string, most: number): readonly Step[] => {
  const line: Step[] = []
  for (
    let step = known.get(to);
    step !== undefined && line.length < most;
    step = known.get(step.parents[0] ?? '')
  )
    line.push(step)
  return line
}

const isWhole = (line: readonly Step[], most: number): boolean =>
  line.length === most || line.at(-1)?.parents.length === 0

const commitOf = ({ at, id }: Step): Commit => ({ id, at })

interface GivenCommit {
  readonly sha: string
  readonly commit: {
    readonly committer: { readonly date?: string } | null
    readonly author: { readonly date?: string } | null
  }
  readonly parents: readonly { readonly sha: string }[]
}

const stepFrom = ({ commit, parents, sha }: GivenCommit): Step => ({
  id: sha,
  at: secondsOf(commit.committer?.date ?? commit.author?.date ?? ''),
  parents: parents.map((parent) => parent.sha),
})

/** As git's own times are written here. */
export const secondsOf = (time: string): string =>
  Number.isNaN(Date.parse(time)) ? time : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

const reading = (doing: string): Task => task(doing, 'contents: read')

const comparing = (a: string, b: string): Task =>
  reading(`compare the commits ${a.slice(0, 7)} and ${b.slice(0, 7)}`)
