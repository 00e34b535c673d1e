// Why an apply wrote nothing, in a sentence of our own. The reason of the run stands below it.
import type { PageState } from './state.ts'

export const notAppliedTexts: Readonly<
  Record<Extract<PageState, { is: 'not-applied' }>['why'], string>
> = {
  'plan-changed': 'The plan differs from the reviewed plan.',
  limit: 'The plan has more operations than `max-changes` allows.',
  'missing-secret': 'This run lacks a secret that the plan needs.',
  refused: 'Every operation is refused.',
  'record-untrusted': 'The record of the last apply is not valid, so that no approval counts.',
  'not-recorded': 'An apply is recorded before it writes, and the record could not be written.',
}
