// Reads and writes the metadata in the first line of our comments and issues. A seal (an HMAC signature) proves that the
// Action wrote it: people who can edit comments do not have its key.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  parseJson,
  toPlainJson,
} from '../../core/json.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import { deriveKey } from '../../io/git/record-seal.ts'
import { normalizeText } from '../../io/github/index.ts'
import { type UnplannedReason, unplannedReasons } from '../../report/markdown/pages/state.ts'

export interface WorkflowRun {
  /** Increases with each run of any workflow. */
  readonly id: number
  readonly number: number
  readonly attempt: number
}

/** Whether a run, or a later attempt of it, began after another one. */
export const isNewer = (a: WorkflowRun, b: WorkflowRun): boolean =>
  a.id > b.id || (a.id === b.id && a.attempt > b.attempt)

export interface RecordReference {
  readonly id: string
  readonly sequence: number
}

/** The metadata of a plan comment. */
export interface PlanMetadata {
  readonly kind: 'plan'
  readonly target: string
  readonly pull: number
  /** The commit that was planned. */
  readonly head: string
  readonly base?: string
  /** The base branch that it was planned for: a plan for another one does not count. */
  readonly branch?: string
  readonly run: WorkflowRun
  /** Digest of the whole plan; absent if there is no plan. */
  readonly plan?: string
  /** The first 24 digits of the ids of its operations; absent if there are too many. */
  readonly operations?: readonly string[]
  /** Digests of the changed settings that the plan shows. */
  readonly settings?: readonly string[]
  /** Why there is no plan: the files were only validated. */
  readonly unplanned?: UnplannedReason
  /** Since when the first of them are shown on this commit: ISO times of GitHub, with the number of operations of each. */
  readonly shownSince?: readonly { readonly at: string; readonly count: number }[]
  /** The same digits of what an apply has done since: it does not count again. */
  readonly spent?: readonly string[]
  /** The newest record of an apply when the comment was written. */
  readonly record?: RecordReference
  /** Digest of the text below the first line. */
  readonly text?: string
}

/** The metadata of a drift issue. */
export interface DriftMetadata {
  readonly kind: 'drift'
  readonly target: string
  readonly run: WorkflowRun
  /** ISO times: when the drift was first found, and when it was last checked. */
  readonly first: string
  readonly checked: string
  /** How many runs found it. */
  readonly runs: number
  /** A digest of the differences of each address; absent if there are too many. */
  readonly found?: Readonly<Record<string, string>>
  /** The digest of all differences. */
  readonly digest: string
}

export type CommentMetadata = PlanMetadata | DriftMetadata

/** Makes the seal of metadata. It is bound to a repository, so that a copy in another repository is not valid. */
export type Seal = (metadata: CommentMetadata) => string

export const sealWith = (apiKey: string, repository: string): Seal => {
  const key = deriveKey(apiKey, 'marker')
  return (metadata) =>
    createHmac('sha256', key)
      .update(canonicalJson({ ...toPlainJson(metadata), repository }))
      .digest('hex')
}

const openingTag = '<!-- statsig-gitops '

/** `seal` is `undefined` without a key. */
export const metadataLine = (metadata: CommentMetadata, seal: Seal | undefined): string => {
  const value = { v: 1, ...metadata, ...(seal && { seal: seal(metadata) }) }
  return `${openingTag}${Buffer.from(JSON.stringify(value)).toString('base64url')} -->`
}

export const textDigest = (text: string): string =>
  createHash('sha256').update(normalizeText(text)).digest('hex').slice(0, 32)

export interface ReadMetadata<M extends CommentMetadata> {
  readonly metadata: M
  /** The seal is valid: a run with the key wrote it. */
  readonly isSealed: boolean
  /** Its key is the seal secret before the current one. */
  readonly isPreviousSeal?: true
}

/** Reads only the first line; `undefined` if it has no metadata of ours. */
export const readMetadata = (
  body: string,
  seal: Seal | undefined,
  previousSeal?: Seal,
): ReadMetadata<CommentMetadata> | undefined => {
  const [line = ''] = body.split(/\r?\n/, 1)
  if (!line.startsWith(openingTag) || !line.endsWith(' -->')) return undefined
  const value = decodeJson(line.slice(openingTag.length, -' -->'.length))
  if (!isJsonObject(value) || value['v'] !== 1) return undefined
  const metadata = value['kind'] === 'plan' ? parsePlanMetadata(value) : parseDriftMetadata(value)
  if (metadata === undefined) return undefined
  const isSealedWith = (one: Seal | undefined) =>
    one !== undefined && equalsInConstantTime(value['seal'], one(metadata))
  if (isSealedWith(seal)) return { metadata, isSealed: true }
  return isSealedWith(previousSeal)
    ? { metadata, isSealed: true, isPreviousSeal: true }
    : { metadata, isSealed: false }
}

const decodeJson = (text: string): Json | undefined =>
  parseJson(Buffer.from(text, 'base64url').toString())

const equalsInConstantTime = (actual: Json | undefined, expected: string): boolean => {
  if (typeof actual !== 'string' || actual.length !== expected.length) return false
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const parsePlanMetadata = (value: JsonObject): PlanMetadata | undefined => {
  const [run, target, head] = [parseRun(value), readText(value, 'target'), readText(value, 'head')]
  const pull = readCount(value, 'pull')
  const [base, branch, plan, text] = [
    readText(value, 'base'),
    readText(value, 'branch'),
    readText(value, 'plan'),
    readText(value, 'text'),
  ]
  const [operations, settings, spent] = ['operations', 'settings', 'spent'].map((name) =>
    toTexts(member(value, name)),
  )
  const unplanned = unplannedReasons.find((each) => each === readText(value, 'unplanned'))
  const record = parseRecordReference(member(value, 'record'))
  const shownSince = parseShownSince(member(value, 'shownSince'))
  if (!run || target === undefined || head === undefined || pull === undefined) return undefined
  return {
    kind: 'plan',
    target,
    pull,
    head,
    run,
    ...(base !== undefined && { base }),
    ...(branch !== undefined && { branch }),
    ...(plan !== undefined && { plan }),
    ...(operations && { operations }),
    ...(settings && { settings }),
    ...(unplanned !== undefined && { unplanned }),
    ...(shownSince && { shownSince }),
    ...(spent && { spent }),
    ...(record && { record }),
    ...(text !== undefined && { text }),
  }
}

const parseShownSince = (value: Json | undefined): PlanMetadata['shownSince'] => {
  if (!isJsonArray(value)) return undefined
  return value.flatMap((each) => {
    if (!isJsonObject(each)) return []
    const [at, count] = [readTime(each, 'at'), readCount(each, 'count')]
    return at === undefined || count === undefined ? [] : [{ at, count }]
  })
}

const parseRecordReference = (value: Json | undefined): RecordReference | undefined => {
  if (!isJsonObject(value)) return undefined
  const [id, sequence] = [readText(value, 'id'), readCount(value, 'sequence')]
  return id === undefined || sequence === undefined ? undefined : { id, sequence }
}

const parseDriftMetadata = (value: JsonObject): DriftMetadata | undefined => {
  const [run, target, runs] = [parseRun(value), readText(value, 'target'), readCount(value, 'runs')]
  const [first, checked] = [readTime(value, 'first'), readTime(value, 'checked')]
  const [digest, found] = [readText(value, 'digest'), toTextRecord(member(value, 'found'))]
  if (value['kind'] !== 'drift' || !run || target === undefined || runs === undefined)
    return undefined
  if (first === undefined || checked === undefined || digest === undefined) return undefined
  return { kind: 'drift', target, run, runs, first, checked, digest, ...(found && { found }) }
}

const parseRun = (value: JsonObject): WorkflowRun | undefined => {
  const run = member(value, 'run')
  if (!isJsonObject(run)) return undefined
  const [id, number, attempt] = [
    readCount(run, 'id'),
    readCount(run, 'number'),
    readCount(run, 'attempt'),
  ]
  return id === undefined || number === undefined || attempt === undefined
    ? undefined
    : { id, number, attempt }
}

const readText = (value: JsonObject, name: string): string | undefined => {
  const text = member(value, name)
  return typeof text === 'string' ? text : undefined
}

const readTime = (value: JsonObject, name: string): string | undefined => {
  const text = readText(value, name)
  return text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : undefined
}

const readCount = (value: JsonObject, name: string): number | undefined => {
  const count = member(value, name)
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

const toTexts = (value: Json | undefined): readonly string[] | undefined => {
  if (!isJsonArray(value)) return undefined
  const texts = value.filter((each) => typeof each === 'string')
  return texts.length === value.length ? texts : undefined
}

const toTextRecord = (value: Json | undefined): Readonly<Record<string, string>> | undefined => {
  if (!isJsonObject(value)) return undefined
  const pairs = Object.entries(value).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as const] : [],
  )
  return Object.fromEntries(pairs)
}
