// Computes the record of an apply from its plan and its outcomes. What was not applied keeps its previous base.

import type {
  Address,
  DesiredState,
  KeptDifference,
  Outcome,
  Plan,
  Report,
} from '../model/index.ts'
import { hasWritten } from '../model/outcome.ts'
import type { AppliedPlace, AppliedRecord, AppliedRecordCommit } from '../model/repository.ts'
import { isSameDefinition } from '../plan/base-definition.ts'
import type { GitState } from './history.ts'

export type RecordInput = Pick<GitState, 'recorded' | 'appliedDefinitions' | 'commit'> & {
  /** The root within the repository. */
  readonly root: string
}

/** The next record; `undefined` where it would equal the current one. */
export const nextRecord = (
  { appliedDefinitions, commit, recorded, root }: RecordInput,
  desired: DesiredState,
  plan: Plan,
  report: Report,
  project: string | undefined,
  /** The ids of live resources, by address. */
  ids: ReadonlyMap<string, string>,
): AppliedRecord | undefined => {
  if (commit === undefined) return undefined
  const unapplied = unappliedAddresses(plan, report)
  const projectId = project ?? recorded?.project
  const projectMember = projectId === undefined ? {} : { project: projectId }
  if (unapplied.size === 0) {
    // An apply that wrote moves the record in any case: a plan that was saved before it is out of date then.
    const isUnchanged =
      recorded?.commit === commit.id &&
      recorded.parts.length === 0 &&
      !recorded.isFormer &&
      areKnown(ids, recorded.ids) &&
      !report.outcomes.some(hasWritten)
    if (isUnchanged) return undefined
    // Without definitions the root would not show where the record is from.
    const place = root === '' && desired.size > 0 ? {} : { root }
    return {
      version: 1,
      commit: commit.id,
      ...projectMember,
      ...place,
      ...idsMember([...desired.keys()], ids, recorded?.ids),
      parts: [],
    }
  }
  const applied = [...desired.values()].filter((definition) => {
    const base = appliedDefinitions.desired.get(definition.address)
    return (
      !unapplied.has(definition.address) &&
      (base === undefined || !isSameDefinition(definition, base))
    )
  })
  // A removed definition is applied, too: if it comes back, it is new.
  const removed = [...appliedDefinitions.desired.keys()].filter(
    (each) => !desired.has(each) && !unapplied.has(each),
  )
  const addresses = [...applied.map(({ address }) => address), ...removed].sort()
  if (addresses.length === 0) return undefined
  const operations = report.outcomes.flatMap(({ operation, status }) =>
    status === 'done' && !unapplied.has(operation.address) ? [operation.id] : [],
  )
  const applying = new Set<string>(addresses)
  const unappliedIds = Object.keys(recorded?.ids ?? {})
  const earlierParts = (recorded?.parts ?? [])
    .map((part) => ({ ...part, addresses: part.addresses.filter((each) => !applying.has(each)) }))
    .filter((part) => part.addresses.length > 0)
  return {
    version: 1,
    ...(recorded?.commit !== undefined && { commit: recorded.commit }),
    ...projectMember,
    ...recordedPlace(recorded, root),
    ...idsMember(
      [...addresses, ...unappliedIds].filter((each) => !removed.some((other) => other === each)),
      ids,
      recorded?.ids,
    ),
    parts: [
      ...earlierParts,
      { commit: commit.id, addresses, operations, ...(root !== '' && { root }) },
    ],
  }
}

const areKnown = (
  ids: ReadonlyMap<string, string>,
  recorded: Readonly<Record<string, string>> = {},
): boolean => [...ids].every(([address, id]) => recorded[address] === id)

/** Those of live state count. A run that did not read a kind keeps what was recorded. */
const idsMember = (
  addresses: readonly string[],
  ids: ReadonlyMap<string, string>,
  recorded: Readonly<Record<string, string>> = {},
): Pick<AppliedRecord, 'ids'> => {
  const entries = [...new Set(addresses)].sort().flatMap((address) => {
    const id = ids.get(address) ?? recorded[address]
    return id === undefined ? [] : [[address, id] as const]
  })
  return entries.length === 0 ? {} : { ids: Object.fromEntries(entries) }
}

/** Where the definitions of the complete apply lie. */
const recordedPlace = (recorded: AppliedRecordCommit | undefined, root: string): AppliedPlace =>
  recorded?.commit === undefined
    ? root === ''
      ? {}
      : { root }
    : {
        ...(recorded.root !== undefined && { root: recorded.root }),
        ...(recorded.target !== undefined && { target: recorded.target }),
      }

/** Resources that differ from the files after the apply, except kept drift. */
export const unappliedAddresses = (
  plan: Plan,
  { nonConverged, outcomes, verificationError }: Report,
): ReadonlySet<Address> => {
  const done = new Set(
    outcomes.flatMap((outcome) =>
      // Where nothing could be read back at the end, the answers to the writes decide.
      outcome.status === 'done' && (verificationError === undefined || isAsSent(outcome))
        ? [outcome.operation.id]
        : [],
    ),
  )
  const unapplied = new Set([
    ...plan.operations.filter(({ id }) => !done.has(id)).map(({ address }) => address),
    ...nonConverged.map(({ address }) => address),
    ...plan.kept.filter(isStillDue).map(({ address }) => address),
  ])
  // A rename that was not made leaves the resource what it was: under its former address.
  const former = (plan.renames ?? []).filter(({ to }) => unapplied.has(to)).map(({ from }) => from)
  return new Set([...unapplied, ...former])
}

/** No answer to its writes differed from what was sent. */
const isAsSent = ({ notes }: Extract<Outcome, { status: 'done' }>): boolean =>
  notes.every(({ code }) => code !== 'differs-after-write')

/** Not yet managed, or a change of the file that was not applied because Statsig is ahead or the resource is archived. */
const isStillDue = ({ cause, isDefinitionUnchanged }: KeptDifference): boolean =>
  cause === 'not-yet-managed' ||
  ((cause === 'ahead' || cause === 'archived') && isDefinitionUnchanged !== true)
