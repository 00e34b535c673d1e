// What programs read. Sensitive values are digests here too: this is a report, not a plan that can be applied.
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { isMembers, type Json, type Members, member, plain } from '../json.ts'
import type { Held, Operation, Outcome, Plan, Released, Report } from '../model.ts'
import { segments } from '../pointer.ts'
import { countsOf, tallyOf } from './counts.ts'
import { countText } from './edits.ts'
import { guardedJson } from './escape.ts'
import { sensitiveOf } from './outcome.ts'
import { shown, shownEdit, shownMembers } from './sensitive.ts'
import { cautionText, overwrittenText } from './sentences/caution.ts'
import type { Facts } from './terminal.ts'

export const planJson = (plan: Plan, { forecastSeconds, source, writes }: Facts): Members => {
  const { actions, ...counts } = countsOf(plan)
  return plain({
    ...plan,
    // Of this form, which grows: that of a saved plan is another one.
    version: 1,
    operations: plan.operations.map(shownOperation),
    held: plan.held.map(shownHeld),
    released: plan.released.map(shownReleased),
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
    leaks: report.leaks.map(({ address, edits }) => ({
      address,
      edits: edits.map((edit) => shownEdit(edit, sensitiveOf(address, report))),
    })),
    ...(report.unverified !== undefined && { unverified: report.unverified }),
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

export const shownOperation = (operation: Operation) => ({
  ...operation,
  cautions: operation.cautions.map(cautionText),
  cautionCodes: operation.cautions.map(({ code }) => code),
  ...(operation.overwrites && {
    overwrites: operation.overwrites.map(overwrittenText),
    overwriteCodes: operation.overwrites.map(({ code }) => code),
  }),
  edits: operation.edits.map((edit) => shownEdit(edit, operation.sensitive)),
  members: shownMembers(tallied(operation), operation.sensitive),
})

/** What is told in counts is not told in full besides. */
const tallied = ({ edits, members }: Operation): Members =>
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

export const shownHeld = (held: Held) => ({
  ...held,
  edits: held.edits.map((edit) => shownEdit(edit, held.sensitive)),
})

const shownReleased = ({ live, pattern = '', sensitive, ...released }: Released) => {
  const value = shown(live, pattern, sensitive)
  return { ...released, ...(value !== undefined && { live: value }) }
}

/** An operation by what identifies it: the plan has the rest. */
const shownOutcome = ({ operation, ...outcome }: Outcome) => ({
  id: operation.id,
  address: operation.address,
  kind: operation.kind,
  action: operation.action,
  ...(operation.part !== undefined && { part: operation.part }),
  ...outcome,
})
