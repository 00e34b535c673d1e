// What programs read. Sensitive values are digests here too: this is a report, not a plan that can be applied.
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { isJsonObject, type Json, type JsonObject, member, toPlainJson } from '../json.ts'
import {
  isConflict,
  type KeptDifference,
  type Notice,
  type Operation,
  type Outcome,
  type Plan,
  type Refusal,
  type Report,
  type UnmanagedItem,
} from '../model.ts'
import { segments } from '../pointer.ts'
import {
  hideSensitive,
  hideSensitiveEdit,
  hideSensitiveMembers,
} from '../redaction/sensitive-values.ts'
import { outcomeCounts, planCounts } from '../summary/counts.ts'
import { neutralizeJson } from './escape/terminal.ts'
import { cautionText, overwrittenText } from './sentences/caution.ts'
import { keptText } from './sentences/kept.ts'
import { deletionProofText, noticeText } from './sentences/notice.ts'
import {
  failureText,
  nonConvergedEdits,
  noteText,
  operationErrorText,
  pendingReviewText,
  skippedText,
} from './sentences/outcome.ts'
import { conflictLabels, refusalText } from './sentences/refusal.ts'
import { sensitivePointersAt } from './text/outcome.ts'
import type { PlanDetails } from './text/plan.ts'
import { countText } from './values/edits.ts'

export const planJson = (
  plan: Plan,
  { forecastSeconds, source, writes }: PlanDetails,
): JsonObject => {
  const { actions, ...counts } = planCounts(plan)
  // Named one by one: whatever is shown otherwise than it is must not come along under another name.
  const { kept, notices, operations, unmanaged, ...rest } = plan
  return toPlainJson({
    ...rest,
    // Of this form, which grows: that of a saved plan is another one.
    version: 1,
    operations: operations.map(operationJson),
    ...shownNotices(notices),
    kept: kept.map(keptJson),
    unmanaged: unmanaged.map(unmanagedJson),
    summary: {
      ...Object.fromEntries(actions.map(({ action, count }) => [action, count])),
      ...counts,
      writes,
      forecastSeconds,
    },
    source,
  })
}

export const reportJson = (report: Report): JsonObject =>
  toPlainJson({
    version: 1,
    outcomes: report.outcomes.map(outcomeJson),
    leaks: report.nonConverged.map((leak) => ({
      ...leak,
      edits: nonConvergedEdits(leak).map((edit) =>
        hideSensitiveEdit(edit, sensitivePointersAt(leak.address, report)),
      ),
    })),
    ...(report.verificationError !== undefined && {
      unverified: operationErrorText(report.verificationError),
      unverifiedCode: report.verificationError.code,
    }),
    summary: { ...outcomeCounts(report.outcomes), leaks: report.nonConverged.length },
  })

export const diagnosticsJson = (diagnostics: readonly Diagnostic[]): JsonObject => {
  const countOf = (wanted: Severity) =>
    diagnostics.filter(({ severity }) => severity === wanted).length
  return toPlainJson({
    version: 1,
    diagnostics,
    summary: { errors: countOf('error'), warnings: countOf('warning'), notes: countOf('note') },
  })
}

/** As text that neither a terminal nor a build log takes for anything but text; parsed, it is the same value. */
export const jsonText = (value: Json): string => neutralizeJson(JSON.stringify(value, null, 2))

export const shownNotices = (notices: readonly Notice[]) => ({
  notices: notices.map(noticeText),
  noticeCodes: notices.map(({ code }) => code),
})

export const operationJson = (operation: Operation) => {
  const { cautions, edits, deletionProof, members, overwrites, refusal, ...rest } = operation
  return {
    ...rest,
    cautions: cautions.map(cautionText),
    cautionCodes: cautions.map(({ code }) => code),
    ...(overwrites && {
      overwrites: overwrites.map(overwrittenText),
      overwriteCodes: overwrites.map(({ code }) => code),
    }),
    ...(refusal && { refused: shownRefusal(refusal, operation) }),
    ...(deletionProof && { evidence: deletionProofText(deletionProof) }),
    edits: edits.map((edit) => hideSensitiveEdit(edit, rest.sensitive)),
    members: hideSensitiveMembers(withCounts({ edits, members }), rest.sensitive),
  }
}

const shownRefusal = (refusal: Refusal, operation: Operation) => {
  const { hint, reason } = refusalText(refusal, operation)
  const labels = conflictLabels(operation)
  return {
    code: refusal.code,
    ...(isConflict(refusal) && { isConflict: true }),
    ...(labels && { labels }),
    reason,
    ...(hint !== undefined && { hint }),
  }
}

/** What is told in counts is not told in full besides. */
const withCounts = ({ edits, members }: Pick<Operation, 'edits' | 'members'>): JsonObject =>
  edits.reduce<JsonObject>(
    (shown, { counts, pointer }) =>
      counts ? replaceAt(shown, segments(pointer), countText(counts)) : shown,
    members,
  )

const replaceAt = (
  members: JsonObject,
  [first, ...rest]: readonly string[],
  text: string,
): JsonObject => {
  const inner = first === undefined ? undefined : member(members, first)
  if (first === undefined || inner === undefined) return members
  return {
    ...members,
    [first]: isJsonObject(inner) && rest.length > 0 ? replaceAt(inner, rest, text) : text,
  }
}

export const keptJson = ({ edits, reason, ...rest }: KeptDifference) => ({
  ...rest,
  reason: keptText(reason),
  code: reason.code,
  edits: edits.map((edit) => hideSensitiveEdit(edit, rest.sensitive)),
})

const unmanagedJson = ({ live, pattern = '', sensitive, ...unmanaged }: UnmanagedItem) => {
  const value = hideSensitive(live, pattern, sensitive)
  return { ...unmanaged, ...(value !== undefined && { live: value }) }
}

/** An operation by what identifies it: the plan has the rest. */
const outcomeJson = (outcome: Outcome) => {
  const { operation } = outcome
  return {
    id: operation.id,
    address: operation.address,
    kind: operation.kind,
    action: operation.action,
    ...(operation.subResource !== undefined && { part: operation.subResource }),
    ...toldOf(outcome),
  }
}

const toldOf = (given: Outcome) => {
  const { operation: _, ...outcome } = given
  switch (outcome.status) {
    case 'done':
      return {
        ...outcome,
        notes: outcome.notes.map(noteText),
        noteCodes: outcome.notes.map(({ code }) => code),
      }
    case 'pending-review':
      return { ...outcome, reason: pendingReviewText(outcome.reason), code: outcome.reason.code }
    case 'failed':
      return { ...outcome, reason: failureText(outcome.reason), code: outcome.reason.code }
    case 'skipped':
      return {
        ...outcome,
        because: skippedText({ ...outcome, operation: given.operation }),
        code: outcome.reason.code,
      }
  }
}
