// What programs read. Sensitive values are digests here too: this is a report, not a plan that can be applied.
import type { Diagnostic, Severity } from '../diagnostic.ts'
import type { Json, Members } from '../json.ts'
import type { Held, Operation, Outcome, Plan, Report } from '../model.ts'
import { countsOf, tallyOf } from './counts.ts'
import { guardedJson } from './escape.ts'
import { sensitiveOf } from './outcome.ts'
import { shownEdit, shownMembers } from './sensitive.ts'
import type { Facts } from './terminal.ts'

export const planJson = (plan: Plan, { forecastSeconds, source, writes }: Facts): Members => {
  const { actions, ...counts } = countsOf(plan)
  return plain({
    ...plan,
    operations: plan.operations.map(shownOperation),
    held: plan.held.map(shownHeld),
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

const shownOperation = (operation: Operation) => ({
  ...operation,
  edits: operation.edits.map((edit) => shownEdit(edit, operation.sensitive)),
  members: shownMembers(operation.members, operation.sensitive),
})

const shownHeld = (held: Held) => ({
  ...held,
  edits: held.edits.map((edit) => shownEdit(edit, held.sensitive)),
})

/** An operation by what identifies it: the plan has the rest. */
const shownOutcome = ({ operation, ...outcome }: Outcome) => ({
  id: operation.id,
  address: operation.address,
  kind: operation.kind,
  action: operation.action,
  ...outcome,
})

/** Plain JSON, without what is absent. */
const plain = (value: object): Members => JSON.parse(JSON.stringify(value))
