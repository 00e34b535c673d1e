// A plan, and what became of it, for everybody to read: what is in Statsig and was never in git is told in digests.
import type { Diagnostic } from '../diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import { isJsonObject } from '../json.ts'
import type {
  Address,
  KeptDifference,
  Operation,
  Outcome,
  Plan,
  Report,
  UnmanagedItem,
} from '../model.ts'
import { type Blinds, blinds, isOdd, type Sight, wordsIn } from './word-redaction.ts'

export interface Redactor {
  readonly plan: (plan: Plan) => Plan
  readonly report: (report: Report) => Report
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[]
}

/** For those who may read everything. */
export const noRedaction: Redactor = {
  plan: (plan) => plan,
  report: (report) => report,
  diagnostics: (diagnostics) => diagnostics,
}

export const createRedactor = (input: Sight): Redactor => {
  const allWords = wordsIn([...input.live.resources.values()].map(({ raw }) => raw))
  // A number that some other resource has says nothing.
  const globalWords = new Set([...allWords].filter((word) => Number.isNaN(Number(word))))
  const quoteWords = [...globalWords].filter(isOdd)
  const cache = new Map<Address | undefined, Blinds>()
  const redactorFor = (address: Address | undefined): Blinds => {
    const found =
      cache.get(address) ?? blinds(address, { everywhere: globalWords, odd: quoteWords }, input)
    cache.set(address, found)
    return found
  }
  const operation = (original: Operation): Operation =>
    redactOperation(original, redactorFor(original.address))
  return {
    plan: (plan) => ({
      ...plan,
      operations: plan.operations.map(operation),
      kept: plan.kept.map((each) => redactKept(each, redactorFor(each.address))),
      unmanaged: plan.unmanaged.map((each) => redactUnmanaged(each, redactorFor(each.address))),
      notices: plan.notices.map(redactorFor(undefined).data),
    }),
    report: (report) => ({
      ...report,
      outcomes: report.outcomes.map((each) =>
        redactOutcome(each, operation(each.operation), redactorFor(each.operation.address)),
      ),
      nonConverged: report.nonConverged.map((leak) => ({
        ...leak,
        edits: leak.edits.map((edit) => redactEdit(edit, redactorFor(leak.address))),
      })),
      ...(report.verificationError !== undefined && {
        verificationError: redactorFor(undefined).data(report.verificationError),
      }),
    }),
    diagnostics: (diagnostics) =>
      diagnostics.map((each) => ({
        ...each,
        message: redactorFor(undefined).sentence(each.message),
        ...(each.hint !== undefined && { hint: redactorFor(undefined).sentence(each.hint) }),
      })),
  }
}

const redactEdit = (edit: Edit, { label, value }: Blinds): Edit => ({
  ...edit,
  label: label(edit.label),
  ...(edit.before !== undefined && { before: value(edit.before) }),
  ...(edit.after !== undefined && { after: value(edit.after) }),
})

const redactOperation = (operation: Operation, own: Blinds): Operation => {
  const { author, cautions, edits, liveDigest, members, overwrites, refusal } = operation
  const redacted = own.value(members)
  return {
    ...operation,
    // A digest without a key, of all that is live.
    ...(liveDigest !== undefined && { liveDigest: own.id(liveDigest) }),
    edits: edits.map((edit) => redactEdit(edit, own)),
    members: isJsonObject(redacted) ? redacted : {},
    cautions: cautions.map(own.data),
    ...(overwrites && { overwrites: overwrites.map(own.data) }),
    ...(author && { author: own.author(author) }),
    ...(refusal && { refusal: own.data(refusal) }),
  }
}

const redactKept = (kept: KeptDifference, own: Blinds): KeptDifference => ({
  ...kept,
  reason: own.data(kept.reason),
  edits: kept.edits.map((edit) => redactEdit(edit, own)),
  ...(kept.author && { author: own.author(kept.author) }),
})

const redactUnmanaged = (unmanaged: UnmanagedItem, own: Blinds): UnmanagedItem => ({
  ...unmanaged,
  ...(unmanaged.label !== undefined && { label: own.label(unmanaged.label) }),
  ...(unmanaged.live !== undefined && { live: own.value(unmanaged.live) }),
})

const redactOutcome = (outcome: Outcome, operation: Operation, own: Blinds): Outcome => {
  switch (outcome.status) {
    case 'done':
      return { ...outcome, operation, notes: outcome.notes.map(own.data) }
    case 'pending-review':
      return { ...outcome, operation }
    case 'failed':
      return { ...outcome, operation, reason: own.data(outcome.reason) }
    case 'skipped':
      return { ...outcome, operation, reason: own.data(outcome.reason) }
  }
}
