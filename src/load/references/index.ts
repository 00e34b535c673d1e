// Resolves the references between definitions, and reports references to retired resources.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { member } from '../../core/json.ts'
import { isRetired } from '../../core/source.ts'
import { didYouMean } from '../../core/suggest.ts'
import { type ResourceReference, referencesIn } from '../../fields/references.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import { type Address, type Definition, type DesiredState, makeAddress } from '../../model/index.ts'

export interface Reference extends ResourceReference {
  readonly from: Definition
  /** The address of the definition; absent if no file defines it. */
  readonly to?: Address
}

/** All references of all definitions. A file may refer to a resource by its name or by its id. */
export const collectReferences = (
  desired: DesiredState,
  registry: KindRegistry,
): readonly Reference[] => {
  const [alternatives, byDisplayName] = [
    alternativeAddresses(desired),
    displayNameAddresses(desired),
  ]
  return [...desired.values()].flatMap((from) =>
    referencesIn(registry(from.kind).root, from.members).map((found) => {
      const directAddress = makeAddress(found.kind, found.name)
      const namedAddress = found.isByName ? byDisplayName.get(directAddress) : undefined
      const to = desired.has(directAddress)
        ? directAddress
        : (alternatives.get(directAddress) ?? namedAddress)
      return { ...found, from, ...(to && { to }) }
    }),
  )
}

const alternativeAddresses = (desired: DesiredState): ReadonlyMap<Address, Address> => {
  const found = new Map<Address, Address>()
  for (const { address: ownAddress, kind, matchId, members } of desired.values()) {
    if (matchId !== undefined) found.set(makeAddress(kind, matchId), ownAddress)
    const [name, type] = [member(members, 'name'), member(members, 'type')]
    if (typeof name === 'string' && typeof type === 'string')
      found.set(makeAddress(kind, `${name}::${type}`), ownAddress)
  }
  return found
}

/** Addresses by the displayed name; `undefined` if two resources have the name. */
const displayNameAddresses = (desired: DesiredState): ReadonlyMap<Address, Address | undefined> => {
  const found = new Map<Address, Address | undefined>()
  for (const { address: ownAddress, kind, members } of desired.values()) {
    const displayAddress = makeAddress(kind, String(member(members, 'name')))
    found.set(displayAddress, found.has(displayAddress) ? undefined : ownAddress)
  }
  return found
}

/** References to retired resources from definitions that are not retired. */
export const retiredReferenceFaults = (
  references: readonly Reference[],
  desired: DesiredState,
): readonly Diagnostic[] =>
  references.flatMap(({ from, pointer, to }) => {
    const target = to && desired.get(to)
    if (!target || !isRetired(target.lifecycle) || isRetired(from.lifecycle)) return []
    const { file, line } = target.positions.key('/lifecycle/retired')
    return [
      error(
        'unknown-reference',
        `\`${target.address}\` is marked \`retired\` in ${file}:${line}.`,
        {
          at: from.positions.value(pointer),
          hint: 'Remove the reference first, or keep the resource.',
        },
      ),
    ]
  })

/** References that no file resolves, for a run that cannot read from Statsig. */
export const unresolvedReferences = (references: readonly Reference[]): readonly Reference[] =>
  references.filter(({ isUnverified, to }) => to === undefined && !isUnverified)

export const nameHint = (
  name: string,
  kind: string,
  addresses: Iterable<Address>,
): string | undefined =>
  didYouMean(
    name,
    [...addresses].flatMap((each) =>
      each.startsWith(`${kind}/`) ? [each.slice(kind.length + 1)] : [],
    ),
  )
