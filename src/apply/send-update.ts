// Sends an update, and sends it again in another form where Statsig does not take the first one.
import { isJsonObject } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation } from '../model/index.ts'
import type { CheckBeforeSend, PathIds, SendResult } from '../resources/api.ts'
import { isInReview, toResource } from '../resources/live.ts'
import { remainingDifferences } from './check-result.ts'
import { type ApplyContext, sendRequest } from './context.ts'
import { type RequestTemplate, updateTarget } from './requests.ts'

/** Sends the update, and sends it again with the other spelling of no reference where the first one has no effect. */
export const sendUntilCleared = async (
  operation: Operation,
  pathIds: PathIds,
  context: ApplyContext,
  check: CheckBeforeSend,
): Promise<SendResult> => {
  const { kind } = context.registry(operation.kind)
  const target = updateTarget(kind)
  const respell = (checked: CheckedBody) => respellCleared({ ...target, ...checked }, kind)
  let clears = false
  const first = await sendUpdate(pathIds, kind, context, async (...turn) => {
    const checked = await check(...turn)
    clears = checked !== undefined && respell(checked) !== undefined
    return checked
  })
  if (!clears || first.status === 'unknown' || first.status === 'unsent') return first
  const sendOther = () =>
    sendUpdate(pathIds, kind, context, async (...turn) => {
      const checked = await check(...turn)
      return checked && respell(checked)
    })
  if (first.status === 'refused') {
    if (first.cause !== 'bad-request') return first
    const second = await sendOther()
    return second.status === 'refused' ? first : second
  }
  const answer = toResource(kind, operation.kind, first.data ?? null)
  const isKept =
    answer !== undefined &&
    !isInReview(answer) &&
    remainingDifferences(operation, answer.raw, kind, context).some(
      ({ edit }) => operation.members[topLevelName(edit.pointer)] === null,
    )
  if (!isKept) return first
  // The next check compares with what this run has written.
  context.cache.store(operation.address, answer, context.clock.now(), true)
  const second = await sendOther()
  return second.status === 'accepted' ? second : first
}

type CheckedBody = Pick<RequestTemplate, 'body'>

/**
 * The request with the other spelling of what it clears: `null` for an empty text, and an empty text for `null`. Absent
 * where it clears no reference.
 */
const respellCleared = (
  template: RequestTemplate,
  { fields }: Kind,
): RequestTemplate | undefined => {
  const { body } = template
  if (!isJsonObject(body)) return undefined
  const isCleared = (name: string) =>
    fields[name]?.shape === 'ref' && (body[name] === null || body[name] === '')
  const names = Object.keys(body).filter(isCleared)
  if (names.length === 0) return undefined
  const others = names.map((name) => [name, body[name] === null ? '' : null] as const)
  return { ...template, body: { ...body, ...Object.fromEntries(others) } }
}

/** Sends the update, and sends it again with the name of the field where Statsig does not accept a bare value. */
export const sendUpdate = async (
  pathIds: PathIds,
  kind: Kind,
  context: ApplyContext,
  check: CheckBeforeSend,
): Promise<SendResult> => {
  const target = updateTarget(kind)
  const first = await sendRequest(target, pathIds, context, { isIdempotent: true, check })
  const isBadRequest = first.status === 'refused' && first.cause === 'bad-request'
  if (!isBadRequest || typeof kind.routes.update.body !== 'object') return first
  const second = await sendRequest(target, pathIds, context, {
    isIdempotent: true,
    check: async (...turn) => {
      const checked = await check(...turn)
      return checked && wrapBareBody({ ...target, ...checked }, kind)
    },
  })
  // Where both are refused, the first refusal is reported: its form is the documented one.
  return second.status === 'refused' ? first : second
}

/** The request whose body is one bare value, with the name of the field around it: Statsig may require either form. */
const wrapBareBody = (template: RequestTemplate, { routes }: Kind): RequestTemplate | undefined => {
  const { body } = routes.update
  return typeof body === 'object' && template.body !== undefined
    ? { ...template, body: { [body.fieldValue]: template.body } }
    : undefined
}
