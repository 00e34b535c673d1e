// The state of the server: comments, issues, pull requests and the time.
import { actionsBot } from './users.ts'

export interface Comment {
  readonly id: number
  readonly number: number
  readonly user: string
  readonly createdAt: string
  body: string
  updatedAt: string
  minimized: string | undefined
}

/** An issue, or the issue of a pull request. */
export interface Thread {
  readonly id: number
  readonly number: number
  readonly user: string
  readonly createdAt: string
  title: string
  body: string | null
  state: 'open' | 'closed'
  reason: string | null
  labels: readonly string[]
  assignees: readonly string[]
  updatedAt: string
  closedAt: string | null
  closedBy: string | null
  pull: Pull | undefined
}

export interface Pull {
  readonly head: { readonly sha: string | undefined; readonly ref: string; readonly repo: string }
  base: { readonly sha: string | undefined; readonly ref: string }
  readonly mergedAt: string | null
  readonly mergeCommit: string | null
  readonly commits: readonly string[]
  readonly isDraft: boolean
}

export interface Repo {
  readonly owner: string
  readonly name: string
  readonly isPrivate: boolean
  readonly defaultBranch: string
  readonly id: number
}

export interface Review {
  readonly number: number
  readonly user: string
  readonly state: 'APPROVED' | 'COMMENTED' | 'DISMISSED'
  readonly commit: string
  readonly association: 'COLLABORATOR' | 'NONE'
  readonly at: string
}

export interface State {
  readonly reviews: Review[]
  readonly repo: Repo
  readonly threads: Map<number, Thread>
  readonly comments: Map<number, Comment>
  /** The time of a write, which increases. */
  readonly stamp: () => string
  readonly nextId: () => number
  readonly nextNumber: () => number
}

const noon = Date.UTC(2026, 10, 24, 12)

export const stateOf = (repo: Omit<Repo, 'id'>, now: (() => number) | undefined): State => {
  let writes = 0
  let lastId = 2_900_000_000
  const threads = new Map<number, Thread>()
  return {
    repo: { ...repo, id: 700_000_001 },
    threads,
    comments: new Map(),
    reviews: [],
    stamp: () => {
      writes += 1
      return timeOf(now?.() ?? noon + writes * 1000)
    },
    nextId: () => {
      lastId += 7
      return lastId
    },
    nextNumber: () => Math.max(0, ...threads.keys()) + 1,
  }
}

/** Times of GitHub have whole seconds. */
const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')

export const newComment = (
  state: State,
  number: number,
  body: string,
  user: string = actionsBot,
): Comment => {
  const at = state.stamp()
  const comment: Comment = {
    id: state.nextId(),
    number,
    user,
    body,
    createdAt: at,
    updatedAt: at,
    minimized: undefined,
  }
  state.comments.set(comment.id, comment)
  const thread = state.threads.get(number)
  if (thread !== undefined) thread.updatedAt = at
  return comment
}

export const commentsOf = (state: State, number: number): readonly Comment[] =>
  [...state.comments.values()].filter((comment) => comment.number === number)

export const newThread = (
  state: State,
  given: Pick<Thread, 'title' | 'body'> &
    Partial<Pick<Thread, 'user' | 'labels' | 'assignees' | 'number' | 'pull'>>,
): Thread => {
  const at = state.stamp()
  const thread: Thread = {
    user: actionsBot,
    labels: [],
    assignees: [],
    pull: undefined,
    ...given,
    id: state.nextId(),
    number: given.number ?? state.nextNumber(),
    createdAt: at,
    updatedAt: at,
    state: 'open',
    reason: null,
    closedAt: null,
    closedBy: null,
  }
  state.threads.set(thread.number, thread)
  return thread
}

/** Opens or closes; without effect if the state is the same. */
export const turn = (
  thread: Thread,
  to: 'open' | 'closed',
  { by, at, reason }: { readonly by: string; readonly at: string; readonly reason?: string | null },
): void => {
  const isSame = thread.state === to
  thread.updatedAt = at
  if (isSame && reason === undefined) return
  thread.reason = reason ?? (to === 'open' ? 'reopened' : 'completed')
  if (isSame) return
  thread.state = to
  thread.closedAt = to === 'open' ? null : at
  thread.closedBy = to === 'open' ? null : by
}
