// What the steps of a story did, as JSON that holds no wording of ours: rewriting every message leaves it as it is.
//
// It holds exit codes, requests, and the files and refs that a step changed. It does not hold what a step printed, the
// arguments of its command, the titles of stories, or the digests of texts that people read. A saved plan is reduced to
// its operations. Ids of git objects are digests of texts, commit messages among them, so they are numbered instead.
import { createHash } from 'node:crypto'
import { isJsonArray, isJsonObject, type Json, member, pick } from '../../src/core/json.ts'
import { canonicalJson } from '../../src/fields/normalize.ts'

export interface Behavior {
  /** Its number in the story, from 1. */
  readonly step: number
  readonly exit: number
  readonly statsig: Requests
  readonly github?: Requests
  readonly outputs?: Readonly<Record<string, string>>
  readonly files?: FileChanges
  readonly refs?: Readonly<Record<string, Json>>
}

/** Writes in the order they came. */
export interface Requests {
  readonly writes: readonly Json[]
  readonly reads: ReadonlySet<string>
}

/** By path: the lines of the text or what stands for it, `null` where the file is gone. */
export type FileChanges = Readonly<Record<string, Json>>

export interface Sent {
  readonly method: string
  readonly path: string
  readonly body: Json | undefined
  readonly status: number
}

export const statsigRequests = (sent: readonly Sent[]): Requests => ({
  writes: sent
    .filter(({ method }) => method !== 'GET')
    .map(({ body, method, path, status }) => ({
      method,
      path,
      status,
      ...(body !== undefined && { body: sorted(body) }),
    })),
  reads: new Set(sent.filter(({ method }) => method === 'GET').map(({ path }) => undated(path))),
})

/** The log is read from its beginning, or from the last apply on, whose day is that of the test. */
const undated = (path: string): string =>
  path.replace(/startDate=(?!2020-01-01)\d{4}-\d\d-\d\d/, 'startDate=last-apply')

/** The order of members means nothing to who gets them. */
const sorted = (value: Json): Json => JSON.parse(canonicalJson(value))

export const changedFiles = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): FileChanges => {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return Object.fromEntries(
    paths
      .filter((path) => before.get(path) !== after.get(path))
      .map((path) => [path, contentOf(after.get(path))]),
  )
}

/** Longer texts are held by their digest. */
const longest = 20_000

const contentOf = (text: string | undefined): Json => {
  if (text === undefined) return null
  const plan = savedPlanIn(jsonIn(text))
  if (plan !== undefined) return plan
  return text.length > longest
    ? { sha256: createHash('sha256').update(text).digest('hex') }
    : text.split('\n')
}

const savedPlanIn = (value: Json | undefined): Json | undefined => {
  const [operations, kept] = [member(value, 'operations'), member(value, 'kept')]
  if (!isJsonArray(operations) || !isJsonArray(kept)) return undefined
  return {
    operations: operations.map((each) => picked(each, ['id', 'action', 'address'])),
    // The name that the records of behavior have for it, whatever the member is called.
    held: kept.map((each) => picked(each, ['address'])),
  }
}

export const picked = (value: Json, names: readonly string[]): Json =>
  isJsonObject(value) ? pick(value, (name) => names.includes(name)) : value

export const jsonIn = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the message of a commit says to machines: its last line, where that is JSON. */
export const recordIn = (message: string): Json | undefined => {
  const value = jsonIn(message.trimEnd().split('\n').at(-1) ?? '')
  return isJsonObject(value) ? value : undefined
}

/** `commits`: those of the story, the oldest first. They get a number each, and so does every other object of git. */
export const behaviorText = (steps: readonly Behavior[], commits: readonly string[]): string => {
  const names = new Map(commits.map((id, index) => [id, `commit ${index + 1}`]))
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? `object ${names.size - commits.length + 1}`
    names.set(id, name)
    return name
  }
  return `${laidOut({ steps: steps.map((step) => numbered(withoutNothing(step), nameOf)) })}\n`
}

const withoutNothing = (step: Behavior): object =>
  Object.fromEntries(
    Object.entries(step).filter(
      ([, each]) => typeof each !== 'object' || Object.keys(each).length > 0,
    ),
  )

/** A set is sorted once its ids have names. */
const numbered = (value: unknown, nameOf: (id: string) => string): Json => {
  const inside = (each: unknown) => numbered(each, nameOf)
  const named = (text: string) => text.replaceAll(/\b[0-9a-f]{40}\b/g, nameOf)
  if (typeof value === 'string') return named(value)
  if (value instanceof Set) return [...value].map((each) => named(String(each))).sort()
  if (Array.isArray(value)) return value.map(inside)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inside(each)]))
}

const width = 100

/** JSON with each value on one line where it fits. */
const laidOut = (value: Json, indent = ''): string => {
  const flat = onOneLine(value)
  if (indent.length + flat.length <= width) return flat
  const deeper = `${indent}  `
  if (isJsonArray(value))
    return `[\n${value.map((each) => deeper + laidOut(each, deeper)).join(',\n')}\n${indent}]`
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([name, each]) => `${deeper}${JSON.stringify(name)}: ${laidOut(each, deeper)}`,
    )
    return `{\n${members.join(',\n')}\n${indent}}`
  }
  return flat
}

const onOneLine = (value: Json): string => {
  if (isJsonArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
