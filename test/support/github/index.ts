// A server on loopback that responds like GitHub. It is written from GitHub's documentation, not from our code.

import type { Fault } from './faults.ts'
import { type Git, type GitPlace, gitAt } from './git.ts'
import { answerGraphql, type GraphqlContext } from './graphql.ts'
import type { LinkBase } from './pages.ts'
import { shapesOf } from './resource-json.ts'
import { notFound, ok, type Permission, Refusal, type Route } from './response.ts'
import { commitRoutes } from './routes/commits.ts'
import { databaseRoutes } from './routes/git.ts'
import { issueRoutes } from './routes/issues.ts'
import { pullRoutes } from './routes/pulls.ts'
import { refRoutes } from './routes/refs.ts'
import { listen, type SeenRequest, type ServerContext } from './server.ts'
import {
  commentsOf,
  newComment,
  newThread,
  type Review,
  type State,
  stateOf,
  turn,
} from './state.ts'

export type { Fault } from './faults.ts'

export interface GitHubOptions {
  readonly owner?: string
  readonly name?: string
  readonly isPrivate?: boolean
  readonly defaultBranch?: string
  /** A bare repository on disk, which git reads. */
  readonly git?: GitPlace
  /** In milliseconds. Default: a fixed time that increases by one second with each write. */
  readonly now?: () => number
  /** The permissions of the token. Default: all. */
  readonly permissions?: Partial<Record<Permission, 'read' | 'write' | 'none'>>
}

export interface FakeGitHub {
  /** GraphQL is at `/graphql` below it. */
  readonly url: string
  /** The token of github-actions[bot]. */
  readonly token: string
  /** In the order they came; a path is as `/repos/owner/name/…` with its query, a status 0 while there is no answer. */
  readonly requests: readonly {
    readonly method: string
    readonly path: string
    readonly body: unknown
    readonly status: number
  }[]
  faults: readonly Fault[]
  /** The same number again replaces it. */
  readonly addPull: (pull: AddedPull) => void
  readonly addComment: (
    issueOrPull: number,
    comment: { readonly user: string; readonly body: string },
  ) => number
  /** Now. Default: an approval of a collaborator. */
  readonly addReview: (
    review: Pick<Review, 'commit' | 'number'> & Partial<Pick<Review, 'association' | 'state'>>,
  ) => void
  readonly editComment: (id: number, body: string) => void
  readonly comments: (issueOrPull: number) => readonly {
    readonly id: number
    readonly user: string
    readonly body: string
    readonly isMinimized: boolean
    readonly updatedAt: string
  }[]
  readonly addIssue: (issue: {
    readonly title: string
    readonly body: string
    readonly user: string
    readonly labels?: readonly string[]
  }) => number
  readonly closeIssue: (number: number, by: string, closedAt?: string) => void
  readonly issues: () => readonly {
    readonly number: number
    readonly title: string
    readonly body: string
    readonly user: string
    readonly state: 'open' | 'closed'
    readonly labels: readonly string[]
    readonly assignees: readonly string[]
  }[]
  readonly pulls: () => readonly {
    readonly number: number
    readonly title: string
    readonly body: string
    readonly head: string
    readonly base: string
    readonly state: string
  }[]
  readonly close: () => Promise<void>
}

export interface AddedPull {
  readonly number: number
  readonly title?: string
  readonly body?: string
  readonly head: { readonly sha: string; readonly ref: string; readonly repo?: string }
  readonly base: { readonly sha: string; readonly ref: string }
  readonly user?: string
  readonly state?: 'open' | 'closed'
  readonly mergedAt?: string
  readonly mergeCommit?: string
  readonly commits?: readonly string[]
}

export const startGitHub = async (options: GitHubOptions = {}): Promise<FakeGitHub> => {
  const { owner = 'acme', name = 'flags', isPrivate = true, defaultBranch = 'main' } = options
  const state = stateOf({ owner, name, isPrivate, defaultBranch }, options.now)
  const git = options.git && gitAt(options.git)
  const may: GraphqlContext['may'] = (permission, level) => {
    const held = options.permissions?.[permission] ?? 'write'
    return held === 'write' || held === level
  }
  const token = 'ghs_0000000000000000000000000000fake0000'
  const seen: SeenRequest[] = []
  const { url, close } = await listen(
    (at): ServerContext => ({
      token,
      routes: routesOf({ state, git, may }, at),
      repositoryId: state.repo.id,
      repository: `${owner}/${name}`,
      faults: () => github.faults,
      may,
      seen,
    }),
  )
  const github: FakeGitHub = {
    url,
    token,
    requests: seen,
    faults: [],
    close: async () => {
      await close()
      git?.close()
    },
    ...handsOn(state),
  }
  return github
}

const routesOf = (sight: GraphqlContext, url: string): readonly Route[] => {
  const { state, git } = sight
  const { owner, name, id } = state.repo
  const shapes = shapesOf(state, url)
  const base = (path: string): string =>
    `${url}${path.replace(`/repos/${owner}/${name}`, `/repositories/${id}`)}`
  const known = (route: Route): Route => ({
    ...route,
    run: (call) => {
      const { params } = call
      if (params['owner'] !== owner || params['repo'] !== name) throw notFound()
      return route.run(call)
    },
  })
  return [
    {
      method: 'GET',
      path: '/user',
      page: 'users/users#get-the-authenticated-user',
      run: () => {
        throw new Refusal(403, 'Resource not accessible by integration')
      },
    },
    {
      method: 'POST',
      path: '/graphql',
      page: 'graphql',
      run: (call) => answerGraphql(sight, call),
    },
    ...[
      {
        method: 'GET' as const,
        path: '/repos/:owner/:repo',
        page: 'repos/repos#get-a-repository',
        run: () => ok(shapes.repo()),
      },
      ...issueRoutes(state, shapes, base),
      ...pullRoutes(state, shapes, git, base),
      ...(git === undefined ? [] : gitRoutes(git, state, url, base)),
    ].map(known),
  ]
}

const gitRoutes = (git: Git, state: State, url: string, base: LinkBase): readonly Route[] => {
  const full = `${state.repo.owner}/${state.repo.name}`
  const places = { api: `${url}/repos/${full}`, web: `https://github.com/${full}` }
  return [
    ...refRoutes(git, places),
    ...databaseRoutes(git, places, state.stamp),
    ...commitRoutes(git, places, state.repo.defaultBranch, base),
  ]
}

/** Actions of people at the website. */
const handsOn = (
  state: State,
): Omit<FakeGitHub, 'url' | 'token' | 'requests' | 'faults' | 'close'> => ({
  addPull: (added) => {
    const { repo } = state
    const before = state.threads.get(added.number)
    const thread = newThread(state, {
      number: added.number,
      title: added.title ?? `Pull ${added.number}`,
      body: added.body ?? null,
      user: added.user ?? 'alice',
      labels: before?.labels ?? [],
      pull: {
        head: {
          sha: added.head.sha,
          ref: added.head.ref,
          repo: added.head.repo ?? `${repo.owner}/${repo.name}`,
        },
        base: added.base,
        mergedAt: added.mergedAt ?? null,
        mergeCommit: added.mergeCommit ?? null,
        commits: added.commits ?? [],
        isDraft: false,
      },
    })
    if (added.state === 'closed' || added.mergedAt !== undefined)
      turn(thread, 'closed', {
        by: added.user ?? 'alice',
        at: added.mergedAt ?? thread.createdAt,
        reason: null,
      })
  },
  addComment: (number, { user, body }) => newComment(state, number, body, user).id,
  addReview: (review) =>
    void state.reviews.push({
      user: 'rita',
      state: 'APPROVED',
      association: 'COLLABORATOR',
      at: state.stamp(),
      ...review,
    }),
  editComment: (id, body) => {
    const comment = state.comments.get(id)
    if (comment === undefined) throw new Error(`There is no comment ${id}.`)
    comment.body = body
    comment.updatedAt = state.stamp()
  },
  comments: (number) =>
    commentsOf(state, number).map(({ id, user, body, minimized, updatedAt }) => ({
      id,
      user,
      body,
      isMinimized: minimized !== undefined,
      updatedAt,
    })),
  addIssue: (issue) => newThread(state, issue).number,
  closeIssue: (number, by, closedAt) => {
    const thread = state.threads.get(number)
    if (thread === undefined) throw new Error(`There is no issue ${number}.`)
    turn(thread, 'closed', { by, at: closedAt ?? state.stamp() })
  },
  issues: () =>
    [...state.threads.values()]
      .filter(({ pull }) => pull === undefined)
      .map(({ number, title, body, user, state: is, labels, assignees }) => ({
        number,
        title,
        body: body ?? '',
        user,
        state: is,
        labels,
        assignees,
      })),
  pulls: () =>
    [...state.threads.values()].flatMap(({ number, title, body, pull, state: is }) =>
      pull === undefined
        ? []
        : [
            {
              number,
              title,
              body: body ?? '',
              head: pull.head.ref,
              base: pull.base.ref,
              state: is,
            },
          ],
    ),
})
