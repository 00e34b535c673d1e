// The requests of an apply for one resource, in the order of sending, and which of them live state shows.

import { isEmpty, itemsOf, type Json, type JsonObject } from '../../core/json.ts'
import { segments, topLevelName } from '../../core/pointer.ts'
import { differencesBetween } from '../../fields/compare/index.ts'
import type { Difference } from '../../fields/difference.ts'
import type { Field } from '../../fields/field.ts'
import { holdsNothing } from '../../fields/holds-nothing.ts'
import { canonicalJson, isComparable, isCompared, isReadable } from '../../fields/normalize.ts'
import { isSubResource } from '../../fields/sub-resource.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { BegunOperation } from '../../model/begun-apply.ts'
import type { Resource } from '../../model/index.ts'
import { isUntouchedSinceCreation } from '../../resources/revision.ts'
import type { Trace } from './model.ts'

/**
 * - `before`: all that it writes is as it was.
 * - `after`: all that it writes is there.
 * - `partly`: what it writes in several requests is there in part.
 * - `blind`: Statsig shows nothing of what it writes.
 * - `other`: anything else.
 */
type StepState = 'before' | 'after' | 'partly' | 'blind' | 'other'

/** Steps of the order in which an apply sends them: each waits for the one before it. */
type StepName = 'main' | 'follow-up' | 'attach' | 'sub-resource' | 'transition'
const stepNames: readonly StepName[] = ['main', 'follow-up', 'attach', 'sub-resource', 'transition']

export interface Step {
  readonly name: StepName
  readonly subResource?: string
  /** Top-level members of the definition. */
  readonly members: readonly string[]
  readonly state: StepState
  /** Members of which it is not known what Statsig had: no file had them before. */
  readonly unknown: readonly string[]
  /** The operation of the apply that sends it. */
  readonly operation: BegunOperation | undefined
}

type MemberState = Exclude<StepState, 'blind'> | 'neutral' | 'unknown'

export const isCreation = ({ base, operations }: Pick<Trace, 'base' | 'operations'>): boolean =>
  operations.some(({ action, subResource }) =>
    action === undefined ? base === undefined && subResource === undefined : action === 'create',
  )

/** The steps that change something. Members that are the same before and after belong to none. */
export const stepsOf = (trace: Trace): readonly Step[] => {
  const { base, begun, kind, live, operations } = trace
  if (begun === undefined || live === undefined) return []
  const creates = isCreation(trace)
  const before = creates ? {} : (base?.members ?? {})
  const touched = Object.keys(begun.members).filter(
    (name) =>
      kind.fields[name]?.sentIn !== 'match-only' &&
      canonicalJson(before[name]) !== canonicalJson(begun.members[name]),
  )
  const byStep = new Map<string, { name: StepName; subResource?: string; members: string[] }>()
  for (const member of touched) {
    const name = stepOf(kind, member, creates)
    if (name === undefined) continue
    const subResource = name === 'sub-resource' ? { subResource: member } : {}
    const key = name === 'sub-resource' ? `${name} ${member}` : name
    const step = byStep.get(key) ?? { name, ...subResource, members: [] }
    step.members.push(member)
    byStep.set(key, step)
  }
  const stateOf = memberStates(trace, before, creates, live.raw)
  return [...byStep.values()]
    .sort((one, other) => stepNames.indexOf(one.name) - stepNames.indexOf(other.name))
    .map((step) => ({
      ...step,
      state:
        step.name === 'follow-up'
          ? followUpState(step.members, live, stateOf)
          : joinStates(step.members.map(stateOf)),
      unknown: step.members.filter((each) => stateOf(each) === 'unknown'),
      operation: operations.find((each) => isOf(each, step, creates)),
    }))
}

/**
 * Statsig gives a new resource values of its own before the second request. One that is as the definition has it decides
 * nothing where another one is not, and any value is one of these where the resource was not written since the creation.
 */
const followUpState = (
  members: readonly string[],
  live: Pick<Resource, 'raw'>,
  stateOf: (member: string) => MemberState,
): StepState => {
  const left = joinStates(members.map(stateOf).filter((each) => each !== 'after'))
  if (left === 'blind') return joinStates(members.map(stateOf))
  return isUntouchedSinceCreation(live) ? 'before' : left
}

const stepOf = (kind: Kind, member: string, creates: boolean): StepName | undefined => {
  const field = kind.fields[member]
  if (field === undefined) return undefined
  if (isSubResource(kind.fields, member)) return 'sub-resource'
  // What goes with a transition is compared by its status.
  if (member === kind.statusMachine?.field) return 'transition'
  if (field.sentIn === 'transition') return undefined
  if (field.deferred === true) return 'attach'
  // A resource whose changes are reviewed is created off: a review switches it on.
  const isLater = field.sentIn === 'update' || kind.reviews?.createdOff?.[member] !== undefined
  return creates && isLater ? 'follow-up' : 'main'
}

/** Records of earlier versions do not say what an operation does. */
const isOf = (
  { action, subResource }: BegunOperation,
  step: Pick<Step, 'name' | 'subResource'>,
  creates: boolean,
): boolean => {
  if (subResource !== undefined) return subResource === step.subResource
  switch (step.name) {
    case 'sub-resource':
      return action === undefined
    case 'main':
    case 'follow-up':
      return action === undefined || action === (creates ? 'create' : 'update')
    case 'attach':
      return action === undefined || action === 'update'
    case 'transition':
      return action === undefined || !['create', 'update', 'delete'].includes(action)
  }
}

const joinStates = (states: readonly MemberState[]): StepState => {
  const decisive = new Set(states.filter((each) => each !== 'neutral' && each !== 'unknown'))
  const [only, ...more] = decisive
  if (only === undefined) return 'blind'
  if (more.length === 0) return only
  return decisive.size === 2 && decisive.has('after') && decisive.has('partly') ? 'partly' : 'other'
}

const memberStates = (
  { begun, kind, resolveName }: Trace,
  before: JsonObject,
  creates: boolean,
  raw: JsonObject,
): ((member: string) => MemberState) => {
  const { fields, statusMachine } = kind
  const after = begun?.members ?? {}
  const [fromAfter, fromBefore] = [after, before].map((side) => byMember(side))
  function byMember(side: JsonObject): ReadonlyMap<string, readonly Difference[]> {
    const found = new Map<string, Difference[]>()
    for (const each of differencesBetween(fields, raw, side, resolveName)) {
      const name = topLevelName(each.edit.pointer)
      found.set(name, [...(found.get(name) ?? []), each])
    }
    return found
  }
  return (member) => {
    if (member === statusMachine?.field) {
      const { initialStatus } = statusMachine
      const is = raw[member] ?? initialStatus
      if (is === after[member]) return 'after'
      return is === (before[member] ?? initialStatus) ? 'before' : 'other'
    }
    const field = fields[member]
    if (field === undefined || !isVisible(field, member)) return 'neutral'
    const differences = fromAfter?.get(member) ?? []
    // In a creation `null` is not sent.
    if (creates && after[member] === null && differences.length > 0) return 'neutral'
    if (differences.length === 0) {
      const isSame =
        !creates && Object.hasOwn(before, member) && fromBefore?.get(member) === undefined
      return isSame ? 'neutral' : 'after'
    }
    if (Object.hasOwn(before, member))
      return fromBefore?.get(member) === undefined
        ? 'before'
        : isBetween(member, differences)
          ? 'partly'
          : 'other'
    if (holdsNothing(field, raw[member], resolveName)) return 'before'
    // Without a base it is not known what was there before an update: it is left as it is.
    if (!creates) return 'unknown'
    if (isOff(kind, member, raw[member])) return 'before'
    return isBetween(member, differences) ? 'partly' : 'other'
  }
  function isBetween(member: string, left: readonly Difference[]): boolean {
    const write = fields[member]?.subResource?.write
    if (write === undefined) return isSwitchLeft(kind, member, left)
    if (write.by === 'add-remove') return isBetweenLists(raw[member], before[member], after[member])
    const formOf = ({ edit }: Difference): number =>
      (write.forms ?? []).findIndex((names) => names.includes(segments(edit.pointer)[1] ?? ''))
    const formsLeft = new Set(left.map(formOf))
    // A form that has not been sent differs from the definition, and one that has been sent differs from the base.
    return (
      !formsLeft.has(-1) &&
      !(fromBefore?.get(member) ?? []).some((each) => formsLeft.has(formOf(each)))
    )
  }
  function isVisible(field: Field, member: string): boolean {
    return (
      isCompared(field) &&
      isReadable(field, raw[member]) &&
      isComparable(field, raw[member], after[member], resolveName)
    )
  }
}

/** What Statsig gives a new resource where the creation does not say it, and what waits for a review. */
const isOff = ({ fields, reviews }: Kind, member: string, value: Json | undefined): boolean =>
  (fields[member]?.sentIn === 'update' && (value === false || value === 0)) ||
  (reviews?.createdOff?.[member] !== undefined && reviews.createdOff[member] === value)

/** Whether a step has left a value that a person may have chosen, such as that it is off. */
export const leavesValues = (
  { members, name }: Pick<Step, 'members' | 'name'>,
  raw: JsonObject,
): boolean => name === 'follow-up' && members.some((each) => !isEmpty(raw[each]))

/** Items are added and removed in several requests. */
const isBetweenLists = (
  live: Json | undefined,
  before: Json | undefined,
  after: Json | undefined,
): boolean => {
  const [is, was, will] = [live, before, after].map((list) => new Set(itemsOf(list)))
  if (is === undefined || was === undefined || will === undefined) return false
  return (
    [...is].every((each) => was.has(each) || will.has(each)) &&
    [...was].every((each) => !will.has(each) || is.has(each))
  )
}

const isSwitchLeft = (
  { itemSwitches = [] }: Kind,
  member: string,
  differences: readonly Difference[],
): boolean =>
  itemSwitches.some(
    ({ list, member: flag }) =>
      list === member && differences.every(({ pattern }) => pattern === `/${list}/*/${flag}`),
  )
