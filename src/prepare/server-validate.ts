// `plan --server-validate`: sends the changes of a plan as dry runs, where the kind has them. What Statsig rejects
// becomes a diagnostic at the line of the file.

import { createLiveCache } from '../apply/live-cache.ts'
import { createRequest, type RequestContext, updateRequest } from '../apply/requests.ts'
import { type Diagnostic, error, sortDiagnostics } from '../core/diagnostic.ts'
import { formatPointer, join, type Pointer, topLevelName } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Address, Definition, DesiredState, Operation, Request } from '../model/index.ts'
import type { DryRunner, DryRunResult } from '../resources/api.ts'
import type { PlannedRun } from './make-plan.ts'

export interface ServerValidation {
  readonly diagnostics: readonly Diagnostic[]
  /** The number of changes that Statsig validated. */
  readonly checked: number
  readonly skipped: readonly SkippedChange[]
}

/** A change without a dry run, because the same plan creates what it needs. */
export interface SkippedChange {
  readonly address: Address
  readonly needs: Address
}

export const serverValidate = async (
  run: PlannedRun,
  desired: DesiredState,
  registry: KindRegistry,
  { serverValidate: dryRun }: DryRunner,
): Promise<ServerValidation> => {
  const byId = new Map(run.plan.operations.map((each) => [each.id, each]))
  const candidates = run.plan.operations.filter(
    ({ action, kind, refusal, subResource }) =>
      refusal === undefined &&
      subResource === undefined &&
      (action === 'create' || action === 'update') &&
      registry(kind).kind.dryRun?.[action] !== undefined,
  )
  const missingDependency = (operation: Operation) =>
    operation.dependsOn.map((id) => byId.get(id)).find((before) => before?.action === 'create')
  const [checked, blocked] = [
    candidates.filter((each) => missingDependency(each) === undefined),
    candidates.filter((each) => missingDependency(each) !== undefined),
  ]
  const found = await runInOrder(checked, async (operation) => {
    const { kind } = registry(operation.kind)
    const answer = await dryRun(operation.kind, firstRequest(operation, kind, run))
    return toDiagnostics(answer, operation, kind, desired.get(operation.address))
  })
  return {
    diagnostics: sortDiagnostics(found.flat()),
    checked: checked.length,
    skipped: blocked.flatMap((operation) => {
      const needs = missingDependency(operation)?.address ?? operation.address
      // An operation after the creation of the same resource is part of that creation.
      return needs === operation.address ? [] : [{ address: operation.address, needs }]
    }),
  }
}

/** Runs each dry run after those of its dependencies. */
const runInOrder = async <Answer>(
  operations: readonly Operation[],
  dryRun: (operation: Operation) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const running = new Map<string, Promise<Answer>>()
  for (const operation of operations) {
    const before = operation.dependsOn.flatMap((id) => running.get(id) ?? [])
    running.set(
      operation.id,
      Promise.all(before).then(() => dryRun(operation)),
    )
  }
  return Promise.all(running.values())
}

/** The first request that an apply would send for the operation. */
const firstRequest = (operation: Operation, kind: Kind, run: PlannedRun): Request => {
  const liveCache = createLiveCache(run.live, run.readAt)
  const live = liveCache.find(operation.address)?.resource
  const context: RequestContext = {
    kind,
    raw: operation.action === 'create' ? {} : (live?.raw ?? {}),
    resolveName: liveCache.resolveName,
    resolveId: liveCache.resolveId,
    resolveDisplayName: liveCache.resolveDisplayName,
    readSecret: (name) => {
      throw new Error(`${name} is not read for a dry run.`)
    },
  }
  if (operation.action === 'create') return createRequest(operation.members, context)
  const pathId = live?.pathId ?? operation.pathId
  return { ...updateRequest(operation, context), ...(pathId !== undefined && { pathId }) }
}

const toDiagnostics = (
  answer: DryRunResult,
  operation: Operation,
  kind: Kind,
  definition: Definition | undefined,
): readonly Diagnostic[] => {
  if (answer.status === 'accepted') return []
  const whole = { pointer: '', text: answer.reason }
  const propertyFaults = answer.faults.map((fault) => placeFault(fault, kind, definition))
  return (propertyFaults.length > 0 ? propertyFaults : [whole]).map(({ pointer, text }) =>
    error('rejected-by-statsig', rejectionMessage(pointer, text, operation.address), {
      at: definition?.positions.value(pointer) ?? operation.at,
    }),
  )
}

type Fault = Extract<DryRunResult, { status: 'refused' }>['faults'][number]

/**
 * Where a fault belongs. It names its key, or its text begins with the key and a colon; a key that neither the kind nor the
 * file has is a part of the text.
 */
export const placeFault = (
  { message, property }: Fault,
  { fields }: Pick<Kind, 'fields'>,
  definition?: Pick<Definition, 'members'>,
): { readonly pointer: Pointer; readonly text: string } => {
  const whole = property === '' ? message : `${property}: ${message}`
  const [, key = '', text = ''] = /^([^\s:]+): (.+)$/s.exec(whole) ?? []
  const pointer = key
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce((at, part) => join(at, part), '')
  const name = topLevelName(pointer)
  const isKnown = Object.hasOwn(fields, name) || Object.hasOwn(definition?.members ?? {}, name)
  return isKnown ? { pointer, text } : { pointer: '', text: whole }
}

const rejectionMessage = (pointer: Pointer, text: string, address: Address): string => {
  const subject = pointer === '' ? address : formatPointer(pointer)
  return `Statsig rejects \`${subject}\`: ${text.trim().replace(/[.]*$/, '')}.`
}
