// Says whose the live state of a resource is that an unfinished apply names. It decides no write: it says what counts as
// applied, and the plan compares that with the files.
import type { Json, JsonObject } from '../../core/json.ts'
import { holdsNothing } from '../../fields/holds-nothing.ts'
import type { Definition } from '../../model/index.ts'
import { isRetiredDefinition } from '../../plan/base-definition.ts'
import { isArchived } from '../../resources/live.ts'
import { isUntouchedSinceCreation } from '../../resources/revision.ts'
import type { Judgement, Trace } from './model.ts'
import { isCreation, leavesValues, type Step, stepsOf } from './steps.ts'

/**
 * | the apply was to | live state | verdict | counts as applied |
 * |---|---|---|---|
 * | create | absent, and neither created nor deleted in the audit log | to do | as before |
 * | create | absent, and the log has it | people | the definition of the apply: it was deleted in Statsig |
 * | create | each request after or before, and no person wrote | done, unfinished | the definition, without what is left |
 * | create | anything else | people | as before: not yet managed |
 * | update | the revision that was noted, or all before and no key wrote | to do | as before |
 * | update | each request after or before, and no person wrote | done, unfinished | the definition, without what is left |
 * | update | anything else | people | the definition: what differs is drift |
 * | archive, delete | gone | done | as before |
 * | archive, delete | the revision that was noted, or no entry in the audit log | to do | as before |
 * | archive, delete | anything else | people | that it is retired: it is in use again, or not managed |
 *
 * Nothing is archived or deleted by it: where a removal counts as to do, the plan of the files repeats it or does not.
 */
export const judge = (trace: Trace): Judgement => {
  const { begun, operations } = trace
  const isRemoval =
    operations.some(({ action }) => action === 'archive' || action === 'delete') &&
    (begun === undefined || isRetiredDefinition(begun))
  if (isRemoval) return judgeRemoval(trace)
  if (begun === undefined || isRetiredDefinition(begun)) return unchanged(trace, 'to-do')
  return isCreation(trace) ? judgeCreation(trace, begun) : judgeUpdate(trace, begun)
}

const unchanged = (
  { base, evidence, hasNotedRevision, operations }: Trace,
  verdict: Judgement['verdict'],
): Judgement => ({
  verdict,
  base,
  pending: [],
  isProved:
    verdict === 'to-do' &&
    (hasNotedRevision ??
      (evidence !== undefined && !evidence.byPerson && !evidence.byKey && !evidence.isDeleted)),
  left: verdict === 'done' ? [] : operations,
})

const judgeRemoval = (trace: Trace): Judgement => {
  const { begun, evidence, hasNotedRevision, kind, live } = trace
  if (live === undefined || isArchived(kind, live)) return unchanged(trace, 'done')
  const isAsNoted =
    hasNotedRevision ?? (evidence !== undefined && !evidence.byPerson && !evidence.byKey)
  return isAsNoted
    ? unchanged(trace, 'to-do')
    : { ...unchanged(trace, 'people'), base: begun && withLifecycleOf(begun, trace.base) }
}

const judgeCreation = (trace: Trace, begun: Definition): Judgement => {
  const { evidence, isAmbiguous, isSuperseded, kind, live } = trace
  if (live === undefined) {
    const wasThere = evidence?.isCreated || evidence?.isDeleted
    return wasThere ? { ...unchanged(trace, 'people'), base: begun } : unchanged(trace, 'to-do')
  }
  const steps = stepsOf(trace)
  const foreign = isSuperseded
    ? () => ({ ...unchanged(trace, 'people'), base: baseAfter(trace, begun, steps, true) })
    : () => unchanged(trace, 'people')
  if (isAmbiguous) return unchanged(trace, 'people')
  const isLogged = kind.auditActions?.creates !== undefined
  if (evidence && (evidence.byPerson || evidence.isDeleted || (isLogged && !evidence.byKey)))
    return foreign()
  const [first, ...others] = steps.filter(({ operation }) => operation !== undefined)
  const isCreated = first?.name === 'main' && isWritten(first)
  if (!isCreated || !isPrefix([first, ...others]) || isUnproved(trace, others)) return foreign()
  const left = others.filter((each) => !isWritten(each))
  const isUntouched = isUntouchedSinceCreation(live)
  const isCredible = (step: Step): boolean =>
    leavesValues(step, live.raw)
      ? (isUntouched ?? evidence !== undefined)
      : evidence !== undefined ||
        (step.name !== 'sub-resource' && (isUntouched === true || others.some(isWritten)))
  return left.every(isCredible) ? ours(trace, begun, steps) : foreign()
}

const judgeUpdate = (trace: Trace, begun: Definition): Judgement => {
  const { base, evidence, hasNotedRevision, isAmbiguous, isSuperseded, live } = trace
  const people = (): Judgement => ({
    ...unchanged(trace, 'people'),
    // A resource that was not managed before stays so.
    base: base && baseAfter(trace, begun, stepsOf(trace), true),
  })
  if (live === undefined || isAmbiguous) return people()
  // Each step waits for the one before it: nothing was sent after an update that has not arrived.
  if (hasNotedRevision) return unchanged(trace, 'to-do')
  if (evidence && !evidence.byKey) return unchanged(trace, 'to-do')
  if (evidence?.byPerson) return people()
  const steps = stepsOf(trace)
  const named = steps.filter(({ operation }) => operation !== undefined)
  if (!isPrefix(named) && !isSuperseded) return people()
  if (isUnproved(trace, named)) return people()
  if (named.every((each) => each.state === 'after')) return ours(trace, begun, steps)
  const explains = named.filter(isWritten)
  const isCredible = (step: Step): boolean =>
    isWritten(step) ||
    step.state === 'other' ||
    (evidence === undefined
      ? step.name !== 'sub-resource' && explains.some(({ name }) => name !== 'sub-resource')
      : step.state === 'blind' || explains.length > 0)
  return named.every(isCredible) ? ours(trace, begun, steps) : people()
}

const isWritten = ({ state }: Step): boolean => state === 'after' || state === 'partly'

/** Without an audit log, what is there in part may be what a person has left of it. */
const isUnproved = ({ evidence }: Trace, steps: readonly Step[]): boolean =>
  evidence === undefined && steps.some(({ state }) => state === 'partly')

/** Whether what was written comes before what was not, and nothing is in any other state. */
const isPrefix = (steps: readonly Step[]): boolean => {
  const decisive = steps.filter(({ state }) => state !== 'blind')
  const firstLeft = decisive.findIndex(({ state }) => state !== 'after')
  return (
    decisive.every(({ state }) => state !== 'other') &&
    (firstLeft < 0 || decisive.slice(firstLeft + 1).every(({ state }) => state === 'before'))
  )
}

const ours = (trace: Trace, begun: Definition, steps: readonly Step[]): Judgement => {
  const left = steps.filter(({ operation, state }) => operation && state !== 'after')
  const leftOperations = new Set(left.map(({ operation }) => operation))
  return {
    verdict: left.length === 0 ? 'done' : 'unfinished',
    base: baseAfter(trace, begun, steps, false),
    isProved: false,
    pending: left.flatMap(({ members }) => members),
    left: trace.operations.filter((each) => leftOperations.has(each)),
  }
}

/**
 * The definition of the apply, with what it has not written as it was before. `isForeign`: what other people have is a
 * change of what was applied.
 */
const baseAfter = (
  trace: Trace,
  begun: Definition,
  steps: readonly Step[],
  isForeign: boolean,
): Definition => {
  const { base, kind, live, resolveName } = trace
  const members: Record<string, Json> = { ...begun.members }
  const raw: JsonObject = live?.raw ?? {}
  const setBefore = (name: string, isPartly: boolean): void => {
    const before = isPartly || isCreation(trace) ? undefined : base?.members[name]
    const field = kind.fields[name]
    const value = raw[name]
    if (before !== undefined) members[name] = before
    else if (field === undefined || value === undefined || holdsNothing(field, value, resolveName))
      delete members[name]
    else members[name] = value
  }
  for (const { members: names, operation, state, unknown } of steps) {
    if (operation === undefined) for (const name of names) keepBase(members, base, name)
    else if (!isForeign && isLeft(state))
      for (const name of names) setBefore(name, state === 'partly')
    for (const name of unknown) keepBase(members, base, name)
  }
  return { ...withLifecycleOf(begun, base), members }
}

/** What is neither before nor after is a change of what was applied. */
const isLeft = (state: Step['state']): boolean => state !== 'after' && state !== 'other'

/** What the apply was not to write counts as before. */
const keepBase = (
  members: Record<string, Json>,
  base: Definition | undefined,
  name: string,
): void => {
  const before = base?.members[name]
  if (before === undefined) delete members[name]
  else members[name] = before
}

/** Until the end of an apply is recorded, what protected and hid before it still does. */
const withLifecycleOf = (begun: Definition, base: Definition | undefined): Definition => {
  const sensitive = [
    ...new Set([...(begun.lifecycle.sensitive ?? []), ...(base?.lifecycle.sensitive ?? [])]),
  ]
  const matchId = begun.matchId ?? base?.matchId
  return {
    ...begun,
    ...(matchId !== undefined && { matchId }),
    lifecycle: {
      ...begun.lifecycle,
      ...(base?.lifecycle.preventDestroy && { preventDestroy: true }),
      ...(sensitive.length > 0 && { sensitive }),
    },
  }
}
