// Redacts plans and reports for public repositories: values that only Statsig shows become digests.
import type { Diagnostic } from '../core/diagnostic.ts'
import { isJsonObject } from '../core/json.ts'
import type { Edit } from '../fields/difference.ts'
import type {
  Address,
  Effect,
  FailureReason,
  KeptDifference,
  Notice,
  Operation,
  Outcome,
  Plan,
  Report,
  UnmanagedItem,
} from '../model/index.ts'
import {
  createResourceRedactor,
  hasQuoteCharacters,
  type RedactionInput,
  type ResourceRedactor,
  wordsIn,
} from './word-redaction.ts'

export interface Redactor {
  readonly plan: (plan: Plan) => Plan
  readonly report: (report: Report) => Report
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[]
}

/** For private repositories. */
export const noRedaction: Redactor = {
  plan: (plan) => plan,
  report: (report) => report,
  diagnostics: (diagnostics) => diagnostics,
}

export const createRedactor = (input: RedactionInput): Redactor => {
  const allWords = wordsIn([...input.live.resources.values()].map(({ raw }) => raw))
  // A number of another resource reveals nothing.
  const globalWords = new Set([...allWords].filter((word) => Number.isNaN(Number(word))))
  const quoteWords = [...globalWords].filter(hasQuoteCharacters)
  const cache = new Map<Address | undefined, ResourceRedactor>()
  const redactorFor = (address: Address | undefined): ResourceRedactor => {
    const found =
      cache.get(address) ??
      createResourceRedactor(address, { everywhere: globalWords, withQuotes: quoteWords }, input)
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
      // Settings are in git.
      notices: plan.notices.map((each) =>
        each.code === 'setting-changed' ? each : redactNotice(each, redactorFor(undefined)),
      ),
    }),
    report: (report) => ({
      ...report,
      outcomes: report.outcomes.map((each) =>
        redactOutcome(each, operation(each.operation), redactorFor(each.operation.address)),
      ),
      nonConverged: report.nonConverged.map((each) => ({
        ...each,
        edits: each.edits.map((edit) => redactEdit(edit, redactorFor(each.address))),
      })),
      ...(report.verificationError !== undefined && {
        verificationError: redactorFor(undefined).data(withoutAnswer(report.verificationError)),
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

const redactEdit = (edit: Edit, { label, value }: ResourceRedactor): Edit => ({
  ...edit,
  label: label(edit.label),
  ...(edit.before !== undefined && { before: value(edit.before) }),
  ...(edit.after !== undefined && { after: value(edit.after) }),
})

/** The share tells the live percentage, so that it is hidden with it. */
const redactEffect = (
  effect: Effect,
  edits: readonly Edit[],
  { label, value }: ResourceRedactor,
): Effect => {
  const edit = edits.find((each) => each.pointer === effect.pointer && each.label === effect.label)
  const isHidden = edit?.before !== undefined && value(edit.before) !== edit.before
  return { ...effect, label: label(effect.label), share: isHidden ? 100 : effect.share }
}

const redactOperation = (operation: Operation, redactor: ResourceRedactor): Operation => {
  const { author, cautions, edits, effects, liveDigest, members, overwrites, refusal } = operation
  const redacted = redactor.value(members)
  return {
    ...operation,
    // The digest has no key, so that live values could be guessed from it.
    ...(liveDigest !== undefined && { liveDigest: redactor.id(liveDigest) }),
    edits: edits.map((edit) => redactEdit(edit, redactor)),
    effects: effects.map((effect) => redactEffect(effect, edits, redactor)),
    members: isJsonObject(redacted) ? redacted : {},
    cautions: cautions.map(redactor.data),
    ...(overwrites && { overwrites: overwrites.map(redactor.data) }),
    ...(author && { author: redactor.author(author) }),
    ...(refusal && { refusal: redactor.data(refusal) }),
  }
}

const redactKept = (kept: KeptDifference, redactor: ResourceRedactor): KeptDifference => ({
  ...kept,
  reason: redactor.data(kept.reason),
  edits: kept.edits.map((edit) => redactEdit(edit, redactor)),
  ...(kept.author && { author: redactor.author(kept.author) }),
})

/** The name of a person is not in a live resource. */
const redactNotice = (notice: Notice, redactor: ResourceRedactor): Notice => {
  if (notice.code !== 'unknown-action' || notice.by === undefined) return redactor.data(notice)
  const author = redactor.author({ type: 'person', by: notice.by, at: '' })
  return author.type === 'unknown' ? notice : { ...notice, by: author.by }
}

const redactUnmanaged = (unmanaged: UnmanagedItem, redactor: ResourceRedactor): UnmanagedItem => ({
  ...unmanaged,
  ...(unmanaged.label !== undefined && { label: redactor.label(unmanaged.label) }),
  ...(unmanaged.live !== undefined && { live: redactor.value(unmanaged.live) }),
})

const redactOutcome = (
  outcome: Outcome,
  operation: Operation,
  redactor: ResourceRedactor,
): Outcome => {
  switch (outcome.status) {
    case 'done':
      return { ...outcome, operation, notes: outcome.notes.map(redactor.data) }
    case 'pending-review': {
      const { detail, ...reason } = outcome.reason
      const hidden = detail !== undefined && { detail: 'the answer of Statsig is hidden' }
      return { ...outcome, operation, reason: { ...reason, ...hidden } }
    }
    case 'failed':
      return { ...outcome, operation, reason: redactor.data(withoutAnswer(outcome.reason)) }
    case 'skipped':
      return { ...outcome, operation, reason: redactor.data(outcome.reason) }
  }
}

/** Words of Statsig's answers may hold any value of the project. What an own error says may hold one, too. */
const withoutAnswer = <Reason extends FailureReason>(reason: Reason): Reason => {
  const { code } = reason
  if (code === 'not-accepted' || code === 'read-failed')
    return { ...reason, detail: reason.summary ?? 'Statsig did not accept it' }
  return code === 'internal-error'
    ? { ...reason, detail: 'its message is hidden on a public repository' }
    : reason
}
