// Whether an apply may rely on the record of the last apply: its seal is valid, and no comment knows a newer one.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { AppliedRecordCommit } from '../../model/repository.ts'
import type { UntrustedRecordFinding } from '../../reasons/untrusted-record.ts'
import type { RecordReference } from '../job/comment-metadata.ts'
import type { ReviewedPull } from './approvals.ts'

/** `undefined` where the record is valid, or where a person has confirmed it. */
export const findUntrustedRecord = (
  recorded: AppliedRecordCommit | undefined,
  reviews: readonly ReviewedPull[],
  { confirmRecord }: Pick<Inputs, 'confirmRecord'>,
): UntrustedRecordFinding | undefined => {
  if (recorded?.untrusted) {
    const { id, why } = recorded.untrusted
    return { code: why, found: id, ...(recorded.seal && { newest: recorded.id }) }
  }
  const newest = newestRecord(reviews)
  if (newest === undefined || newest.sequence <= (recorded?.seal?.sequence ?? 0)) return undefined
  if (confirmRecord?.toLowerCase() === (recorded?.id ?? 'none')) return undefined
  return { code: 'set-back', newest: newest.id, ...(recorded && { found: recorded.id }) }
}

const newestRecord = (reviews: readonly ReviewedPull[]): RecordReference | undefined =>
  reviews
    .flatMap(({ metadata }) => metadata?.record ?? [])
    .toSorted((one, other) => other.sequence - one.sequence)[0]
