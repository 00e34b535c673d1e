// Sends an update, and sends it again in another form where Statsig does not take the first one.
import { isJsonObject } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Resource } from '../model/index.ts'
import type { PathIds, SendResult } from '../resources/api.ts'
import { isInReview, toResource } from '../resources/live.ts'
import { remainingDifferences } from './check-result.ts'
import { type ApplyContext, sendRequest } from './context.ts'
import { type RequestTemplate, wrapBareBody } from './requests.ts'

/** Sends the update, and sends it again with the other spelling of no reference where the first one has no effect. */
export const sendUntilCleared = async (
  operation: Operation,
  template: RequestTemplate,
  resource: Resource,
  context: ApplyContext,
): Promise<SendResult> => {
  const { kind } = context.registry(operation.kind)
  const first = await sendUpdate(template, resource, kind, context)
  const other = respellCleared(template, kind)
  if (other === undefined || first.status === 'unknown') return first
  if (first.status === 'refused') {
    if (first.cause !== 'bad-request') return first
    const second = await sendUpdate(other, resource, kind, context)
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
  const second = await sendUpdate(other, resource, kind, context)
  return second.status === 'accepted' ? second : first
}

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
  template: RequestTemplate,
  pathIds: PathIds,
  kind: Kind,
  context: ApplyContext,
): Promise<SendResult> => {
  const first = await sendRequest(template, pathIds, context, true)
  const isBadRequest = first.status === 'refused' && first.cause === 'bad-request'
  const other = isBadRequest ? wrapBareBody(template, kind) : undefined
  const second = other && (await sendRequest(other, pathIds, context, true))
  // Where both are refused, the first refusal is reported: its form is the documented one.
  return second === undefined || second.status === 'refused' ? first : second
}
