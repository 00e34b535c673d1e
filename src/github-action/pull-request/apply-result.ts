// What an apply came to: the output `result`, and the record that its comments name.
import type { ActionResult } from '../../io/actions/outputs.ts'
import type { AppliedRecordCommit } from '../../model/repository.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { outcomeCounts } from '../../summary/counts.ts'
import type { RecordReference } from '../job/comment-metadata.ts'

export const recordReference = (
  record: AppliedRecordCommit | undefined,
): { readonly record?: RecordReference } =>
  record?.seal ? { record: { id: record.id, sequence: record.seal.sequence } } : {}

/** A reviewed plan counts as applied even if no request was necessary, and settings that are in force do. */
export const resultFor = (
  code: ExitCode,
  hasEffect: boolean,
  { done, 'pending-review': waiting }: ReturnType<typeof outcomeCounts>,
): ActionResult => {
  if (code === exitCodes.partial) return 'partial'
  if (code !== exitCodes.success) return done > 0 ? 'partial' : 'failed'
  if (waiting > 0) return 'waiting'
  return hasEffect || done > 0 ? 'applied' : 'no-changes'
}
