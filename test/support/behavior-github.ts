// What a run of the Action did at GitHub, without what it wrote for people there.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../src/core/json.ts'
import { jsonIn, picked, type Requests, recordIn, type Sent } from './behavior.ts'

export const githubRequests = (
  sent: readonly (Omit<Sent, 'body'> & { readonly body: unknown })[],
): Requests => {
  const all = sent.map(({ body, ...each }) => ({ ...each, body: membersOf(body) }))
  return {
    writes: all
      .filter((each) => !isRead(each))
      .map(({ body, method, path, status }) => ({ method, path, status, ...saidToMachines(body) })),
    reads: new Set(all.filter(isRead).map(({ method, path }) => `${method} ${path}`)),
  }
}

const membersOf = (body: unknown): JsonObject =>
  typeof body === 'object' && body !== null ? JSON.parse(JSON.stringify(body)) : {}

const isRead = ({
  body,
  method,
  path,
}: {
  method: string
  path: string
  body: JsonObject
}): boolean =>
  method === 'GET' ||
  (path === '/graphql' && !String(member(body, 'query')).trimStart().startsWith('mutation'))

/** Members of bodies that hold no text for people. */
const ofMachines = new Set([
  ...['assignees', 'labels', 'state', 'state_reason', 'conclusion'],
  ...['ref', 'sha', 'force', 'head', 'base', 'tree', 'base_tree', 'parents', 'variables'],
])

const saidToMachines = (body: JsonObject): JsonObject => {
  const entries = Object.entries(body)
  const texts = entries.flatMap(([name]) => (ofMachines.has(name) ? [] : [name])).sort()
  const [mark, record] = [markIn(member(body, 'body')), recordOf(member(body, 'message'))]
  return {
    ...Object.fromEntries(entries.filter(([name]) => ofMachines.has(name))),
    ...(texts.length > 0 && { texts }),
    ...(mark !== undefined && { mark }),
    ...(record !== undefined && { record }),
  }
}

/** Without digests, which also cover ids of commits. */
const recordOf = (message: Json | undefined): Json | undefined =>
  typeof message === 'string' ? withoutDigests(recordIn(message)) : undefined

const withoutDigests = (value: Json | undefined): Json | undefined => {
  if (isJsonArray(value)) return value.map((each) => withoutDigests(each) ?? null)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === 'hmac' || name === 'revision' ? 'digest' : (withoutDigests(each) ?? null),
    ]),
  )
}

/** The first line of a comment, which approves operations; without the digests of texts, and the seal that covers them. */
const markIn = (text: Json | undefined): Json | undefined => {
  if (typeof text !== 'string') return undefined
  const [, coded] = /^<!-- statsig-gitops (\S+) -->/.exec(text) ?? []
  if (coded === undefined) return undefined
  const mark = jsonIn(Buffer.from(coded, 'base64url').toString()) ?? null
  const about = picked(mark, [
    ...['kind', 'target', 'pull', 'head', 'base', 'run', 'plan', 'operations', 'spent', 'record'],
    ...['first', 'checked', 'runs'],
  ])
  const found = member(mark, 'found')
  return {
    ...(isJsonObject(about) && about),
    ...(isJsonObject(found) && { found: Object.keys(found).sort() }),
    isSealed: member(mark, 'seal') !== undefined,
  }
}

/** A sentence, places on this machine, and an output with the value of another one: `held` is its old name. */
const untold = ['summary', 'plan-json-path', 'plan-markdown-path', 'kept']

export const outputsOf = (
  outputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(outputs).filter(([name]) => !untold.includes(name)))
