// Marks the operations that Statsig asks to be reviewed, and refuses those that no review can hold. Pure.
import { isJsonArray, type Json, member } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
import { canonicalJson, normalizeValue } from '../../fields/normalize.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import {
  isLabelOnly,
  type Operation,
  type Plan,
  type RequiredReview,
  type Resource,
  type ReviewDemand,
} from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import {
  type ReviewPolicy,
  reviewDemand,
  unreadablePolicyKinds,
} from '../../resources/review-policy.ts'
import { isOpenReview, markedDigests, type Review, reviewDigest } from '../../resources/reviews.ts'
import { addRefusal, judgeWith } from '../guards/guard.ts'
import { statsigReview } from '../guards/statsig-review.ts'
import { switchOnStep } from './created-off.ts'
import { reviewSteps, touchedFields } from './review-steps.ts'

export interface ReviewContext {
  readonly policy: ReviewPolicy
  readonly registry: KindRegistry
  readonly names: NameResolver
  readonly findLive: (operation: Operation) => Resource | undefined
  /** The reviews of a resource. `undefined` where Statsig has no routes for them. */
  readonly reviewsOf: (operation: Operation) => readonly Review[] | undefined
}

/** Whether a review may be asked for at all: other operations need no look at the settings. */
export const mayNeedReview = (operation: Operation, registry: KindRegistry): boolean => {
  const { action, kind: name, refusal } = operation
  const { kind } = registry(name)
  if (refusal !== undefined || kind.reviews === undefined) return false
  return action !== 'create' || reachesUsers(kind, operation)
}

/** Whether a creation reaches anybody. */
const reachesUsers = (
  { reviews }: Kind,
  { effects, members }: Pick<Operation, 'effects' | 'members'>,
): boolean => {
  const off = Object.entries(reviews?.createdOff ?? {})
  const isOff = off.length > 0 && off.every(([name, value]) => members[name] === value)
  return !isOff && !isLabelOnly(effects)
}

/** What asks for a review of the operation. */
export const demandFor = (
  operation: Operation,
  { findLive, policy, registry }: Pick<ReviewContext, 'findLive' | 'policy' | 'registry'>,
): ReviewDemand | undefined => {
  if (!mayNeedReview(operation, registry)) return undefined
  const { kind } = registry(operation.kind)
  const live = findLive(operation)
  // What a creation itself asks for is in force once the resource exists.
  const { reviewSettings: _, ...created } = operation.members
  return reviewDemand(
    kind,
    live?.raw ?? created,
    policy,
    concernedEnvironments(operation, kind, live),
  )
}

export const requireReviews = (plan: Plan, context: ReviewContext): Plan => ({
  ...plan,
  operations: plan.operations.map((operation) => requireReview(operation, context)),
})

const requireReview = (operation: Operation, context: ReviewContext): Operation => {
  const { policy, registry } = context
  if (!mayNeedReview(operation, registry)) return operation
  const { kind } = registry(operation.kind)
  const demand = demandFor(operation, context)
  const live = context.findLive(operation)
  const isCreation = operation.action === 'create'
  const reviews = isCreation ? [] : context.reviewsOf(operation)
  const byHeader = kind.reviews?.routes !== undefined && reviews === undefined
  const createdOff = isCreation ? kind.reviews?.createdOff : undefined
  const undeclared = Object.keys(createdOff ?? {}).filter(
    (name) => operation.members[name] === undefined,
  )
  const steps =
    demand === undefined || isCreation || byHeader
      ? undefined
      : reviewSteps(kind, operation, live, context.names)
  const refused = addRefusal(
    operation,
    judgeWith([statsigReview], {
      effects: operation.effects,
      kind: operation.kind,
      unreadable: unreadablePolicyKinds(
        policy,
        live?.raw ?? operation.members,
        (name) => registry(name).kind,
      ),
      demand,
      hasRoutes: kind.reviews?.routes !== undefined,
      isCreation,
      createdOff,
      undeclared,
      steps,
    }),
  )
  if (refused.refusal !== undefined || demand === undefined) return refused
  const ordered =
    steps && 'steps' in steps
      ? steps.steps
      : createdOff
        ? [switchOnStep(kind) ?? { type: '', fields: [] }]
        : []
  const opened = findOpened(kind, operation, live, ordered[0], reviews ?? [])
  const review: RequiredReview = {
    demand,
    steps: ordered,
    ...(createdOff && { createdOff }),
    ...(byHeader && { byHeader }),
    ...(opened && { opened }),
  }
  return {
    ...operation,
    review,
    cautions: [...operation.cautions, { code: 'needs-statsig-review', review }],
  }
}

/** The review that an earlier run has opened for the first step. */
const findOpened = (
  kind: Kind,
  operation: Operation,
  live: Resource | undefined,
  step: RequiredReview['steps'][number] | undefined,
  reviews: readonly Review[],
): RequiredReview['opened'] => {
  const open = reviews.find(isOpenReview)
  const isOwn =
    step !== undefined &&
    open !== undefined &&
    markedDigests(open)?.content === reviewDigest(kind, operation, step)
  const page = live?.raw['permalink']
  return isOwn
    ? {
        id: open.id,
        status: open.status,
        isAccepted: open.status === 'accepted',
        ...(typeof page === 'string' && { page }),
      }
    : undefined
}

/** The environments whose users a change can reach. */
const concernedEnvironments = (
  operation: Operation,
  kind: Kind,
  live: Resource | undefined,
): 'all' | 'none' | ReadonlySet<string> => {
  if (isLabelOnly(operation.effects)) return 'none'
  const isLabel = (name: string): boolean => {
    const own = operation.effects.filter(({ pointer }) => topLevelName(pointer) === name)
    return isLabelOnly(own)
  }
  const touched = touchedFields(operation).filter((name) => !isLabel(name))
  if (operation.action !== 'update' || touched.some((name) => name !== 'rules')) return 'all'
  const field = kind.fields['rules']
  if (field === undefined) return 'all'
  const normalized = (value: Json | undefined): readonly Json[] => {
    const list = normalizeValue(field, value, (_, text) => text)
    return list !== undefined && isJsonArray(list) ? list : []
  }
  const [before, after] = [live?.raw['rules'], operation.members['rules']].map((value) =>
    normalized(value).map((rule) => ({ rule, text: canonicalJson(rule) })),
  )
  const texts = (rules: typeof before = []) => rules.map(({ text }) => text)
  const [old, wanted] = [new Set(texts(before)), new Set(texts(after))]
  const isKept = (text: string): boolean => old.has(text) && wanted.has(text)
  const keptIn = (rules: typeof before) => texts(rules).filter(isKept)
  // What is decided first is decided for all environments: another order of other rules can concern each of them.
  if (canonicalJson(keptIn(before)) !== canonicalJson(keptIn(after))) return 'all'
  const changed = [...(before ?? []), ...(after ?? [])].flatMap(({ rule, text }) =>
    isKept(text) ? [] : [rule],
  )
  const lists = changed.map((rule) => member(rule, 'environments'))
  // A rule without a list applies everywhere.
  if (changed.length === 0 || lists.some((each) => each === undefined || !isJsonArray(each)))
    return 'all'
  return new Set(lists.flatMap((each) => (isJsonArray(each) ? each.map(String) : [])))
}
