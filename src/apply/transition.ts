// Moves of a status: sent once, and looked for before they are sent again.
import { textOf } from '../fields/normalize.ts'
import { member } from '../json.ts'
import type { Move } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model.ts'
import { isInReview } from '../resources/live.ts'
import { contextOf, doubleLook, looks, type Means, sendTo, tries, watched } from './context.ts'
import { alreadySo, done, failed, type NotAccepted, notAccepted, waiting } from './outcomes.ts'
import { barred, refreshed } from './precondition.ts'
import { moveOf, type Sending } from './requests.ts'

export const move = async (operation: Operation, means: Means): Promise<Outcome> => {
  const { kind } = means.words(operation.kind)
  const field = kind.moves?.field ?? ''
  const edge = kind.moves?.edges.find(({ action }) => action === operation.action)
  if (edge === undefined) throw new Error(`\`${kind.kind}\` has no move \`${operation.action}\`.`)
  const fresh = await refreshed(operation, kind, means)
  if (fresh.is !== 'as-planned') return barred(operation, fresh.is)
  const { resource } = fresh
  const sending = moveOf(operation, contextOf(kind, resource.raw, means))
  const isThere = (now: Resource | undefined) => now?.raw[field] === edge.to
  const isSettled = (now: Resource | undefined) =>
    isThere(now) || (now !== undefined && isInReview(now))
  let isDoubtful = false
  for (let attempt = 1; ; attempt++) {
    const sent = await sendTo(sending, resource, means, false)
    if (sent.status === 'refused' && sent.because === 'key-refused')
      return notAccepted(operation, sent, isDoubtful ? 'unknown' : 'no')
    isDoubtful ||= sent.status === 'unknown'
    const waits = { accepted: doubleLook, refused: [0], unknown: looks }[sent.status]
    const now = await watched(operation, resource, waits, isSettled, means)
    if (now) means.known.remember(operation.address, now, means.clock.now(), true)
    if (now && isThere(now)) return arrived(operation, sending, edge, now, sent.status, isDoubtful)
    if (now && isInReview(now) && sent.status !== 'refused') return waiting(operation)
    if (sent.status === 'accepted')
      return failed(operation, { code: 'move-not-shown', status: edge.to }, 'unknown')
    if (sent.status === 'refused' || attempt >= tries) return lost(operation, sent, isDoubtful)
  }
}

const lost = (operation: Operation, sent: NotAccepted, isDoubtful: boolean): Outcome =>
  notAccepted(operation, sent, isDoubtful ? 'unknown' : 'no')

/** The status is the wanted one. Who brought it about, and with the same decision? */
const arrived = (
  operation: Operation,
  { body }: Sending,
  { body: carried }: Move,
  { raw }: Resource,
  status: 'accepted' | 'refused' | 'unknown',
  isDoubtful: boolean,
): Outcome => {
  const others = Object.entries(carried).flatMap(([name, from]) => {
    const sent = member(body, name)
    return sent === undefined || textOf(sent) === textOf(raw[from]) ? [] : [from]
  })
  const [first] = others
  if (status === 'accepted')
    return done(
      operation,
      others.map((label) => ({ code: 'shown-otherwise', label })),
    )
  if (first !== undefined)
    return failed(
      operation,
      { code: 'decided-otherwise', field: first },
      isDoubtful ? 'unknown' : 'no',
      { moved: !isDoubtful },
    )
  return isDoubtful
    ? done(operation, [{ code: 'answer-lost' }])
    : alreadySo(operation, 'so-already')
}
