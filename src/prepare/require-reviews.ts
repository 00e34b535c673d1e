// Reads what Statsig asks to be reviewed, and marks the operations of a plan that need a review. A plan without such
// operations reads nothing.
import { member } from '../core/json.ts'
import type { KindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, DesiredState, Operation, Resource } from '../model/index.ts'
import {
  demandFor,
  mayNeedReview,
  requireReviews,
} from '../plan/statsig-reviews/require-reviews.ts'
import type { Reader } from '../resources/api.ts'
import { mergeLiveStates } from '../resources/live.ts'
import { createNameResolver } from '../resources/name-resolver.ts'
import { reviewPolicyKinds, reviewPolicyOf } from '../resources/review-policy.ts'
import { markedDigests, type Review } from '../resources/reviews.ts'
import type { PlannedRun } from './make-plan.ts'

export interface ReviewOptions {
  readonly reviews: 'respect' | 'bypass'
  readonly desired: DesiredState
  readonly registry: KindRegistry
}

/** The same run. Where reviews are respected, its operations say which review they need, or are refused. */
export const withRequiredReviews = async (
  planned: PlannedRun,
  options: ReviewOptions,
  reader: Pick<Reader, 'read' | 'readReviews'>,
): Promise<PlannedRun> => {
  const run = await markOperations(planned, options, reader)
  const addresses = leftOpen(planned, options.desired)
  const notices = [...run.plan.notices, { code: 'reviews-left-open', addresses } as const]
  return addresses.length === 0 ? run : { ...run, plan: { ...run.plan, notices } }
}

/** Defined resources without an operation, whose open review was opened by an apply. */
const leftOpen = ({ live, plan }: PlannedRun, desired: DesiredState): readonly Address[] => {
  const changing = new Set(plan.operations.map(({ address }) => address))
  return [...desired.keys()].filter((address) => {
    const description = member(live.resources.get(address)?.raw['activeReview'], 'description')
    return (
      !changing.has(address) &&
      typeof description === 'string' &&
      markedDigests({ description }) !== undefined
    )
  })
}

const markOperations = async (
  run: PlannedRun,
  { desired, registry, reviews }: ReviewOptions,
  reader: Pick<Reader, 'read' | 'readReviews'>,
): Promise<PlannedRun> => {
  const { live, plan } = run
  const concerned = plan.operations.filter((each) => mayNeedReview(each, registry))
  if (concerned.length === 0) return run
  if (reviews === 'bypass')
    return {
      ...run,
      plan: { ...plan, notices: [...plan.notices, { code: 'reviews-bypassed' }] },
    }
  const findLive = createLiveFinder([...live.resources.values()])
  const values = concerned.map((each) => findLive(each)?.raw ?? each.members)
  const policyKinds = new Set(reviewPolicyKinds(values))
  // What the plan was made from is not read again.
  const isRead = (each: KindName) => live.kinds.has(each) || live.unreadableKinds.has(each)
  const unread = new Set([...policyKinds].filter((each) => !isRead(each)))
  const policyState = mergeLiveStates([live, await reader.read(unread, unread)])
  const policy = reviewPolicyOf(policyState, (name) => registry(name).kind)
  const context = { policy, registry, findLive }
  const found = new Map<string, readonly Review[] | undefined>()
  for (const operation of concerned) {
    const resource = findLive(operation)
    const hasRoutes = registry(operation.kind).kind.reviews?.routes !== undefined
    if (hasRoutes && resource && !found.has(resource.address) && demandFor(operation, context))
      found.set(resource.address, await reader.readReviews(operation.kind, resource))
  }
  return {
    ...run,
    plan: requireReviews(plan, {
      ...context,
      names: createNameResolver(desired.values(), live.resources.values()),
      reviewsOf: (operation) => {
        const address = findLive(operation)?.address
        return address !== undefined && found.has(address) ? found.get(address) : []
      },
    }),
  }
}

const createLiveFinder = (resources: readonly Resource[]) => {
  const byAddress = new Map(resources.map((each) => [each.address, each]))
  const byPathId = new Map(resources.map((each) => [`${each.kind}/${each.pathId}`, each]))
  return ({ address, kind, pathId }: Operation): Resource | undefined =>
    byAddress.get(address) ?? byPathId.get(`${kind}/${pathId ?? ''}`)
}
