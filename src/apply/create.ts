// Creations: looked for before and after each doubt, so that nothing is ever created twice.
import { isEmpty } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Note, Operation, Outcome, Resource } from '../model.ts'
import { topOf } from '../pointer.ts'
import type { Sent } from '../resources/api.ts'
import { handleFor, isInReview, resourceOf } from '../resources/live.ts'
import { afterWrite, foundDone, judged, leftIn } from './check-result.ts'
import { contextOf, looks, type Means, sendTo, tries } from './context.ts'
import { alreadySo, failed, inReview, notAccepted, waiting } from './outcomes.ts'
import { completion, creation, preludeOf } from './requests.ts'
import { written } from './update.ts'

export const create = async (operation: Operation, means: Means): Promise<Outcome> => {
  const { kind } = means.words(operation.kind)
  const there = await lookUp(operation, means)
  if (there) return adopted(operation, there, kind, means)
  const prelude = preludeOf(operation.members, contextOf(kind, {}, means))
  const first = prelude && (await sendTo(prelude, undefined, means, true))
  if (first && first.status !== 'accepted')
    return notAccepted(operation, first, 'no', {
      of: 'field',
      field: kind.routes.before?.field ?? '',
    })
  let isDoubtful = false
  for (let attempt = 1; ; attempt++) {
    const sending = creation(operation.members, contextOf(kind, {}, means))
    const sent = await sendTo(sending, undefined, means, false)
    if (sent.status === 'accepted') return completed(operation, sent, kind, means)
    isDoubtful ||= sent.status === 'unknown'
    const mayBeThere = sent.status === 'unknown' || sent.because === 'name-taken'
    const found = mayBeThere ? await lookFor(operation, means) : undefined
    if (found) return recognised(operation, found, isDoubtful, kind, means)
    if (sent.status === 'refused' || attempt >= tries)
      return notAccepted(operation, sent, isDoubtful ? 'unknown' : first ? 'yes' : 'no')
  }
}

/** Whether a resource is there that a creation would make a twin of. */
const lookUp = async (
  operation: Operation,
  { api, words }: Means,
): Promise<Resource | undefined> => {
  const { kind } = words(operation.kind)
  const { identity, routes } = kind
  const handle = handleFor(kind, operation.address)
  const isKnown = identity.by === 'members' || identity.by === routes.handle
  if (isKnown && routes.otherHandle === undefined) return api.find(operation.kind, { handle })
  return (await api.read(new Set([operation.kind]))).resources.get(operation.address)
}

const lookFor = async (operation: Operation, means: Means): Promise<Resource | undefined> => {
  for (const wait of looks) {
    if (wait > 0) await means.clock.sleep(wait)
    const found = await lookUp(operation, means)
    if (found) return found
  }
  return undefined
}

/** Somebody made it since the plan, or an earlier run did: equal is as good as done, different is a new plan. */
const adopted = (operation: Operation, there: Resource, kind: Kind, means: Means): Outcome => {
  means.known.remember(operation.address, there, means.clock.now(), true)
  if (leftIn(operation, there.raw, kind, means).length === 0)
    return alreadySo(operation, 'there-already')
  return isInReview(there)
    ? inReview(operation)
    : failed(operation, { code: 'exists-and-differs' }, 'no', { moved: true })
}

/** It was not there before the request, and is now: ours if it is what was sent, whoever delivered it. */
const recognised = async (
  operation: Operation,
  found: Resource,
  isDoubtful: boolean,
  kind: Kind,
  means: Means,
): Promise<Outcome> => {
  const left = leftIn(operation, found.raw, kind, means)
  const isYetToCome = left.every(({ edit }) => {
    const name = topOf(edit.pointer)
    return kind.fields[name]?.sent === 'update' && isEmpty(found.raw[name])
  })
  if (left.length === 0 && !isDoubtful) return adopted(operation, found, kind, means)
  if (isYetToCome) {
    const code = isDoubtful ? 'creation-answer-lost' : 'found-as-sent'
    return finished(operation, found, kind, means, [{ code }])
  }
  if (!isDoubtful) return adopted(operation, found, kind, means)
  return failed(operation, { code: 'creation-lost-and-differs' }, 'unknown')
}

const completed = async (
  operation: Operation,
  { data }: Extract<Sent, { status: 'accepted' }>,
  kind: Kind,
  means: Means,
): Promise<Outcome> => {
  const answered = resourceOf(kind, operation.kind, data ?? null)
  const made = answered ?? (await lookFor(operation, means))
  if (made === undefined) return failed(operation, { code: 'creation-not-shown' }, 'unknown')
  const isWhole = completion(operation.members, contextOf(kind, made.raw, means)) === undefined
  return isWhole
    ? afterWrite(operation, data, made, kind, means)
    : finished(operation, made, kind, means, [])
}

/** The second request of kinds that take their content only after they exist. */
const finished = async (
  operation: Operation,
  made: Resource,
  kind: Kind,
  means: Means,
  notes: readonly Note[],
): Promise<Outcome> => {
  means.known.remember(operation.address, made, means.clock.now(), true)
  const second = completion(operation.members, contextOf(kind, made.raw, means))
  if (second === undefined) return judged(operation, made, kind, means, notes)
  if (isInReview(made)) return waiting(operation)
  const sent = await written(second, made, kind, means)
  if (sent.status === 'accepted') return afterWrite(operation, sent.data, made, kind, means, notes)
  const found = sent.status === 'unknown' && (await foundDone(operation, made, kind, means))
  return found || notAccepted(operation, sent, 'yes', { of: 'completion' })
}
