// A plan, and what became of it, for everybody to read: what is in Statsig and was never in git is told in digests.
import type { Diagnostic } from '../diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import { isMembers } from '../json.ts'
import type { Address, Held, Operation, Outcome, Plan, Released, Report } from '../model.ts'
import { type Blinds, blinds, isOdd, type Sight, wordsIn } from './word-redaction.ts'

export interface Discretion {
  readonly plan: (plan: Plan) => Plan
  readonly report: (report: Report) => Report
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[]
}

/** For those who may read everything. */
export const openly: Discretion = {
  plan: (plan) => plan,
  report: (report) => report,
  diagnostics: (diagnostics) => diagnostics,
}

export const discretion = (sight: Sight): Discretion => {
  const all = wordsIn([...sight.live.resources.values()].map(({ raw }) => raw))
  // A number that some other resource has says nothing.
  const everywhere = new Set([...all].filter((word) => Number.isNaN(Number(word))))
  const odd = [...everywhere].filter(isOdd)
  const known = new Map<Address | undefined, Blinds>()
  const blindsFor = (address: Address | undefined): Blinds => {
    const found = known.get(address) ?? blinds(address, { everywhere, odd }, sight)
    known.set(address, found)
    return found
  }
  const operation = (given: Operation): Operation =>
    hiddenOperation(given, blindsFor(given.address))
  return {
    plan: (plan) => ({
      ...plan,
      operations: plan.operations.map(operation),
      held: plan.held.map((each) => hiddenHeld(each, blindsFor(each.address))),
      released: plan.released.map((each) => hiddenReleased(each, blindsFor(each.address))),
      notices: plan.notices.map(blindsFor(undefined).data),
    }),
    report: (report) => ({
      ...report,
      outcomes: report.outcomes.map((each) =>
        hiddenOutcome(each, operation(each.operation), blindsFor(each.operation.address)),
      ),
      leaks: report.leaks.map((leak) => ({
        ...leak,
        edits: leak.edits.map((edit) => hiddenEdit(edit, blindsFor(leak.address))),
      })),
      ...(report.unverified !== undefined && {
        unverified: blindsFor(undefined).data(report.unverified),
      }),
    }),
    diagnostics: (diagnostics) =>
      diagnostics.map((each) => ({
        ...each,
        message: blindsFor(undefined).sentence(each.message),
        ...(each.hint !== undefined && { hint: blindsFor(undefined).sentence(each.hint) }),
      })),
  }
}

const hiddenEdit = (edit: Edit, { label, value }: Blinds): Edit => ({
  ...edit,
  label: label(edit.label),
  ...(edit.before !== undefined && { before: value(edit.before) }),
  ...(edit.after !== undefined && { after: value(edit.after) }),
})

const hiddenOperation = (operation: Operation, own: Blinds): Operation => {
  const { author, cautions, edits, live, members, overwrites, refused } = operation
  const shown = own.value(members)
  return {
    ...operation,
    // A digest without a key, of all that is live.
    ...(live !== undefined && { live: own.id(live) }),
    edits: edits.map((edit) => hiddenEdit(edit, own)),
    members: isMembers(shown) ? shown : {},
    cautions: cautions.map(own.data),
    ...(overwrites && { overwrites: overwrites.map(own.data) }),
    ...(author && { author: own.author(author) }),
    ...(refused && { refused: own.data(refused) }),
  }
}

const hiddenHeld = (held: Held, own: Blinds): Held => ({
  ...held,
  reason: own.data(held.reason),
  edits: held.edits.map((edit) => hiddenEdit(edit, own)),
  ...(held.author && { author: own.author(held.author) }),
})

const hiddenReleased = (released: Released, own: Blinds): Released => ({
  ...released,
  ...(released.label !== undefined && { label: own.label(released.label) }),
  ...(released.live !== undefined && { live: own.value(released.live) }),
})

const hiddenOutcome = (outcome: Outcome, operation: Operation, own: Blinds): Outcome => {
  switch (outcome.status) {
    case 'done':
      return { ...outcome, operation, notes: outcome.notes.map(own.data) }
    case 'waiting':
      return { ...outcome, operation }
    case 'failed':
      return { ...outcome, operation, reason: own.data(outcome.reason) }
    case 'skipped':
      return { ...outcome, operation, because: own.data(outcome.because) }
  }
}
