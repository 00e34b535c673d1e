// A member that has routes of its own: read again before it is written, and looked at afterwards.
import { differencesBetween } from '../fields/compare/index.ts'
import { type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model.ts'
import { topOf } from '../pointer.ts'
import type { Sent } from '../resources/api.ts'
import { partDigest } from '../resources/digest.ts'
import { isInReview } from '../resources/live.ts'
import { contextOf, looks, type Means, sendTo } from './context.ts'
import { alreadySo, done, failed, notAccepted, waiting } from './outcomes.ts'
import { barred, freshFor } from './precondition.ts'
import type { Sending } from './requests.ts'
import { restoringOf, writesOf } from './sub-resource-requests.ts'

export const part = async (operation: Operation, means: Means): Promise<Outcome> => {
  const { kind } = means.words(operation.kind)
  const name = operation.part ?? ''
  const isAsPlanned = ({ raw }: Resource) =>
    partDigest(kind, name, raw[name]) === (operation.live ?? partDigest(kind, name, undefined))
  const isSo = (owner: Resource) => isAsWanted(operation, owner, kind, means)
  const resource = await ownerOf(operation, (owner) => isSo(owner) || isAsPlanned(owner), means)
  if (resource === undefined) return barred(operation, 'gone')
  if (isInReview(resource)) return barred(operation, 'in-review')
  if (isSo(resource)) return alreadySo(operation, 'so-already')
  if (!isAsPlanned(resource)) return barred(operation, 'moved')
  const context = contextOf(kind, resource.raw, means)
  const sent = await sentAll(writesOf(operation, context), resource, means)
  const wrote = sent.count > 0 ? 'yes' : 'no'
  if (sent.last.status === 'refused') return notAccepted(operation, sent.last, wrote)
  const isLost = sent.last.status === 'unknown'
  const end = await settled(operation, resource, kind, means)
  if (end === 'in-review') return waiting(operation)
  if (end === 'as-wanted') return done(operation, isLost ? [{ code: 'answer-lost' }] : [])
  return sent.last.status === 'unknown'
    ? notAccepted(operation, sent.last, wrote)
    : failed(operation, { code: 'field-shown-otherwise', field: name }, 'yes')
}

/** The resource as it is now, with the member: what was read a moment ago will do, unless it is replaced as a whole. */
const ownerOf = async (
  { address, handle, kind, part: name = '' }: Operation,
  isExpected: (owner: Resource) => boolean,
  { api, clock, known, words }: Means,
): Promise<Resource | undefined> => {
  const seen = known.seen(address)
  const isFresh = seen !== undefined && clock.now() - seen.at <= freshFor
  const isReplaced = words(kind).kind.fields[name]?.apart?.write.by === 'set'
  if (isFresh && !isReplaced && Object.hasOwn(seen.resource.raw, name)) return seen.resource
  const where = seen?.resource ?? (handle === undefined ? undefined : { handle })
  const found = isFresh ? seen.resource : where && (await api.find(kind, where))
  if (found === undefined) return undefined
  const read = async () => withPart(found, name, await api.parts(found, [name]))
  const first = await read()
  if (!isFresh || isExpected(first)) return first
  // Reads may be behind: one that contradicts another of a moment ago is repeated before it is believed.
  await clock.sleep(2_000)
  return read()
}

const withPart = (resource: Resource, name: string, parts: Members): Resource => ({
  ...resource,
  raw: { ...pick(resource.raw, (each) => each !== name), ...parts },
})

const isAsWanted = (
  { members, part: name = '' }: Operation,
  { raw }: Resource,
  kind: Kind,
  { known }: Means,
): boolean =>
  differencesBetween(kind.fields, raw, members, known.canonical).every(
    // Lists are there because the member names their items.
    ({ edit }) => topOf(edit.pointer) !== name,
  )

/** What Statsig shows, be it a moment late, or after what it lost on the way was put back. */
const settled = async (
  operation: Operation,
  before: Resource,
  kind: Kind,
  means: Means,
): Promise<'as-wanted' | 'in-review' | 'otherwise'> => {
  const { api, clock } = means
  const name = operation.part ?? ''
  for (const wait of looks) {
    if (wait > 0) await clock.sleep(wait)
    const now = withPart(before, name, await api.parts(before, [name]))
    if (isAsWanted(operation, now, kind, means)) return 'as-wanted'
    const owner = await api.find(operation.kind, before)
    if (owner && isInReview(owner)) return 'in-review'
    const context = contextOf(kind, now.raw, means)
    const put = await sentAll(restoringOf(operation, context), before, means)
    if (put.count === 0) continue
    const then = withPart(before, name, await api.parts(before, [name]))
    if (isAsWanted(operation, then, kind, means)) return 'as-wanted'
  }
  return 'otherwise'
}

interface SentAll {
  readonly last: Sent
  /** Requests that were taken. */
  readonly count: number
}

/** Each may be sent twice without harm. The first that is not taken is the last. */
const sentAll = async (
  sendings: readonly Sending[],
  resource: Resource,
  means: Means,
): Promise<SentAll> => {
  let count = 0
  let last: Sent = { status: 'accepted', data: undefined }
  for (const sending of sendings) {
    last = await sentPatiently(sending, resource, means)
    if (last.status !== 'accepted') break
    count += 1
  }
  return { last, count }
}

/** Waits before asking again whether another change of the same thing is over: two minutes in all. */
const patience: readonly number[] = [2_000, 4_000, 8_000, 16_000, 30_000, 60_000]

const sentPatiently = async (sending: Sending, resource: Resource, means: Means): Promise<Sent> => {
  let sent = await sendTo(sending, resource, means, true)
  for (const wait of patience) {
    if (sent.status !== 'refused' || sent.because !== 'busy') break
    await means.clock.sleep(wait)
    sent = await sendTo(sending, resource, means, true)
  }
  return sent
}
