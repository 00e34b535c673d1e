// The look back: what was done must be what Statsig shows, or the paths that leak are named.
import type { Edit } from '../fields/difference.ts'
import { pick } from '../json.ts'
import type { Leak, Live, Operation, Outcome } from '../model.ts'
import { topOf } from '../pointer.ts'
import { differing } from '../resources/diff.ts'
import { isArchived } from '../resources/live.ts'
import { type Names, namesOf } from '../resources/name-resolver.ts'
import type { Means } from './context.ts'

/** Statsig may show a write a moment late: one more look, after this, before anything is called a leak. */
const patience = 2_000

export const leaksIn = async (
  outcomes: readonly Outcome[],
  means: Means,
): Promise<readonly Leak[]> => {
  // Whatever has routes of its own has been looked at already: it may be too long to be read twice.
  const done = outcomes.flatMap(({ operation, status }) =>
    status === 'done' && operation.part === undefined ? [operation] : [],
  )
  if (done.length === 0) return []
  const first = leaks(done, await readBack(done, means), means)
  if (first.length === 0) return []
  await means.clock.sleep(patience)
  const suspects = new Set(first.map(({ address }) => address))
  const again = done.filter(({ address }) => suspects.has(address))
  return leaks(again, await readBack(again, means), means)
}

const readBack = (operations: readonly Operation[], { api }: Means): Promise<Live> =>
  api.read(
    new Set(operations.map(({ kind }) => kind)),
    undefined,
    operations.map(({ address }) => address),
  )

const leaks = (operations: readonly Operation[], live: Live, means: Means): readonly Leak[] => {
  const read = namesOf([], live.resources.values())
  // What is referred to may be of a kind that was not written, and so was not read again.
  const canonical: Names['canonical'] = (kind, text, by) =>
    means.known.canonical(kind, read.canonical(kind, text, by), by)
  const names: Names = { ...read, canonical }
  return operations.flatMap((operation) => {
    const leak = leakOf(operation, live, names, means)
    return leak.edits.length > 0 || leak.resource ? [{ address: operation.address, ...leak }] : []
  })
}

const leakOf = (
  operation: Operation,
  live: Live,
  names: Names,
  { words }: Means,
): Omit<Leak, 'address'> => {
  const { action, address, edits, handle, kind: name, members } = operation
  const { kind } = words(name)
  const found =
    live.resources.get(address) ??
    [...live.resources.values()].find((each) => each.kind === name && each.handle === handle)
  const status = kind.moves?.field ?? ''
  switch (action) {
    case 'create':
    case 'update': {
      if (found === undefined) return { edits: [], resource: 'missing' }
      const own = pick(members, (each) => action === 'create' || touches(edits, each))
      const { changes, settled } = differing(kind, found.raw, own, names)
      return { edits: [...changes, ...settled].map(({ edit }) => edit) }
    }
    case 'start':
    case 'decide':
    case 'abandon': {
      const wanted = kind.moves?.edges.find((edge) => edge.action === action)
      const now = found?.raw[status]
      if (now === wanted?.to) return none
      const sides = { before: now ?? null, after: wanted?.to ?? null }
      return { edits: [{ pointer: `/${status}`, label: status, ...sides }] }
    }
    case 'archive':
      return found === undefined || isArchived(kind, found) ? none : left
    case 'delete':
      return found === undefined ? none : left
  }
}

const touches = (edits: readonly Edit[], name: string): boolean =>
  edits.some(({ pointer }) => topOf(pointer) === name)

const none: Omit<Leak, 'address'> = { edits: [] }
const left: Omit<Leak, 'address'> = { edits: [], resource: 'present' }
