// Pull requests, and the pull requests of a commit.

import { type Body, bodyOf, flagIn, oneOf, refuse, text, textIn, textOrNullIn } from '../fields.ts'
import type { Git } from '../git.ts'
import { type LinkBase, paged } from '../pages.ts'
import type { Shape, Shapes } from '../resource-json.ts'
import { created, invalid, isTooLong, notFound, ok, Refusal, type Route } from '../response.ts'
import { newThread, type Pull, type State, type Thread, turn } from '../state.ts'
import { actionsBot, userOf } from '../users.ts'
import { titleIn } from './issues.ts'

const here = '/repos/:owner/:repo/pulls'

export const pullRoutes = (
  state: State,
  shapes: Shapes,
  git: Git | undefined,
  base: LinkBase,
): readonly Route[] => {
  const shown = async (thread: Thread, isFull: boolean): Promise<Shape> =>
    shapes.pull(thread, isFull, {
      head: await shaOf(git, pullOf(thread).head),
      base: await shaOf(git, pullOf(thread).base),
    })
  const threadOf = (number: string | undefined): Thread => {
    const thread = state.threads.get(Number(number))
    if (thread?.pull === undefined) throw notFound()
    return thread
  }
  return [
    {
      method: 'GET',
      path: here,
      page: 'pulls/pulls#list-pull-requests',
      needs: ['pull-requests', 'read'],
      run: async (call) => {
        const found = listed(state, call.query)
        return paged(call, await Promise.all(found.map((thread) => shown(thread, false))), base)
      },
    },
    {
      method: 'POST',
      path: here,
      page: 'pulls/pulls#create-a-pull-request',
      needs: ['pull-requests', 'write'],
      run: async ({ body }) => created(await shown(await create(state, git, bodyOf(body)), true)),
    },
    {
      method: 'GET',
      path: `${here}/:#number`,
      page: 'pulls/pulls#get-a-pull-request',
      needs: ['pull-requests', 'read'],
      run: async ({ params }) => ok(await shown(threadOf(params['number']), true)),
    },
    {
      method: 'PATCH',
      path: `${here}/:#number`,
      page: 'pulls/pulls#update-a-pull-request',
      needs: ['pull-requests', 'write'],
      run: async ({ params, body }) => {
        const thread = threadOf(params['number'])
        await update(state, git, thread, bodyOf(body))
        return ok(await shown(thread, true))
      },
    },
    {
      method: 'GET',
      path: `${here}/:#number/reviews`,
      page: 'pulls/reviews#list-reviews-for-a-pull-request',
      needs: ['pull-requests', 'read'],
      run: async (call) => {
        const { number } = threadOf(call.params['number'])
        const found = state.reviews.filter((review) => review.number === number)
        return paged(
          call,
          found.map((review, index) => ({
            id: index + 1,
            user: userOf(review.user),
            body: '',
            state: review.state,
            commit_id: review.commit,
            submitted_at: review.at,
            author_association: review.association,
          })),
          base,
        )
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/:sha/pulls',
      page: 'commits/commits#list-pull-requests-associated-with-a-commit',
      needs: ['pull-requests', 'read'],
      run: async (call) => {
        const found = await ofCommit(state, git, call.params['sha'] ?? '')
        return paged(call, await Promise.all(found.map((thread) => shown(thread, false))), base)
      },
    },
  ]
}

const pullOf = ({ pull, number }: Thread): Pull => {
  if (pull === undefined) throw new Error(`#${number} is no pull.`)
  return pull
}

const shaOf = async (
  git: Git | undefined,
  { sha, ref }: Partial<Pick<Pull['head'], 'sha'>> & Pick<Pull['head'], 'ref'>,
): Promise<string> => sha ?? (await git?.object(`refs/heads/${ref}`, 'commit')) ?? '0'.repeat(40)

const listed = (state: State, query: URLSearchParams): readonly Thread[] => {
  const wanted = oneOf(Object.fromEntries(query), 'state', ['open', 'closed', 'all']) ?? 'open'
  const sort =
    oneOf(Object.fromEntries(query), 'sort', [
      'created',
      'updated',
      'popularity',
      'long-running',
    ]) ?? 'created'
  const usual = sort === 'created' ? 'desc' : 'asc'
  const sign = (query.get('direction') ?? usual) === 'asc' ? 1 : -1
  const [head, ref] = [query.get('head'), query.get('base')]
  return (
    [...state.threads.values()]
      .filter(({ pull }) => pull !== undefined)
      .filter((thread) => wanted === 'all' || thread.state === wanted)
      // A `head` without its owner is ignored: every pull request is listed.
      .filter((thread) => !head?.includes(':') || labelOf(pullOf(thread)) === head)
      .filter((thread) => ref === null || pullOf(thread).base.ref === ref)
      .toSorted((one, other) => {
        const by = sort === 'updated' ? 'updatedAt' : 'createdAt'
        return sign * (Date.parse(one[by]) - Date.parse(other[by]) || one.number - other.number)
      })
  )
}

const labelOf = ({ head }: Pull): string => `${head.repo.split('/')[0]}:${head.ref}`

const create = async (state: State, git: Git | undefined, body: Body): Promise<Thread> => {
  const [ref, into] = [text(body, 'head'), text(body, 'base')]
  const title = titleIn(body) ?? refuse(`"title" wasn't supplied.`)
  const given = bodyIn(body) ?? null
  const isDraft = flagIn(body, 'draft') ?? false
  const { owner, name } = state.repo
  const label = ref.includes(':') ? ref : `${owner}:${ref}`
  const branch = label.slice(label.indexOf(':') + 1)
  const isOurs = label.startsWith(`${owner}:`)
  const [top, bottom] = [
    isOurs ? await git?.object(`refs/heads/${branch}`, 'commit') : undefined,
    await git?.object(`refs/heads/${into}`, 'commit'),
  ]
  const wrong = (field: 'head' | 'base') =>
    invalid({ resource: 'PullRequest', field, code: 'invalid' })
  if (git !== undefined && top === undefined) throw wrong('head')
  if (git !== undefined && bottom === undefined) throw wrong('base')
  const own = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message })
  const isSame = (thread: Thread): boolean =>
    thread.state === 'open' && thread.pull?.base.ref === into && labelOf(thread.pull) === label
  if ([...state.threads.values()].some(isSame))
    throw own(`A pull request already exists for ${label}.`)
  if (top !== undefined && (await git?.text(['rev-list', '--count', `${bottom}..${top}`])) === '0')
    throw own(`No commits between ${into} and ${branch}`)
  const pull: Pull = {
    head: {
      ref: branch,
      sha: undefined,
      repo: isOurs ? `${owner}/${name}` : `${label.split(':')[0]}/${name}`,
    },
    base: { ref: into, sha: bottom },
    mergedAt: null,
    mergeCommit: null,
    commits: [],
    isDraft,
  }
  return newThread(state, { title, body: given, pull })
}

const bodyIn = (body: Body): string | null | undefined => {
  const given = textOrNullIn(body, 'body')
  if (given && isTooLong(given))
    throw invalid({
      resource: 'PullRequest',
      code: 'custom',
      field: 'body',
      message: 'body is too long (maximum is 65536 characters)',
    })
  return given
}

const update = async (
  state: State,
  git: Git | undefined,
  thread: Thread,
  body: Body,
): Promise<void> => {
  const title = titleIn(body)
  const given = bodyIn(body)
  const to = oneOf(body, 'state', ['open', 'closed'])
  const into = textIn(body, 'base')
  const sha = into === undefined ? undefined : await git?.object(`refs/heads/${into}`, 'commit')
  if (git !== undefined && into !== undefined && sha === undefined)
    throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
  if (to === 'open' && pullOf(thread).mergedAt !== null)
    throw invalid({
      resource: 'PullRequest',
      code: 'invalid',
      field: 'state',
      message: 'state cannot be changed. The pull request cannot be reopened.',
    })
  const at = state.stamp()
  thread.updatedAt = at
  if (title !== undefined) thread.title = title
  if (given !== undefined) thread.body = given
  if (into !== undefined) pullOf(thread).base = { ref: into, sha }
  if (to !== undefined) turn(thread, to, { by: actionsBot, at })
}

/** For a commit on the default branch, the merged pull requests; for any other commit, open ones too. */
const ofCommit = async (
  state: State,
  git: Git | undefined,
  sha: string,
): Promise<readonly Thread[]> => {
  const isKnown = git === undefined || (await git.object(sha, 'commit')) !== undefined
  if (!/^[0-9a-f]{40}$/.test(sha) || !isKnown)
    throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const { defaultBranch } = state.repo
  const isIn =
    (await git?.ask(['merge-base', '--is-ancestor', sha, `refs/heads/${defaultBranch}`])) !==
    undefined
  const threads: Thread[] = []
  for (const thread of state.threads.values()) {
    const { pull } = thread
    if (pull === undefined) continue
    const commits = [...pull.commits, pull.mergeCommit, await shaOf(git, pull.head)]
    if (!commits.includes(sha)) continue
    if (pull.mergedAt !== null || (thread.state === 'open' && !isIn)) threads.push(thread)
  }
  return threads.toSorted((one, other) => one.number - other.number)
}
