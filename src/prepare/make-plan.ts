// Makes a plan from a workspace and live state. `plan`, `apply`, `drift` and the GitHub Action share it.
import { type Diagnostic, isFatal } from '../core/diagnostic.ts'
import { namedItemsIn } from '../fields/named-items.ts'
import { referencedKinds, referencesIn } from '../fields/references.ts'
import { addAuthors } from '../history/attribution.ts'
import type { History } from '../history/history.ts'
import { findReachedValues } from '../history/reached-values.ts'
import { markFinishing, unfinishedNotices } from '../history/unfinished/finishes.ts'
import {
  begunDefinitions,
  loadUnfinished,
  resolveAppliedState,
  withBegunMembers,
} from '../history/unfinished/read-unfinished.ts'
import { isKindName, type KindName, kinds } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Definition, DesiredState, LiveState, Plan } from '../model/index.ts'
import type { AppliedState } from '../plan/applied-state.ts'
import { plan } from '../plan/index.ts'
import { overwritesWhole } from '../plan/overwrites.ts'
import { sensitiveNotices } from '../plan/sensitive-changes.ts'
import { withCreatedOff } from '../plan/statsig-reviews/created-off.ts'
import type { Clock, Reader } from '../resources/api.ts'
import { mergeLiveStates } from '../resources/live.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import { readMentionedSubResources } from '../resources/read-sub-resources.ts'
import { readDefinedWhole, readReferrersWhole } from '../resources/read-whole.ts'
import { rejectUnusedOverwrites } from './unused-overwrites.ts'

export interface PlannedRun {
  readonly plan: Plan
  /** With what unfinished applies have written. Absent for a plan without one. */
  readonly appliedState?: AppliedState
  readonly live: LiveState
  /** The time of the clock before live state was read. */
  readonly readAt: number
  readonly diagnostics: readonly Diagnostic[]
}

export const makePlan = async (
  { desired, settings, target }: Workspace,
  registry: KindRegistry,
  reader: Reader,
  clock: Clock,
  {
    appliedState: recordedState,
    gitState,
    notices,
    origin,
    appliedAt,
  }: Omit<History, 'settings'> = { notices: [] },
): Promise<PlannedRun> => {
  const readAt = clock.now()
  const applies = recordedState && gitState ? await loadUnfinished(gitState) : []
  const begun = begunDefinitions(applies)
  const known: DesiredState = new Map([...begun, ...(recordedState?.base ?? [])])
  const removed = [...known.values()].filter(({ address }) => !desired.has(address))
  const ownKinds = new Set([...desired.values()].map(({ kind }) => kind))
  const optionalKinds = (kinds: ReadonlySet<KindName>) =>
    new Set([...kinds].filter((kind) => !ownKinds.has(kind)))
  const namedKinds = new Set([
    ...kindsInFiles(desired, registry),
    ...removed.map(({ kind }) => kind),
  ])
  const firstRead = await reader.read(
    namedKinds,
    optionalKinds(namedKinds),
    new Set([...desired.keys(), ...known.keys()]),
  )
  const retiring = [
    ...[...desired.values()].filter(({ lifecycle }) => lifecycle.retired),
    ...(recordedState?.prunePolicy.mode === 'off' ? [] : removed),
  ]
  const retiringKinds = liveKindsOf(retiring, firstRead)
  const referencing = kindsReferencing(retiringKinds, registry)
  const unreadKinds = new Set([...referencing].filter((kind) => !namedKinds.has(kind)))
  const joined =
    unreadKinds.size > 0
      ? mergeLiveStates([firstRead, await reader.read(unreadKinds, optionalKinds(unreadKinds))])
      : firstRead
  const defined = [...desired.values(), ...removed, ...begun.values()]
  const whole = await readReferrersWhole(
    await readDefinedWhole(joined, defined, known, registry, reader),
    referencing,
    retiringKinds,
    registry,
    reader,
  )
  const live = await readMentionedSubResources(
    whole,
    withBegunMembers(desired, begun),
    registry,
    reader,
  )
  const memoized = { ...reader, readAuditLog: memoizeAuditLog(reader) }
  const resolved =
    recordedState && gitState && applies.length > 0
      ? await resolveAppliedState(recordedState, gitState, applies, {
          ...{ desired, live, registry, reader: memoized },
        })
      : { state: recordedState, findings: [] }
  const appliedState = resolved.state
  const state = appliedState && withCreatedOff(appliedState, desired, live, registry)
  const planWith = (against: AppliedState | undefined) =>
    plan(desired, live, {
      target: target?.name ?? defaultTarget,
      registry,
      undeclared: settings.tags === 'any' ? 'create' : 'refuse',
      appliedState: against,
    })
  const first = planWith(state)
  const reached =
    appliedState && appliedAt !== undefined
      ? await findReachedValues(first.plan, { appliedAt, desired, live, registry }, memoized)
      : new Map()
  const { diagnostics, plan: planned } =
    state && reached.size > 0
      ? planWith({ ...state, findReachedValues: (address) => reached.get(address) ?? [] })
      : first
  if (appliedState && !isFatal(diagnostics))
    rejectUnusedOverwrites(appliedState.overwrites, planned)
  const attributed = appliedState
    ? await addAuthors(
        planned,
        {
          desired,
          base: appliedState.base,
          overwritesWhole: (address) =>
            appliedState.overwritesUnmanaged(address) || overwritesWhole(appliedState, address),
          live,
          registry,
          appliedAt,
          root: origin?.root,
        },
        memoized,
      )
    : planned
  return {
    plan: {
      ...markFinishing(attributed, resolved.findings, desired),
      notices: [
        ...notices,
        ...unfinishedNotices(resolved.findings, attributed),
        ...sensitiveNotices(desired, appliedState?.base ?? new Map()),
      ],
      ...(origin && { origin }),
    },
    ...(appliedState && { appliedState }),
    live,
    readAt,
    diagnostics,
  }
}

/** Reads the same entries once. */
const memoizeAuditLog = ({
  readAuditLog,
}: Pick<Reader, 'readAuditLog'>): Reader['readAuditLog'] => {
  const answers = new Map<string, ReturnType<Reader['readAuditLog']>>()
  return (since, limit) => {
    const key = `${since ?? ''} ${limit}`
    const answer = answers.get(key) ?? readAuditLog(since, limit)
    answers.set(key, answer)
    return answer
  }
}

/** The kinds that the files define or refer to. */
const kindsInFiles = (desired: DesiredState, registry: KindRegistry): ReadonlySet<KindName> => {
  const found = new Set<KindName>()
  for (const { kind, members } of desired.values()) {
    found.add(kind)
    for (const reference of referencesIn(registry(kind).root, members))
      if (!reference.isUnverified && isKindName(reference.kind)) found.add(reference.kind)
    for (const { of } of namedItemsIn(registry(kind).root, members))
      if (isKindName(of.kind)) found.add(of.kind)
  }
  return found
}

/** The kinds of live resources that are archived or deleted. */
const liveKindsOf = (retiring: readonly Definition[], live: LiveState): ReadonlySet<KindName> => {
  const names = createNameResolver([], live.resources.values())
  return new Set(
    retiring.flatMap((definition) =>
      findLiveResource(definition, live, names) ? [definition.kind] : [],
    ),
  )
}

/** The kinds that may refer to a resource of these kinds. */
const kindsReferencing = (
  targets: ReadonlySet<KindName>,
  registry: KindRegistry,
): ReadonlySet<KindName> =>
  new Set(
    kinds.flatMap(({ kind }) =>
      targets.size > 0 &&
      referencedKinds(registry(kind).root).some((each) => isKindName(each) && targets.has(each))
        ? [kind]
        : [],
    ),
  )
