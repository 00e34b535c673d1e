// Which live resources become files, and why the others do not.

import { mentionsIn } from '../fields/references.ts'
import { apartNames } from '../fields/sub-resource-fields.ts'
import { kinds } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Address, Desired, Live, Resource } from '../model.ts'
import type { Wish } from '../resources/address-patterns.ts'
import { holds, isArchived } from '../resources/live.ts'
import { type Names, namesOf } from '../resources/name-resolver.ts'

const sorts = ['archived', 'generated'] as const
type Sort = (typeof sorts)[number]

/** Members with routes of their own, of whatever kind. */
const parts = new Set(kinds.flatMap(({ fields }) => apartNames(fields)))

/** What is imported only where somebody asks for it: sorts of resources, and members that no list shows. */
export const inclusions: readonly string[] = [...sorts, ...parts]

export interface Left {
  readonly address: Address
  readonly why: Sort | 'defined' | 'unmanaged' | 'needed'
  readonly reason: string
}

export interface Choice {
  readonly chosen: readonly Resource[]
  readonly left: readonly Left[]
}

export const choose = (
  wishes: readonly Wish[],
  include: ReadonlySet<string>,
  live: Live,
  desired: Desired,
  words: Lexicon,
): Choice => {
  const names = namesOf([], live.resources.values())
  const defined = definedIn(desired, names)
  const whyNot = (resource: Resource): Omit<Left, 'address'> | undefined => {
    const { address } = resource
    const { kind } = words(resource.kind)
    const isWanted = (sort: Sort) =>
      include.has(sort) || wishes.some(({ fits, isName }) => isName && fits(address))
    if (holds(kind.unmanaged, resource.raw))
      return { why: 'unmanaged', reason: 'Statsig made it for itself: nobody may manage it' }
    if (defined.has(address)) return { why: 'defined', reason: 'a file describes it already' }
    if (isGenerated(kind, resource) && !isWanted('generated'))
      return { why: 'generated', reason: 'nobody wrote it: `--include generated` imports it too' }
    if (isArchived(kind, resource) && !isWanted('archived'))
      return { why: 'archived', reason: 'archived: `--include archived` imports it too' }
    return undefined
  }
  const asked = [...live.resources.values()].filter(({ address }) =>
    wishes.some(({ fits }) => fits(address)),
  )
  const first = asked.map((resource) => ({ resource, not: whyNot(resource) }))
  const wanted = first.flatMap(({ not, resource }) => (not ? [] : [resource]))
  const leaning = leaningOn(wanted, desired, names, words)
  const needed = ({ address, kind, raw }: Resource): Left | undefined => {
    const by = leaning.get(address)
    const { archived, moves } = words(kind).kind
    const isRetired = moves === undefined && holds(archived, raw)
    return isRetired && by !== undefined
      ? { address, why: 'needed', reason: `archived, and \`${by}\` refers to it` }
      : undefined
  }
  return {
    chosen: wanted.filter((resource) => needed(resource) === undefined),
    left: [
      ...first.flatMap(({ not, resource }) => (not ? [{ address: resource.address, ...not }] : [])),
      ...wanted.flatMap((resource) => needed(resource) ?? []),
    ],
  }
}

/** The live resources that files describe, under whatever name. */
const definedIn = (desired: Desired, names: Names): ReadonlySet<Address> =>
  new Set(
    [...desired.values()].flatMap(({ address, kind, matchId }) => {
      const called = [matchId, address.slice(kind.length + 1)]
      return called.flatMap((name) => (name && names.addressOf(kind, name)) || []).slice(0, 1)
    }),
  )

/** Of a sort that no creation can ask for: Statsig makes such resources itself. */
const isGenerated = ({ fields }: Kind, { raw }: Resource): boolean =>
  Object.entries(fields).some(([name, field]) => {
    if (field.shape !== 'choice' || !field.required || field.sent !== 'create') return false
    const said = raw[name]
    return typeof said === 'string' && !field.of.includes(said)
  })

/** Whom files refer to, those there are and those to be, and by which of them; not those that are archived. */
const leaningOn = (
  wanted: readonly Resource[],
  desired: Desired,
  names: Names,
  words: Lexicon,
): ReadonlyMap<Address, Address> => {
  const found = new Map<Address, Address>()
  const sources = [
    ...wanted
      .filter((resource) => !isArchived(words(resource.kind).kind, resource))
      .map(({ address, kind, raw }) => ({ address, kind, members: raw })),
    ...desired.values(),
  ]
  for (const { address, kind, members } of sources)
    for (const mention of mentionsIn(words(kind).root, members)) {
      const to = names.addressOf(mention.kind, mention.name)
      if (to !== undefined && to !== address && !found.has(to)) found.set(to, address)
    }
  return found
}
