// `plan --server-validate`: what the plan would write, sent as dry runs where the kind offers them. What Statsig finds
// comes back at the line of the file that says it.

import { knownFrom } from '../apply/live-cache.ts'
import { type Context, creation, updateOf } from '../apply/requests.ts'
import { type Diagnostic, error, inOrder } from '../diagnostic.ts'
import type { Members } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Address, Definition, Desired, Operation, Request } from '../model.ts'
import { join, type Pointer, spoken, topOf } from '../pointer.ts'
import type { Rehearsed, Rehearser } from '../resources/api.ts'
import type { PlannedRun } from './make-plan.ts'

export interface Rehearsal {
  readonly diagnostics: readonly Diagnostic[]
  /** Changes that Statsig was asked about. */
  readonly asked: number
  readonly skipped: readonly Skipped[]
}

/** A change that cannot be asked about: what it needs is only made by the same plan. */
export interface Skipped {
  readonly address: Address
  readonly needs: Address
}

export const rehearse = async (
  run: PlannedRun,
  desired: Desired,
  words: Lexicon,
  { rehearse: ask }: Rehearser,
): Promise<Rehearsal> => {
  const byId = new Map(run.plan.operations.map((each) => [each.id, each]))
  const offered = run.plan.operations.filter(
    ({ action, kind, refused }) =>
      words(kind).kind.dryRun &&
      refused === undefined &&
      (action === 'create' || action === 'update'),
  )
  const lacks = (operation: Operation) =>
    operation.after.map((id) => byId.get(id)).find((before) => before?.action === 'create')
  const [asked, rest] = [
    offered.filter((each) => lacks(each) === undefined),
    offered.filter((each) => lacks(each) !== undefined),
  ]
  const found = await inTurn(asked, async (operation) => {
    const { kind } = words(operation.kind)
    const answer = await ask(operation.kind, requestFor(operation, kind, run))
    return faultsIn(answer, operation, kind, desired.get(operation.address))
  })
  return {
    diagnostics: inOrder(found.flat()),
    asked: asked.length,
    skipped: rest.flatMap((operation) => {
      const needs = lacks(operation)?.address ?? operation.address
      // What follows a creation of its own is the second half of what was asked about.
      return needs === operation.address ? [] : [{ address: operation.address, needs }]
    }),
  }
}

/** Whatever another one needs is asked about before it. */
const inTurn = async <Answer>(
  operations: readonly Operation[],
  ask: (operation: Operation) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const under = new Map<string, Promise<Answer>>()
  for (const operation of operations) {
    const before = operation.after.flatMap((id) => under.get(id) ?? [])
    under.set(
      operation.id,
      Promise.all(before).then(() => ask(operation)),
    )
  }
  return Promise.all(under.values())
}

/** Exactly what an apply would send first. */
const requestFor = (operation: Operation, kind: Kind, run: PlannedRun): Request => {
  const known = knownFrom(run.live, run.readAt)
  const live = known.seen(operation.address)?.resource
  const context: Context = {
    kind,
    raw: operation.action === 'create' ? {} : (live?.raw ?? {}),
    canonical: known.canonical,
    handle: known.handle,
    called: known.called,
    secret: (name) => {
      throw new Error(`${name} is not read for a dry run.`)
    },
  }
  if (operation.action === 'create') return creation(operation.members, context)
  const handle = live?.handle ?? operation.handle
  return { ...updateOf(operation, context), ...(handle !== undefined && { handle }) }
}

const faultsIn = (
  answer: Rehearsed,
  operation: Operation,
  kind: Kind,
  definition: Definition | undefined,
): readonly Diagnostic[] => {
  if (answer.status === 'taken') return []
  const whole = { pointer: '', text: answer.reason }
  const told = answer.faults.map(({ message, property }) => ({
    pointer: pointerTo(property, kind),
    text: message,
  }))
  return (told.length > 0 ? told : [whole]).map(({ pointer, text }) =>
    error('rejected-by-statsig', sentence(pointer, text, operation.address), {
      at: definition?.positions.value(pointer) ?? operation.at,
    }),
  )
}

/** `warehouseNative.criteria.0.column` to a pointer; a property that is none of ours is about the whole. */
export const pointerTo = (property: string, { fields }: Pick<Kind, 'fields'>): Pointer => {
  const pointer = property
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce((at, part) => join(at, part), '')
  return Object.hasOwn(fields, topOf(pointer)) ? pointer : ''
}

const sentence = (pointer: Pointer, text: string, address: Address): string => {
  const what = pointer === '' ? address : spoken(pointer)
  return `Statsig would not take \`${what}\`: ${text.trim().replace(/[.]*$/, '')}.`
}

export const rehearsalJson = ({ asked, skipped }: Rehearsal): Members => ({
  asked,
  skipped: skipped.map(({ address, needs }) => ({ address, needs })),
})

/** What was asked and what could not be, in sentences. */
export const rehearsalText = ({ asked, skipped }: Rehearsal): string =>
  [
    asked === 0
      ? 'There was nothing that Statsig could be asked about with a dry run.'
      : `Statsig was asked about ${asked} change${asked === 1 ? '' : 's'} with dry runs, and would take ${asked === 1 ? 'it' : 'them'}.`,
    ...skipped.map(
      ({ address, needs }) =>
        `Not asked about \`${address}\`: it needs \`${needs}\`, which is still to be created.`,
    ),
  ].join('\n')
