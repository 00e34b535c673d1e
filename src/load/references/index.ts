// References among the files: rings, and references to what is being retired.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { type Mention, mentionsIn } from '../../fields/references.ts'
import { member } from '../../json.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import { type Address, address, type Definition, type Desired } from '../../model.ts'
import { didYouMean } from '../../suggest.ts'

export interface Reference extends Mention {
  readonly from: Definition
  /** The definition that is meant; absent where no file has it. */
  readonly to?: Address
}

/** Every reference of every definition. A file may call a resource by its name or by an id that it gives. */
export const referencesAmong = (desired: Desired, words: Lexicon): readonly Reference[] => {
  const [other, seen] = [otherNames(desired), namesSeen(desired)]
  return [...desired.values()].flatMap((from) =>
    mentionsIn(words(from.kind).root, from.members).map((mention) => {
      const direct = address(mention.kind, mention.name)
      const named = mention.isByName ? seen.get(direct) : undefined
      const to = desired.has(direct) ? direct : (other.get(direct) ?? named)
      return { ...mention, from, ...(to && { to }) }
    }),
  )
}

const otherNames = (desired: Desired): ReadonlyMap<Address, Address> => {
  const found = new Map<Address, Address>()
  for (const { address: own, kind, matchId, members } of desired.values()) {
    if (matchId !== undefined) found.set(address(kind, matchId), own)
    const [name, type] = [member(members, 'name'), member(members, 'type')]
    if (typeof name === 'string' && typeof type === 'string')
      found.set(address(kind, `${name}::${type}`), own)
  }
  return found
}

/** What people see; absent where two bear the name. */
const namesSeen = (desired: Desired): ReadonlyMap<Address, Address | undefined> => {
  const found = new Map<Address, Address | undefined>()
  for (const { address: own, kind, members } of desired.values()) {
    const called = address(kind, String(member(members, 'name')))
    found.set(called, found.has(called) ? undefined : own)
  }
  return found
}

/** References to what is being retired, from what is not. */
export const toRetired = (
  references: readonly Reference[],
  desired: Desired,
): readonly Diagnostic[] =>
  references.flatMap(({ from, pointer, to }) => {
    const target = to && desired.get(to)
    if (!target || !isRetired(target) || isRetired(from)) return []
    const { file, line } = target.positions.key('/lifecycle/retired')
    return [
      error('unknown-reference', `\`${target.address}\` is being retired in ${file}:${line}.`, {
        at: from.positions.value(pointer),
        hint: 'Take the reference out first, or keep what it refers to.',
      }),
    ]
  })

export const isRetired = ({ lifecycle }: Definition): boolean =>
  lifecycle.retired !== undefined && lifecycle.retired !== false

/** References that no file answers, for a run that cannot ask Statsig. */
export const unanswered = (references: readonly Reference[]): readonly Reference[] =>
  references.filter(({ isSoft, to }) => to === undefined && !isSoft)

export const nearName = (
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
