// References among the files: rings, and references to what is being retired.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { type ResourceReference, referencesIn } from '../../fields/references.ts'
import { member } from '../../json.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import { type Address, type Definition, type DesiredState, makeAddress } from '../../model.ts'
import { didYouMean } from '../../suggest.ts'

export interface Reference extends ResourceReference {
  readonly from: Definition
  /** The definition that is meant; absent where no file has it. */
  readonly to?: Address
}

/** Every reference of every definition. A file may call a resource by its name or by an id that it gives. */
export const collectReferences = (
  desired: DesiredState,
  registry: KindRegistry,
): readonly Reference[] => {
  const [alternatives, byDisplayName] = [
    alternativeAddresses(desired),
    displayNameAddresses(desired),
  ]
  return [...desired.values()].flatMap((from) =>
    referencesIn(registry(from.kind).root, from.members).map((mention) => {
      const directAddress = makeAddress(mention.kind, mention.name)
      const namedAddress = mention.isByName ? byDisplayName.get(directAddress) : undefined
      const to = desired.has(directAddress)
        ? directAddress
        : (alternatives.get(directAddress) ?? namedAddress)
      return { ...mention, from, ...(to && { to }) }
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

/** What people see; absent where two bear the name. */
const displayNameAddresses = (desired: DesiredState): ReadonlyMap<Address, Address | undefined> => {
  const found = new Map<Address, Address | undefined>()
  for (const { address: ownAddress, kind, members } of desired.values()) {
    const displayAddress = makeAddress(kind, String(member(members, 'name')))
    found.set(displayAddress, found.has(displayAddress) ? undefined : ownAddress)
  }
  return found
}

/** References to what is being retired, from what is not. */
export const retiredReferenceFaults = (
  references: readonly Reference[],
  desired: DesiredState,
): readonly Diagnostic[] =>
  references.flatMap(({ from, pointer, to }) => {
    const target = to && desired.get(to)
    if (!target || !isMarkedRetired(target) || isMarkedRetired(from)) return []
    const { file, line } = target.positions.key('/lifecycle/retired')
    return [
      error('unknown-reference', `\`${target.address}\` is being retired in ${file}:${line}.`, {
        at: from.positions.value(pointer),
        hint: 'Take the reference out first, or keep what it refers to.',
      }),
    ]
  })

export const isMarkedRetired = ({ lifecycle }: Definition): boolean =>
  lifecycle.retired !== undefined && lifecycle.retired !== false

/** References that no file answers, for a run that cannot ask Statsig. */
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
