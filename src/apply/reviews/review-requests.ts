// Builds the bodies that open reviews, and compares what a review proposes with what the plan wants. Pure.
import type { Json, JsonObject } from '../../core/json.ts'
import { differencesBetween } from '../../fields/compare/index.ts'
import { canonicalJson, normalizeValue, type ResolveName } from '../../fields/normalize.ts'
import type { Kind } from '../../kinds/kind.ts'
import { reviewOfField } from '../../kinds/reviewed-fields.ts'
import type { Operation, Resource, ReviewStep } from '../../model/index.ts'
import { type Review, reviewDigest, reviewMarker } from '../../resources/reviews.ts'
import { type RequestContext, requestValues } from '../requests.ts'

/** The body that opens the review of one step. */
export const openReviewBody = (
  operation: Operation,
  step: ReviewStep,
  context: RequestContext,
): JsonObject => {
  const { kind } = context
  const digest = reviewDigest(kind, operation, step)
  const description = `${operation.address}: ${step.type}\n\n${reviewMarker(digest, operation.id)}`
  const change = changeOf(operation, step, context)
  return kind.reviews?.routes?.form === 'type'
    ? { type: step.type, description, ...change }
    : { description, change }
}

const changeOf = (
  { action, members }: Operation,
  { fields }: ReviewStep,
  context: RequestContext,
): JsonObject => {
  const { kind, raw } = context
  if (fields.length === 0) {
    const { says = {}, values = {} } = kind.reviews?.routes?.actions[action] ?? {}
    const sent = requestValues(members, context, Object.values(values))
    const named = Object.entries(values).flatMap(([key, name]): [string, Json][] =>
      sent[name] === undefined ? [] : [[key, sent[name]]],
    )
    return { ...says, ...Object.fromEntries(named) }
  }
  const entry = reviewOfField(kind, fields[0] ?? '')?.entry
  const kept = (entry?.alwaysSent ?? []).filter((name) => !fields.includes(name))
  const status = kind.statusMachine?.field
  const body = {
    ...requestValues({}, context, kept),
    // A status is changed by actions. It is no field that a request sends.
    ...(status !== undefined && kept.includes(status) ? { [status]: raw[status] ?? null } : {}),
    ...requestValues(members, context, fields),
  }
  const keyed = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [reviewOfField(kind, name)?.key ?? name, value]),
  )
  return entry?.under === undefined ? keyed : { [entry.under]: keyed }
}

export type ReviewContentState =
  /** It proposes what the plan wants, and what it starts from is still live. */
  | 'as-wanted'
  /** Statsig has changed since it was opened. */
  | 'stale'
  /** It proposes something else than the plan wants. */
  | 'differs'
  /** Statsig does not show what it proposes. */
  | 'unreadable'

/** Compares the content of a review with what the plan wants and with what is live now. */
export const judgeReviewContent = (
  { content, type }: Review,
  operation: Operation,
  step: ReviewStep,
  kind: Kind,
  live: Resource,
  resolveName: ResolveName,
): ReviewContentState => {
  if (type !== step.type) return 'differs'
  if (step.fields.length === 0) return judgeAction(content, operation, kind)
  if (content === undefined) return 'unreadable'
  const keys = new Map(
    step.fields.map((name) => [reviewOfField(kind, name)?.key ?? name, name] as const),
  )
  if ([...keys.keys()].some((key) => content.proposed[key] === undefined)) return 'unreadable'
  const others = new Set([...Object.keys(content.proposed), ...Object.keys(content.current)])
  for (const key of others)
    if (
      !keys.has(key) &&
      !isSameValue(kind, key, content.current[key], content.proposed[key], resolveName)
    )
      return 'differs'
  const proposed = Object.fromEntries(
    [...keys].map(([key, name]) => [name, content.proposed[key] ?? null]),
  )
  const wanted = Object.fromEntries(
    step.fields.map((name) => [name, operation.members[name] ?? null]),
  )
  if (differencesBetween(kind.fields, proposed, wanted, resolveName).length > 0) return 'differs'
  const isLive = [...keys].every(([key, name]) =>
    isSameField(kind, name, content.current[key], live.raw[name], resolveName),
  )
  return isLive ? 'as-wanted' : 'stale'
}

/** An action is its type, unless Statsig shows more about it. */
const judgeAction = (
  content: Review['content'],
  { action }: Operation,
  kind: Kind,
): ReviewContentState => {
  const { says = {} } = kind.reviews?.routes?.actions[action] ?? {}
  return Object.entries(says).every(
    ([key, value]) =>
      content?.proposed[key] === undefined ||
      canonicalJson(content.proposed[key]) === canonicalJson(value),
  )
    ? 'as-wanted'
    : 'differs'
}

const isSameValue = (
  kind: Kind,
  key: string,
  one: Json | undefined,
  other: Json | undefined,
  resolveName: ResolveName,
): boolean =>
  canonicalJson(one) === canonicalJson(other) || isSameField(kind, key, one, other, resolveName)

const isSameField = (
  { fields }: Kind,
  name: string,
  one: Json | undefined,
  other: Json | undefined,
  resolveName: ResolveName,
): boolean => {
  const field = fields[name]
  return (
    field !== undefined &&
    canonicalJson(normalizeValue(field, one, resolveName)) ===
      canonicalJson(normalizeValue(field, other, resolveName))
  )
}
