// The part of the GraphQL API that our clients use, validated with GraphQL's rules.
import { GraphQLError, graphql } from 'graphql'
import { isObject } from './fields.ts'
import type { Git } from './git.ts'
import { schema } from './graphql-schema.ts'
import { commentNode } from './resource-json.ts'
import { type Call, type Permission, Refusal, type Response } from './response.ts'
import type { Comment, State, Thread } from './state.ts'
import { actionsBot, nameOfApp, nodeId } from './users.ts'

export interface GraphqlContext {
  readonly state: State
  readonly git: Git | undefined
  readonly may: (permission: Permission, level: 'read' | 'write') => boolean
}

export const answerGraphql = async (sight: GraphqlContext, { body }: Call): Promise<Response> => {
  const asked = isObject(body) ? body : {}
  const { query, variables, operationName } = asked
  if (typeof query !== 'string')
    throw new Refusal(400, 'A query attribute must be specified and must be a string.')
  const { data, errors } = await graphql({
    schema,
    source: query,
    rootValue: rootOf(sight),
    variableValues: isObject(variables) ? variables : null,
    operationName: typeof operationName === 'string' ? operationName : null,
  })
  return {
    status: 200,
    body: { ...(data !== undefined && { data }), ...(errors && { errors: errors.map(shown) }) },
  }
}

const shown = (error: GraphQLError): unknown => ({
  ...(typeof error.extensions['type'] === 'string' && { type: error.extensions['type'] }),
  ...(error.path && { path: error.path }),
  ...(error.locations && { locations: error.locations }),
  message: error.message,
})

const fail = (type: 'NOT_FOUND' | 'FORBIDDEN' | 'UNPROCESSABLE', message: string): never => {
  throw new GraphQLError(message, { extensions: { type } })
}

const rootOf = (sight: GraphqlContext) => ({
  // Only here GraphQL returns `[bot]`.
  viewer: {
    id: nodeId('BOT', actionsBot),
    login: actionsBot,
    url: 'https://github.com/apps/github-actions',
  },
  node: ({ id }: { id: string }) => nodeOf(sight, id),
  nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeOf(sight, id)),
  repository: ({ owner, name }: { owner: string; name: string }) =>
    repositoryOf(sight, owner, name),
  minimizeComment: ({
    input,
  }: {
    input: { subjectId: string; classifier: string; clientMutationId?: string }
  }) => {
    const comment = commentBy(sight, input.subjectId)
    const isOfPull = sight.state.threads.get(comment.number)?.pull !== undefined
    if (!sight.may(isOfPull ? 'pull-requests' : 'issues', 'write'))
      return fail('FORBIDDEN', 'Resource not accessible by integration')
    comment.minimized = input.classifier.toLowerCase()
    return {
      clientMutationId: input.clientMutationId ?? null,
      minimizedComment: commentShape(comment),
    }
  },
})

const nodeOf = (sight: GraphqlContext, id: string) => commentShape(commentBy(sight, id))

const commentBy = ({ state }: GraphqlContext, id: string): Comment =>
  [...state.comments.values()].find((comment) => commentNode(comment) === id) ??
  fail('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)

const commentShape = (comment: Comment) => ({
  __typename: 'IssueComment',
  id: commentNode(comment),
  // An `Int` of GraphQL has 32 bits; the ids of newer comments are larger.
  databaseId: comment.id > 2_147_483_647 ? null : comment.id,
  fullDatabaseId: String(comment.id),
  author: actorShape(comment.user),
  body: comment.body,
  createdAt: comment.createdAt,
  updatedAt: comment.updatedAt,
  isMinimized: comment.minimized !== undefined,
  minimizedReason: comment.minimized?.replace('_', '-') ?? null,
  viewerCanMinimize: true,
  viewerDidAuthor: comment.user === actionsBot,
})

const actorShape = (login: string) => ({
  __typename: login.endsWith('[bot]') ? 'Bot' : 'User',
  id: nodeId(login.endsWith('[bot]') ? 'BOT' : 'U', login),
  login: nameOfApp(login),
  url: `https://github.com/${login.endsWith('[bot]') ? 'apps/' : ''}${nameOfApp(login)}`,
})

const repositoryOf = (sight: GraphqlContext, owner: string, name: string) => {
  const { repo } = sight.state
  const full = `${repo.owner}/${repo.name}`
  if (`${owner}/${name}`.toLowerCase() !== full.toLowerCase())
    return fail('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
  return {
    id: nodeId('R', repo.id),
    nameWithOwner: full,
    isPrivate: repo.isPrivate,
    object: ({ expression, oid }: { expression?: string; oid?: string }) =>
      sight.may('contents', 'read')
        ? objectOf(sight.git, oid ?? expression ?? '')
        : fail('FORBIDDEN', 'Resource not accessible by integration'),
    issue: ({ number }: { number: number }) => threadOf(sight, number, 'Issue'),
    pullRequest: ({ number }: { number: number }) => threadOf(sight, number, 'PullRequest'),
  }
}

const threadOf = (sight: GraphqlContext, number: number, type: 'Issue' | 'PullRequest') => {
  const thread = sight.state.threads.get(number)
  if (thread === undefined || (thread.pull !== undefined) !== (type === 'PullRequest'))
    return fail(
      'NOT_FOUND',
      `Could not resolve to ${type === 'Issue' ? 'an Issue' : 'a PullRequest'} with the number of ${number}.`,
    )
  return {
    id: nodeId(type === 'Issue' ? 'I' : 'PR', thread.id),
    number,
    headRefOid: thread.pull?.head.sha ?? '0'.repeat(40),
    comments: (
      args: Readonly<Record<'first' | 'last', number | undefined>> &
        Readonly<Record<'after' | 'before', string | undefined>>,
    ) => connection(sight.state, thread, args),
  }
}

const connection = (
  state: State,
  { number }: Thread,
  {
    first,
    last,
    after,
    before,
  }: {
    first?: number | undefined
    last?: number | undefined
    after?: string | undefined
    before?: string | undefined
  },
) => {
  const count =
    first ??
    last ??
    fail(
      'UNPROCESSABLE',
      'You must provide a `first` or `last` value to properly paginate the `comments` connection.',
    )
  if (count > 100 || count < 1)
    return fail(
      'UNPROCESSABLE',
      `Requesting ${count} records on the \`comments\` connection exceeds the \`first\` limit of 100 records.`,
    )
  const all = [...state.comments.values()].filter((comment) => comment.number === number)
  const cursorOf = (index: number): string => Buffer.from(`cursor:v2:${index}`).toString('base64')
  const at = (cursor: string | undefined): number | undefined =>
    cursor === undefined
      ? undefined
      : Number(Buffer.from(cursor, 'base64').toString().split(':')[2])
  const low = (at(after) ?? -1) + 1
  const high = at(before) ?? all.length
  const start = first === undefined ? Math.max(low, high - count) : low
  const end = first === undefined ? high : Math.min(high, low + count)
  return {
    nodes: all.slice(start, end).map(commentShape),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: end > start ? cursorOf(start) : null,
      endCursor: end > start ? cursorOf(end - 1) : null,
    },
  }
}

/** Longer texts are truncated. */
const longest = 512_000

type GitObject = Readonly<Record<string, unknown>> & { readonly oid: string }

const objectOf = async (git: Git | undefined, name: string): Promise<GitObject | null> => {
  const oid = await git?.object(name, 'object')
  const object = oid === undefined ? undefined : await git?.read(oid)
  if (git === undefined || oid === undefined || object === undefined) return null
  const { bytes, type } = object
  const same = { oid, abbreviatedOid: oid.slice(0, 7), id: nodeId('B', oid) }
  if (type === 'blob') {
    const isBinary = bytes.includes(0)
    return {
      ...same,
      __typename: 'Blob',
      byteSize: bytes.length,
      isBinary,
      isTruncated: bytes.length > longest,
      text: isBinary ? null : bytes.subarray(0, longest).toString('utf8'),
    }
  }
  if (type === 'tree') return { ...same, __typename: 'Tree', entries: () => entriesOf(git, oid) }
  if (type === 'tag')
    return {
      ...same,
      __typename: 'Tag',
      name: await git.text(['for-each-ref', '--points-at', oid, '--format=%(refname:short)']),
    }
  const [date = '', tree = '', message = ''] = (
    await git.text(['log', '-1', '--format=%cI%x00%T%x00%B', oid])
  ).split('\0')
  return {
    ...same,
    __typename: 'Commit',
    committedDate: date,
    message,
    tree: () => objectOf(git, tree),
  }
}

const entriesOf = async (git: Git, oid: string) => {
  const lines = (await git.text(['ls-tree', '-z', oid])).split('\0').filter(Boolean)
  return lines.map((line) => {
    const [head = '', name = ''] = line.split('\t')
    const [mode = '', type = '', id = ''] = head.split(' ')
    return {
      name,
      path: name,
      mode: Number.parseInt(mode, 8),
      type,
      oid: id,
      object: () => objectOf(git, id),
    }
  })
}
