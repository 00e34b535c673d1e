// Issues and their comments. A pull request is an issue too.

import {
  type Body,
  bodyOf,
  isObject,
  listIn,
  oneOf,
  refuse,
  text,
  textIn,
  textOrNullIn,
  textsIn,
} from '../fields.ts'
import { type LinkBase, paged } from '../pages.ts'
import type { Shapes } from '../resource-json.ts'
import {
  type Call,
  created,
  gone,
  invalid,
  isTooLong,
  notFound,
  ok,
  type RequiredPermission,
  type Response,
  type Route,
  tooLongComment,
} from '../response.ts'
import {
  type Comment,
  commentsOf,
  newComment,
  newThread,
  type State,
  type Thread,
  turn,
} from '../state.ts'
import { actionsBot } from '../users.ts'

const here = '/repos/:owner/:repo/issues'

export const issueRoutes = (state: State, shapes: Shapes, base: LinkBase): readonly Route[] => {
  const threadOf = ({ params }: Call): Thread => {
    const thread = state.threads.get(Number(params['number']))
    if (thread === undefined) throw notFound()
    return thread
  }
  const commentOf = ({ params }: Call): Comment => {
    const comment = state.comments.get(Number(params['id']))
    if (comment === undefined) throw notFound()
    return comment
  }
  /** Comments on a pull request need its permission. */
  const needOf = (number: number | undefined, level: 'read' | 'write'): RequiredPermission => {
    const thread = number === undefined ? undefined : state.threads.get(number)
    return [thread?.pull === undefined ? 'issues' : 'pull-requests', level]
  }
  const below = (level: 'read' | 'write') => (call: Call) =>
    needOf(Number(call.params['number']), level)
  const ofComment = (level: 'read' | 'write') => (call: Call) =>
    needOf(state.comments.get(Number(call.params['id']))?.number, level)

  return [
    {
      method: 'GET',
      path: `${here}/:#number/comments`,
      page: 'issues/comments#list-issue-comments',
      needs: below('read'),
      run: (call) => {
        const since = call.query.get('since')
        const found = commentsOf(state, threadOf(call).number)
          .filter(({ updatedAt }) => since === null || Date.parse(updatedAt) >= Date.parse(since))
          .toSorted((one, other) => one.id - other.id)
        return paged(call, found.map(shapes.comment), base)
      },
    },
    {
      method: 'POST',
      path: `${here}/:#number/comments`,
      page: 'issues/comments#create-an-issue-comment',
      needs: below('write'),
      run: (call) => {
        const { number } = threadOf(call)
        return created(shapes.comment(newComment(state, number, commentBody(call))))
      },
    },
    {
      method: 'GET',
      path: `${here}/comments/:#id`,
      page: 'issues/comments#get-an-issue-comment',
      needs: ofComment('read'),
      run: (call) => ok(shapes.comment(commentOf(call))),
    },
    {
      method: 'PATCH',
      path: `${here}/comments/:#id`,
      page: 'issues/comments#update-an-issue-comment',
      needs: ofComment('write'),
      run: (call) => {
        const comment = commentOf(call)
        comment.body = commentBody(call)
        comment.updatedAt = state.stamp()
        return ok(shapes.comment(comment))
      },
    },
    {
      method: 'DELETE',
      path: `${here}/comments/:#id`,
      page: 'issues/comments#delete-an-issue-comment',
      needs: ofComment('write'),
      run: (call) => {
        state.comments.delete(commentOf(call).id)
        return gone()
      },
    },
    {
      method: 'GET',
      path: here,
      page: 'issues/issues#list-repository-issues',
      needs: ['issues', 'read'],
      run: (call) => paged(call, listed(state, call).map(shapes.issue), base),
    },
    {
      method: 'POST',
      path: here,
      page: 'issues/issues#create-an-issue',
      needs: ['issues', 'write'],
      run: (call) => created(shapes.issue(createIssue(state, bodyOf(call.body)))),
    },
    {
      method: 'GET',
      path: `${here}/:#number`,
      page: 'issues/issues#get-an-issue',
      needs: below('read'),
      run: (call) => ok(shapes.issue(threadOf(call))),
    },
    {
      method: 'PATCH',
      path: `${here}/:#number`,
      page: 'issues/issues#update-an-issue',
      needs: below('write'),
      run: (call): Response => {
        const thread = threadOf(call)
        updateIssue(state, thread, bodyOf(call.body))
        return ok(shapes.issue(thread))
      },
    },
  ]
}

const commentBody = (call: Call): string => {
  const body = text(bodyOf(call.body), 'body')
  if (body.trim() === '')
    throw invalid({
      resource: 'IssueComment',
      code: 'unprocessable',
      field: 'data',
      message: 'Body cannot be blank',
    })
  if (isTooLong(body)) throw tooLongComment()
  return body
}

const choices = <T extends string>(call: Call, name: string, allowed: readonly [T, ...T[]]): T => {
  const value = call.query.get(name)
  if (value === null) return allowed[0]
  const found = allowed.find((choice) => choice === value)
  if (found === undefined) throw invalid({ resource: 'Issue', code: 'invalid', field: name, value })
  return found
}

const listed = (state: State, call: Call): readonly Thread[] => {
  const wanted = choices(call, 'state', ['open', 'closed', 'all'])
  const sort = choices(call, 'sort', ['created', 'updated', 'comments'])
  const sign = choices(call, 'direction', ['desc', 'asc']) === 'asc' ? 1 : -1
  const [creator, labels, since, assignee] = ['creator', 'labels', 'since', 'assignee'].map(
    (name) => call.query.get(name),
  )
  const rank = (thread: Thread): number => {
    switch (sort) {
      case 'created':
        return Date.parse(thread.createdAt)
      case 'updated':
        return Date.parse(thread.updatedAt)
      case 'comments':
        return commentsOf(state, thread.number).length
    }
  }
  return [...state.threads.values()]
    .filter((thread) => wanted === 'all' || thread.state === wanted)
    .filter((thread) => !creator || sameName(thread.user, creator))
    .filter((thread) => !assignee || isAssigned(thread, assignee))
    .filter((thread) =>
      (labels ?? '')
        .split(',')
        .filter(Boolean)
        .every((label) => thread.labels.some((name) => sameName(name, label))),
    )
    .filter((thread) => !since || Date.parse(thread.updatedAt) >= Date.parse(since))
    .toSorted((one, other) => sign * (rank(one) - rank(other) || one.number - other.number))
}

const isAssigned = ({ assignees }: Thread, to: string): boolean => {
  if (to === 'none') return assignees.length === 0
  return to === '*' ? assignees.length > 0 : assignees.some((name) => sameName(name, to))
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const createIssue = (state: State, body: Body): Thread => {
  const title = titleIn(body) ?? refuse(`"title" wasn't supplied.`)
  const given = textOrNullIn(body, 'body') ?? null
  const [labels, assignees] = [labelsIn(body) ?? [], assigneesIn(body) ?? []]
  if (given !== null && isTooLong(given))
    throw invalid({
      resource: 'Issue',
      code: 'custom',
      field: 'body',
      message: 'body is too long (maximum is 65536 characters)',
    })
  return newThread(state, { title, body: given, labels, assignees })
}

const updateIssue = (state: State, thread: Thread, body: Body): void => {
  const title = titleIn(body)
  const given = textOrNullIn(body, 'body')
  const [labels, assignees] = [labelsIn(body), assigneesIn(body)]
  const to = oneOf(body, 'state', ['open', 'closed'])
  const reason =
    body['state_reason'] === null
      ? null
      : oneOf(body, 'state_reason', ['completed', 'not_planned', 'duplicate', 'reopened'])
  const at = state.stamp()
  thread.updatedAt = at
  if (title !== undefined) thread.title = title
  // A body above the limit is dropped silently.
  if (given !== undefined && !isTooLong(given ?? '')) thread.body = given
  if (labels !== undefined) thread.labels = labels
  if (assignees !== undefined) thread.assignees = assignees
  if (to !== undefined)
    turn(thread, to, { by: actionsBot, at, ...(reason !== undefined && { reason }) })
}

export const titleIn = (body: Body): string | undefined => {
  const value = body['title']
  const title = typeof value === 'number' ? String(value) : textIn(body, 'title')
  if (title?.trim() === '')
    throw invalid({ resource: 'Issue', code: 'missing_field', field: 'title' })
  if (title !== undefined && title.length > 256)
    throw invalid({
      resource: 'Issue',
      code: 'custom',
      field: 'title',
      message: 'title is too long (maximum is 256 characters)',
    })
  return title
}

/** Names, or objects with a name. */
const labelsIn = (body: Body): readonly string[] | undefined => {
  const names = listIn(body, 'labels')?.map((label) =>
    typeof label === 'string'
      ? label
      : isObject(label)
        ? text(label, 'name')
        : refuse(`For 'items', ${JSON.stringify(label)} is not a string.`),
  )
  return names && [...new Set(names)]
}

const assigneesIn = (body: Body): readonly string[] | undefined => {
  const names = textsIn(body, 'assignees')
  const wrong = names?.find((name) => !/^[a-z\d](?:-?[a-z\d]){0,38}$/i.test(name))
  if (wrong !== undefined)
    throw invalid({ resource: 'Issue', code: 'invalid', field: 'assignees', value: wrong })
  return names && [...new Set(names)]
}
