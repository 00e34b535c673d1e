// Since when readers could see each operation of a plan: an approval covers what its comment showed before.
import type { PlanMetadata } from '../job/comment-metadata.ts'

type ShownSince = NonNullable<PlanMetadata['shownSince']>
type Shown = Pick<PlanMetadata, 'operations' | 'plan' | 'shownSince'>

/**
 * With the times of all operations, of a comment that was edited last at `editedAt`. The first time is that of the first
 * plan of the commit, also where none of its operations is left.
 */
export const withShownTimes = <M extends Shown>(metadata: M, editedAt: string): M => {
  const { operations, plan, shownSince = [] } = metadata
  if (plan === undefined || editedAt === '') return metadata
  const timed = shownSince.reduce((sum, { count }) => sum + count, 0)
  // A plan as a whole counts as one operation.
  const rest = (operations?.length ?? 1) - timed
  return rest <= 0 && shownSince.length > 0
    ? metadata
    : { ...metadata, shownSince: [...shownSince, { at: editedAt, count: rest }] }
}

/** The new metadata, with the operations first that the earlier one, which has its times, shows as well. */
export const keepShownTimes = <M extends Shown>(metadata: M, earlier: Shown | undefined): M => {
  const first = earlier?.shownSince?.[0]?.at
  if (earlier === undefined || first === undefined) return metadata
  const { operations, plan } = metadata
  if (operations === undefined) {
    const isSamePlan = plan !== undefined && earlier.plan === plan && !earlier.operations
    const shownSince = isSamePlan ? earlier.shownSince : [{ at: first, count: 0 }]
    return { ...metadata, ...(shownSince && { shownSince }) }
  }
  const kept = operations
    .flatMap((id) => {
      const at = earlier.operations && shownAt(earlier, id)
      return at === undefined ? [] : [{ id, at }]
    })
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const keptIds = new Set(kept.map(({ id }) => id))
  return {
    ...metadata,
    operations: [...keptIds, ...operations.filter((id) => !keptIds.has(id))],
    shownSince: countByTime([first, ...kept.map(({ at }) => at)], first),
  }
}

const countByTime = (times: readonly string[], first: string): ShownSince =>
  [...new Set(times)].map((at) => ({
    at,
    count: times.filter((each) => each === at).length - (at === first ? 1 : 0),
  }))

/** `undefined` where the operation is not in the plan, or its time is not known. */
export const shownAt = (
  { operations, shownSince = [] }: Shown,
  /** The first digits of the id. */
  id: string,
): string | undefined => {
  let index = operations === undefined ? 0 : operations.indexOf(id)
  if (index < 0) return undefined
  for (const { at, count } of shownSince) {
    if (index < count) return at
    index -= count
  }
  return undefined
}

/** Whether anything is shown that the first plan of the commit did not show. */
export const hasGrown = ({ shownSince = [] }: Shown): boolean =>
  shownSince.slice(1).some(({ count }) => count > 0)

/** The metadata without what came in after the first plan of the commit and after `approvedAt`, and the number of that. */
export const withoutGrowth = <M extends Shown>(
  metadata: M,
  approvedAt: string | undefined,
): { readonly metadata?: M; readonly later: number } => {
  const { operations, shownSince = [] } = metadata
  const first = shownSince[0]?.at
  const isCovered = (at: string | undefined) =>
    at !== undefined && (at === first || (approvedAt !== undefined && at < approvedAt))
  if (operations === undefined)
    return isCovered(shownAt(metadata, '')) ? { metadata, later: 0 } : { later: 1 }
  const covered = operations.filter((id) => isCovered(shownAt(metadata, id)))
  const later = operations.length - covered.length
  if (later === 0) return { metadata, later }
  return { metadata: keepShownTimes({ ...metadata, operations: covered }, metadata), later }
}
