// Checks that imported files express the live state: loaded and planned, they must change nothing.
import { type Diagnostic, isFatal } from '../core/diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import { load, offlineDiagnostics } from '../load/index.ts'
import type { Settings } from '../load/settings/index.ts'
import type { Address, KeptReason, LiveState, Operation, Resource } from '../model/index.ts'
import { plan } from '../plan/index.ts'
import { toResource } from '../resources/live.ts'
import { filesOf, type ImportedFile } from './to-files.ts'

export interface RoundTrip {
  readonly stable: readonly ImportedFile[]
  /** Resources whose files are invalid, alone or with the live state. */
  readonly faulty: readonly FaultyResource[]
  /** Resources whose files are valid and would change something. */
  readonly changing: readonly RoundTripChange[]
}

export interface FaultyResource {
  readonly address: Address
  readonly reason: string
  /** Another resource has the same name, so that no file can say which of them it means. */
  readonly isIndistinct?: true
}

export interface RoundTripChange {
  readonly address: Address
  readonly edits: readonly Edit[]
  readonly because:
    | { readonly code: 'planned'; readonly operation: Operation }
    | { readonly code: 'kept'; readonly reason: KeptReason }
}

/** Removes invalid files until none is left: a file may be invalid only because of another one. */
export const checkRoundTrip = (
  imported: readonly ImportedFile[],
  live: LiveState,
  settings: Settings,
  registry: KindRegistry,
): RoundTrip => {
  const inexpressible = imported.flatMap(({ fault, resource }): readonly FaultyResource[] => {
    const { address } = resource
    const name = sharedAddress(resource, live, registry)
    if (name !== undefined)
      return [
        {
          address,
          reason: `Statsig has more than one \`${name}\`, and no file can say which of them it means.`,
          isIndistinct: true,
        },
      ]
    return fault === undefined ? [] : [{ address, reason: fault }]
  })
  if (inexpressible.length > 0) {
    const left = new Set(inexpressible.map(({ address }) => address))
    const rest = checkRoundTrip(
      imported.filter(({ resource }) => !left.has(resource.address)),
      live,
      settings,
      registry,
    )
    return { ...rest, faulty: [...inexpressible, ...rest.faulty] }
  }
  const planned = planImported(imported, live, settings, registry)
  const byPath = new Map(
    imported.flatMap((each) => filesOf(each).map(({ path }) => [path, each] as const)),
  )
  const faulty = new Map<ImportedFile, string>()
  for (const { at, message, severity } of planned.diagnostics) {
    const source = byPath.get(at?.file ?? '')
    if (severity === 'error' && source && !faulty.has(source)) faulty.set(source, message)
  }
  const changing = new Map<ImportedFile, RoundTripChange>()
  for (const { at, ...change } of planned.changes) {
    const source = byPath.get(at?.file ?? '')
    if (source && !changing.has(source)) changing.set(source, change)
  }
  const stable = imported.filter((each) => !faulty.has(each) && !changing.has(each))
  const unassigned = planned.diagnostics.find(({ severity }) => severity === 'error')
  if (unassigned && faulty.size === 0) throw new Error(unassigned.message)
  if (faulty.size + changing.size === 0) return { stable, faulty: [], changing: [] }
  const rest = checkRoundTrip(stable, live, settings, registry)
  return {
    stable: rest.stable,
    faulty: [
      ...[...faulty].map(([{ resource }, reason]) => ({ address: resource.address, reason })),
      ...rest.faulty,
    ],
    changing: [...changing.values(), ...rest.changing],
  }
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
