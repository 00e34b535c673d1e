// The first line of a comment or an issue of ours: what it is about, unreadable for people, sealed with a key that
// nobody has who can merely edit comments.
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { textOf } from '../../fields/normalize.ts'
import { isList, isMembers, type Json, type Members, member, plain } from '../../json.ts'

export interface RunMark {
  /** Grows from run to run of all workflows. */
  readonly id: number
  readonly number: number
  readonly attempt: number
}

/** Whether a run, or another attempt of it, has begun after another one. */
export const isNewer = (a: RunMark, b: RunMark): boolean =>
  a.id > b.id || (a.id === b.id && a.attempt > b.attempt)

/** A plan in a comment, and what became of it. */
export interface PlanMark {
  readonly kind: 'plan'
  readonly target: string
  readonly pull: number
  /** The commit that was planned. */
  readonly head: string
  readonly base?: string
  readonly run: RunMark
  /** Digest of the whole plan. Absent where there is none. */
  readonly plan?: string
  /** The first 24 digits of the ids of its operations; absent where there are too many to keep. */
  readonly operations?: readonly string[]
  /** Digest of what people read below the first line. */
  readonly text?: string
}

/** What differs between git and Statsig, in an issue. */
export interface DriftMark {
  readonly kind: 'drift'
  readonly target: string
  readonly run: RunMark
  /** ISO times: since when something differs, and when that was last looked at. */
  readonly first: string
  readonly checked: string
  /** Runs that found it so. */
  readonly runs: number
  /** What differs, each with a digest; absent where it is too much to keep. */
  readonly found?: Readonly<Record<string, string>>
  /** Digest of all of it. */
  readonly digest: string
}

export type Mark = PlanMark | DriftMark

/** What a mark is sealed with; bound to a repository, so that a comment cannot be carried to another one. */
export type Seal = (mark: Mark) => string

export const sealWith = (apiKey: string, repository: string): Seal => {
  const key = derived(apiKey, 'marker')
  return (mark) =>
    createHmac('sha256', key)
      .update(textOf({ ...plain(mark), repository }))
      .digest('hex')
}

/** A key for one purpose, from which the one that it was made of cannot be found. */
export const derived = (apiKey: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', apiKey, '', `statsig-gitops/${purpose}/v1`, 32))

const opening = '<!-- statsig-gitops '

/** `seal` is absent where there is no key. */
export const markerLine = (mark: Mark, seal: Seal | undefined): string => {
  const value = { v: 1, ...mark, ...(seal && { seal: seal(mark) }) }
  return `${opening}${Buffer.from(JSON.stringify(value)).toString('base64url')} -->`
}

/** GitHub may keep other ends of lines. */
export const digestOfText = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('hex').slice(0, 32)

export interface Found<M extends Mark> {
  readonly mark: M
  /** Whether it is as somebody with the key has written it. */
  readonly isSealed: boolean
}

/** Of the first line alone; nothing where it is none of ours. */
export const markIn = (body: string, seal: Seal | undefined): Found<Mark> | undefined => {
  const [line = ''] = body.split(/\r?\n/, 1)
  if (!line.startsWith(opening) || !line.endsWith(' -->')) return undefined
  const value = decoded(line.slice(opening.length, -' -->'.length))
  if (!isMembers(value) || value['v'] !== 1) return undefined
  const mark = value['kind'] === 'plan' ? planMark(value) : driftMark(value)
  if (mark === undefined) return undefined
  return { mark, isSealed: seal !== undefined && isEqual(value['seal'], seal(mark)) }
}

const decoded = (text: string): Json | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

const isEqual = (given: Json | undefined, wanted: string): boolean => {
  if (typeof given !== 'string' || given.length !== wanted.length) return false
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const planMark = (value: Members): PlanMark | undefined => {
  const [run, target, head] = [runIn(value), textIn(value, 'target'), textIn(value, 'head')]
  const pull = countIn(value, 'pull')
  const [base, plan, text] = [textIn(value, 'base'), textIn(value, 'plan'), textIn(value, 'text')]
  const operations = textsIn(member(value, 'operations'))
  if (!run || target === undefined || head === undefined || pull === undefined) return undefined
  return {
    kind: 'plan',
    target,
    pull,
    head,
    run,
    ...(base !== undefined && { base }),
    ...(plan !== undefined && { plan }),
    ...(operations && { operations }),
    ...(text !== undefined && { text }),
  }
}

const driftMark = (value: Members): DriftMark | undefined => {
  const [run, target, runs] = [runIn(value), textIn(value, 'target'), countIn(value, 'runs')]
  const [first, checked] = [timeIn(value, 'first'), timeIn(value, 'checked')]
  const [digest, found] = [textIn(value, 'digest'), pairsIn(member(value, 'found'))]
  if (value['kind'] !== 'drift' || !run || target === undefined || runs === undefined)
    return undefined
  if (first === undefined || checked === undefined || digest === undefined) return undefined
  return { kind: 'drift', target, run, runs, first, checked, digest, ...(found && { found }) }
}

const runIn = (value: Members): RunMark | undefined => {
  const run = member(value, 'run')
  if (!isMembers(run)) return undefined
  const [id, number, attempt] = [
    countIn(run, 'id'),
    countIn(run, 'number'),
    countIn(run, 'attempt'),
  ]
  return id === undefined || number === undefined || attempt === undefined
    ? undefined
    : { id, number, attempt }
}

const textIn = (value: Members, name: string): string | undefined => {
  const text = member(value, name)
  return typeof text === 'string' ? text : undefined
}

const timeIn = (value: Members, name: string): string | undefined => {
  const text = textIn(value, name)
  return text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : undefined
}

const countIn = (value: Members, name: string): number | undefined => {
  const count = member(value, name)
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

const textsIn = (value: Json | undefined): readonly string[] | undefined => {
  if (!isList(value)) return undefined
  const texts = value.filter((each) => typeof each === 'string')
  return texts.length === value.length ? texts : undefined
}

const pairsIn = (value: Json | undefined): Readonly<Record<string, string>> | undefined => {
  if (!isMembers(value)) return undefined
  const pairs = Object.entries(value).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as const] : [],
  )
  return Object.fromEntries(pairs)
}
