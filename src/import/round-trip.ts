// Checks that imported files express the live state: loaded and planned, they must change nothing. What does not is left
// out.
import { type Diagnostic, isFatal } from '../core/diagnostic.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import { load, offlineDiagnostics } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Address, LiveState, Resource } from '../model/index.ts'
import { plan } from '../plan/index.ts'
import { toResource } from '../resources/live.ts'
import { filesOf, type ImportedFile, type Misfit, type RoundTripChange } from './imported-file.ts'
import { leaveOut, leaveOutChange, leaveOutFaults } from './leave-out.ts'

export interface RoundTrip {
  /** Their files may leave out members that no file can express. */
  readonly stable: readonly ImportedFile[]
  /** Resources no part of which a valid file can express. */
  readonly faulty: readonly FaultyResource[]
  /** Resources of which every valid file would change something. */
  readonly changing: readonly RoundTripChange[]
}

export interface FaultyResource {
  readonly address: Address
  readonly reason: string
  /** Another resource has the same name, so that no file can say which of them it means. */
  readonly isIndistinct?: true
}

/**
 * Leaves out members, and whole files where that does not help, until what is left is valid and changes nothing: a file
 * may be invalid only because of another one.
 */
export const checkRoundTrip = (
  imported: readonly ImportedFile[],
  live: LiveState,
  settings: Settings,
  registry: KindRegistry,
): RoundTrip => {
  const indistinct = imported.flatMap(({ resource }): readonly FaultyResource[] => {
    const name = sharedAddress(resource, live, registry)
    return name === undefined
      ? []
      : [
          {
            address: resource.address,
            reason: `Statsig has more than one \`${name}\`, and no file can say which of them it means.`,
            isIndistinct: true,
          },
        ]
  })
  const left = new Set(indistinct.map(({ address }) => address))
  const rest = checkDistinct(
    imported.filter(({ resource }) => !left.has(resource.address)),
    live,
    settings,
    registry,
  )
  return { ...rest, faulty: [...indistinct, ...rest.faulty] }
}

const checkDistinct = (
  imported: readonly ImportedFile[],
  live: LiveState,
  settings: Settings,
  registry: KindRegistry,
): RoundTrip => {
  const found = findMisfits(imported, live, settings, registry)
  if (found.size === 0) return { stable: imported, faulty: [], changing: [] }
  const checked = imported.map(
    (each): { each: ImportedFile; part?: ImportedFile; skipped?: Misfit } => {
      const misfit = found.get(each)
      if (misfit === undefined) return { each, part: each }
      const part = leaveOutMisfit(each, misfit, registry(each.resource.kind).kind, settings)
      // What was left out before was the first reason.
      return part ? { each, part } : { each, skipped: each.leftOut[0]?.because ?? misfit.because }
    },
  )
  const parts = checked.flatMap(({ part }) => part ?? [])
  const rest = checkDistinct(parts, live, settings, registry)
  return {
    stable: rest.stable,
    faulty: [
      ...checked.flatMap(({ each, skipped }) =>
        skipped?.code === 'fault'
          ? [{ address: each.resource.address, reason: skipped.reason }]
          : [],
      ),
      ...rest.faulty,
    ],
    changing: [
      ...checked.flatMap(({ skipped }) => (skipped?.code === 'change' ? skipped.change : [])),
      ...rest.changing,
    ],
  }
}

interface FoundMisfit {
  readonly because: Misfit
  /** The errors in the file. */
  readonly errors: readonly Diagnostic[]
}

const findMisfits = (
  imported: readonly ImportedFile[],
  live: LiveState,
  settings: Settings,
  registry: KindRegistry,
): ReadonlyMap<ImportedFile, FoundMisfit> => {
  const inexpressible = imported.flatMap((each) =>
    each.fault ? [[each, misfitOf(each.fault.reason)] as const] : [],
  )
  if (inexpressible.length > 0) return new Map(inexpressible)
  const planned = planImported(imported, live, settings, registry)
  const byPath = new Map(
    imported.flatMap((each) => filesOf(each).map(({ path }) => [path, each] as const)),
  )
  const misfits = new Map<ImportedFile, FoundMisfit>()
  const errors = planned.diagnostics.filter(({ severity }) => severity === 'error')
  for (const fault of errors) {
    const source = byPath.get(fault.at?.file ?? '')
    if (source === undefined) continue
    const { because, errors: others } = misfits.get(source) ?? misfitOf(fault.message)
    misfits.set(source, { because, errors: [...others, fault] })
  }
  if (errors[0] && misfits.size === 0) throw new Error(errors[0].message)
  for (const { at, ...change } of planned.changes) {
    const source = byPath.get(at?.file ?? '')
    if (source && !misfits.has(source))
      misfits.set(source, { because: { code: 'change', change }, errors: [] })
  }
  return misfits
}

const misfitOf = (reason: string): FoundMisfit => ({
  because: { code: 'fault', reason },
  errors: [],
})

const leaveOutMisfit = (
  imported: ImportedFile,
  { because, errors }: FoundMisfit,
  kind: Kind,
  settings: Settings,
): ImportedFile | undefined => {
  if (because.code === 'change') return leaveOutChange(imported, because.change, kind)
  const { fault } = imported
  return fault
    ? leaveOut(imported, [{ name: fault.name, because }], kind)
    : leaveOutFaults(imported, errors, kind, settings)
}

/** The address that the resource shares with another one. */
const sharedAddress = (
  { kind, raw }: Resource,
  { ambiguous }: LiveState,
  registry: KindRegistry,
): Address | undefined => {
  const address = toResource(registry(kind).kind, kind, raw)?.address
  return address !== undefined && ambiguous.has(address) ? address : undefined
}

const planImported = (
  imported: readonly ImportedFile[],
  live: LiveState,
  settings: Settings,
  registry: KindRegistry,
): {
  readonly diagnostics: readonly Diagnostic[]
  readonly changes: readonly (RoundTripChange & Pick<Diagnostic, 'at'>)[]
} => {
  const loaded = load(
    imported.map(({ file }) => file),
    settings,
    imported.flatMap(({ list }) => list ?? []),
  )
  if (isFatal(loaded.diagnostics)) return { diagnostics: loaded.diagnostics, changes: [] }
  // What is written has to pass `validate`, which does not know what Statsig has.
  const offline = offlineDiagnostics(loaded, settings)
  if (isFatal(offline)) return { diagnostics: offline, changes: [] }
  const { diagnostics, plan: made } = plan(loaded.desired, live, {
    target: 'default',
    registry,
    undeclared: settings.tags === 'any' ? 'create' : 'refuse',
  })
  return {
    diagnostics,
    changes: [
      ...made.operations.map((operation) => ({
        ...operation,
        because: { code: 'planned', operation } as const,
      })),
      ...made.kept.map((each) => ({
        ...each,
        because: { code: 'kept', reason: each.reason } as const,
      })),
    ].map(({ address, at, because, edits }) => ({ address, edits, because, ...(at && { at }) })),
  }
}
