// What programs read. Sensitive values are digests here too: this is a report, not a plan that can be applied.
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { isMembers, type Json, type Members, member, plain } from '../json.ts'
import {
  type Held,
  isConflict,
  type Notice,
  type Operation,
  type Outcome,
  type Plan,
  type Refusal,
  type Released,
  type Report,
} from '../model.ts'
import { segments } from '../pointer.ts'
import { shown, shownEdit, shownMembers } from '../redaction/sensitive-values.ts'
import { countsOf, tallyOf } from '../summary/counts.ts'
import { guardedJson } from './escape/terminal.ts'
import { cautionText, overwrittenText } from './sentences/caution.ts'
import { heldText } from './sentences/kept.ts'
import { evidenceText, noticeText } from './sentences/notice.ts'
import {
  failureText,
  leakEdits,
  noteText,
  skippedText,
  troubleText,
  waitingText,
} from './sentences/outcome.ts'
import { disputedIn, refusalText } from './sentences/refusal.ts'
import { sensitiveOf } from './text/outcome.ts'
import type { Facts } from './text/plan.ts'
import { countText } from './values/edits.ts'

export const planJson = (plan: Plan, { forecastSeconds, source, writes }: Facts): Members => {
  const { actions, ...counts } = countsOf(plan)
  // Named one by one: whatever is shown otherwise than it is must not come along under another name.
  const { held, notices, operations, released, ...rest } = plan
  return plain({
    ...rest,
    // Of this form, which grows: that of a saved plan is another one.
    version: 1,
    operations: operations.map(shownOperation),
    ...shownNotices(notices),
    held: held.map(shownHeld),
    released: released.map(shownReleased),
    summary: {
      ...Object.fromEntries(actions.map(({ action, count }) => [action, count])),
      ...counts,
      writes,
      forecastSeconds,
    },
    source,
  })
}

export const reportJson = (report: Report): Members =>
  plain({
    version: 1,
    outcomes: report.outcomes.map(shownOutcome),
    leaks: report.leaks.map((leak) => ({
      ...leak,
      edits: leakEdits(leak).map((edit) => shownEdit(edit, sensitiveOf(leak.address, report))),
    })),
    ...(report.unverified !== undefined && {
      unverified: troubleText(report.unverified),
      unverifiedCode: report.unverified.code,
    }),
    summary: { ...tallyOf(report.outcomes), leaks: report.leaks.length },
  })

export const diagnosticsJson = (diagnostics: readonly Diagnostic[]): Members => {
  const of = (wanted: Severity) => diagnostics.filter(({ severity }) => severity === wanted).length
  return plain({
    version: 1,
    diagnostics,
    summary: { errors: of('error'), warnings: of('warning'), notes: of('note') },
  })
}

/** As text that neither a terminal nor a build log takes for anything but text; parsed, it is the same value. */
export const jsonText = (value: Json): string => guardedJson(JSON.stringify(value, null, 2))

export const shownNotices = (notices: readonly Notice[]) => ({
  notices: notices.map(noticeText),
  noticeCodes: notices.map(({ code }) => code),
})

export const shownOperation = (operation: Operation) => {
  const { cautions, edits, evidence, members, overwrites, refused, ...rest } = operation
  return {
    ...rest,
    cautions: cautions.map(cautionText),
    cautionCodes: cautions.map(({ code }) => code),
    ...(overwrites && {
      overwrites: overwrites.map(overwrittenText),
      overwriteCodes: overwrites.map(({ code }) => code),
    }),
    ...(refused && { refused: shownRefusal(refused, operation) }),
    ...(evidence && { evidence: evidenceText(evidence) }),
    edits: edits.map((edit) => shownEdit(edit, rest.sensitive)),
    members: shownMembers(tallied({ edits, members }), rest.sensitive),
  }
}

const shownRefusal = (refusal: Refusal, operation: Operation) => {
  const { hint, reason } = refusalText(refusal, operation)
  const labels = disputedIn(operation)
  return {
    code: refusal.code,
    ...(isConflict(refusal) && { isConflict: true }),
    ...(labels && { labels }),
    reason,
    ...(hint !== undefined && { hint }),
  }
}

/** What is told in counts is not told in full besides. */
const tallied = ({ edits, members }: Pick<Operation, 'edits' | 'members'>): Members =>
  edits.reduce<Members>(
    (shown, { counts, pointer }) =>
      counts ? replaced(shown, segments(pointer), countText(counts)) : shown,
    members,
  )

const replaced = (members: Members, [first, ...rest]: readonly string[], text: string): Members => {
  const inner = first === undefined ? undefined : member(members, first)
  if (first === undefined || inner === undefined) return members
  return {
    ...members,
    [first]: isMembers(inner) && rest.length > 0 ? replaced(inner, rest, text) : text,
  }
}

export const shownHeld = ({ edits, reason, ...rest }: Held) => ({
  ...rest,
  reason: heldText(reason),
  code: reason.code,
  edits: edits.map((edit) => shownEdit(edit, rest.sensitive)),
})

const shownReleased = ({ live, pattern = '', sensitive, ...released }: Released) => {
  const value = shown(live, pattern, sensitive)
  return { ...released, ...(value !== undefined && { live: value }) }
}

/** An operation by what identifies it: the plan has the rest. */
const shownOutcome = (outcome: Outcome) => {
  const { operation } = outcome
  return {
    id: operation.id,
    address: operation.address,
    kind: operation.kind,
    action: operation.action,
    ...(operation.part !== undefined && { part: operation.part }),
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
    case 'waiting':
      return { ...outcome, reason: waitingText(outcome.reason), code: outcome.reason.code }
    case 'failed':
      return { ...outcome, reason: failureText(outcome.reason), code: outcome.reason.code }
    case 'skipped':
      return {
        ...outcome,
        because: skippedText({ ...outcome, operation: given.operation }),
        code: outcome.because.code,
      }
  }
}
