// Hides the sensitive values of a plan and of a report before they are printed in any format.
import type { Edit } from '../fields/difference.ts'
import type { Effect, Operation, Plan, Report } from '../model/index.ts'
import { jsonDigest, planDigest } from '../resources/digest.ts'
import type { Redactor } from './public-repository.ts'
import {
  hideSensitive,
  hideSensitiveEdit,
  hideSensitiveMembers,
  keyedDigests,
  sensitivePointersAt,
} from './sensitive-values.ts'

export interface SensitiveDigests {
  /** A short keyed digest; absent without a key. */
  readonly digest?: ((text: string) => string) | undefined
  /** Ids that are no digests of values, because they are keyed already. */
  readonly hasKeyedIds: boolean
}

export const createSensitiveRedactor = ({ digest, hasKeyedIds }: SensitiveDigests): Redactor => {
  const hide = digest && keyedDigests(digest)
  const edit = (original: Edit, sensitive: Operation['sensitive']): Edit =>
    sensitive.length === 0 ? original : hideSensitiveEdit(original, sensitive, hide)
  const operation = (original: Operation): Operation => {
    const { edits, effects, liveDigest, members, sensitive } = original
    if (sensitive.length === 0) return original
    const shown = {
      ...original,
      edits: edits.map((each) => edit(each, sensitive)),
      members: hideSensitiveMembers(members, sensitive, hide),
      effects: effects.map((each) => hideShare(each, edits, sensitive)),
    }
    const { liveDigest: _, ...withoutDigest } = shown
    return liveDigest !== undefined && digest
      ? { ...shown, liveDigest: digest(liveDigest) }
      : withoutDigest
  }
  const plan = (original: Plan): Plan => {
    const { kept, operations, unmanaged } = original
    const shown = {
      ...original,
      operations: operations.map(operation),
      kept: kept.map((each) => ({
        ...each,
        edits: each.edits.map((one) => edit(one, each.sensitive)),
      })),
      unmanaged: unmanaged.map((each) => {
        const live = hideSensitive(each.live, each.pattern ?? '', each.sensitive, hide)
        return { ...each, ...(live !== undefined && { live }) }
      }),
    }
    return hasKeyedIds ? shown : withIdsWithoutValues(shown)
  }
  return {
    plan,
    report: (report: Report) => ({
      ...report,
      outcomes: report.outcomes.map((outcome) => ({
        ...outcome,
        operation: hasKeyedIds
          ? operation(outcome.operation)
          : { ...operation(outcome.operation), id: shownId(outcome.operation) },
      })),
      nonConverged: report.nonConverged.map((each) => ({
        ...each,
        edits: each.edits.map((one) => edit(one, sensitivePointersAt(each.address, report))),
      })),
    }),
    diagnostics: (diagnostics) => diagnostics,
  }
}

/** The share of users that an edit touches tells the percentage. */
const hideShare = (
  effect: Effect,
  edits: readonly Edit[],
  sensitive: Operation['sensitive'],
): Effect => {
  const own = edits.find((each) => each.pointer === effect.pointer && each.label === effect.label)
  const hidden = own && hideSensitiveEdit(own, sensitive)
  const isHidden = own !== undefined && JSON.stringify(hidden) !== JSON.stringify(own)
  // The share of a creation is that of one of its values, whichever it is.
  const isOfWhole = effect.pointer === '' && sensitive.length > 0
  return isHidden || isOfWhole ? { ...effect, share: 100 } : effect
}

/** An id is a digest of values without a key. That of an operation with sensitive values is made without them. */
const shownId = ({ action, address, id, sensitive, subResource }: Operation): string =>
  sensitive.length === 0 ? id : jsonDigest([address, action, subResource ?? null])

const withIdsWithoutValues = (plan: Plan): Plan => {
  if (plan.operations.every(({ sensitive }) => sensitive.length === 0)) return plan
  const ids = new Map(plan.operations.map((each) => [each.id, shownId(each)]))
  const operations = plan.operations.map((each) => ({
    ...each,
    id: shownId(each),
    dependsOn: each.dependsOn.map((id) => ids.get(id) ?? id),
  }))
  return { ...plan, operations, digest: planDigest([...ids.values()]) }
}
