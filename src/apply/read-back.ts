// Reads back after an apply, and reports where Statsig differs from what was applied.

import { pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Edit } from '../fields/difference.ts'
import type { LiveState, NonConverged, Operation, Outcome } from '../model/index.ts'
import { diffResource } from '../resources/diff.ts'
import { isArchived } from '../resources/live.ts'
import { createNameResolver, type NameResolver } from '../resources/name-resolver.ts'
import { readPlannedWhole } from '../resources/read-whole.ts'
import type { ApplyContext } from './context.ts'

/** A read may show a write late: after this delay, a second read decides. In milliseconds. */
const readBackDelay = 2_000

export const findNonConverged = async (
  outcomes: readonly Outcome[],
  context: ApplyContext,
): Promise<readonly NonConverged[]> => {
  // A sub-resource was read after its write. It may be too long to be read again.
  const done = outcomes.flatMap(({ operation, status }) =>
    status === 'done' && operation.subResource === undefined ? [operation] : [],
  )
  if (done.length === 0) return []
  const first = compareReadBack(done, await readBack(done, context), context)
  if (first.length === 0) return []
  await context.clock.sleep(readBackDelay)
  const candidates = new Set(first.map(({ address }) => address))
  const again = done.filter(({ address }) => candidates.has(address))
  return compareReadBack(again, await readBack(again, context), context)
}

const readBack = async (
  operations: readonly Operation[],
  { api, registry }: ApplyContext,
): Promise<LiveState> => {
  const listed = await api.read(
    new Set(operations.map(({ kind }) => kind)),
    undefined,
    operations.map(({ address }) => address),
  )
  return readPlannedWhole(listed, operations, registry, api)
}

const compareReadBack = (
  operations: readonly Operation[],
  live: LiveState,
  context: ApplyContext,
): readonly NonConverged[] => {
  const read = createNameResolver([], live.resources.values())
  // A reference may mean a resource of a kind that was not written and not read again.
  const resolveName: NameResolver['resolveName'] = (kind, text, by) =>
    by === 'known'
      ? read.resolveName(kind, text, by) || context.cache.resolveName(kind, text, by)
      : context.cache.resolveName(kind, read.resolveName(kind, text, by), by)
  const names: NameResolver = { ...read, resolveName }
  return operations.flatMap((operation) => {
    const nonConverged = nonConvergedEdits(operation, live, names, context)
    return nonConverged.edits.length > 0 || nonConverged.resource
      ? [{ address: operation.address, ...nonConverged }]
      : []
  })
}

const nonConvergedEdits = (
  operation: Operation,
  live: LiveState,
  names: NameResolver,
  { registry }: ApplyContext,
): Omit<NonConverged, 'address'> => {
  const { action, address, edits, pathId, kind: name, members } = operation
  const { kind } = registry(name)
  const found =
    live.resources.get(address) ??
    [...live.resources.values()].find((each) => each.kind === name && each.pathId === pathId)
  const status = kind.statusMachine?.field ?? ''
  switch (action) {
    case 'create':
    case 'update': {
      if (found === undefined) return { edits: [], resource: 'missing' }
      if (action === 'create' && live.ambiguous.has(address))
        return { edits: [], resource: 'duplicate' }
      const own = pick(members, (each) => action === 'create' || touchesMember(edits, each))
      const { changes, createOnly } = diffResource(kind, found.raw, own, names)
      return { edits: [...changes, ...createOnly].map(({ edit }) => edit) }
    }
    case 'start':
    case 'conclude':
    case 'decide':
    case 'abandon': {
      const wanted = kind.statusMachine?.transitions.find((edge) => edge.action === action)
      const current = found?.raw[status]
      if (current === wanted?.to) return converged
      const sides = { before: current ?? null, after: wanted?.to ?? null }
      return { edits: [{ pointer: `/${status}`, label: status, ...sides }] }
    }
    case 'archive':
      return found === undefined || isArchived(kind, found) ? converged : stillPresent
    case 'delete':
      return found === undefined ? converged : stillPresent
  }
}

const touchesMember = (edits: readonly Edit[], name: string): boolean =>
  edits.some(({ pointer }) => topLevelName(pointer) === name)

const converged: Omit<NonConverged, 'address'> = { edits: [] }
const stillPresent: Omit<NonConverged, 'address'> = { edits: [], resource: 'present' }
