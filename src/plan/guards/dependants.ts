// Nothing is retired while something that stays still refers to it: a condition on a gate that is gone fails for all.
import { kindsMentionedBy, mentionsIn } from '../../fields/references.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Address, Caution, Live, Refusal, Resource } from '../../model.ts'
import type { Names } from '../../resources/name-resolver.ts'
import type { Draft } from '../operation-draft.ts'

/** Who refers to what, in live state. */
export const liveLeans = (
  live: Live,
  names: Names,
  words: Lexicon,
): ReadonlyMap<Address, ReadonlySet<Address>> =>
  new Map(
    [...live.resources.values()].map((resource) => [
      resource.address,
      leansOf(resource, names, words),
    ]),
  )

const leansOf = ({ kind, raw }: Resource, names: Names, words: Lexicon): ReadonlySet<Address> =>
  new Set(
    mentionsIn(words(kind).root, raw).flatMap((mention) => {
      const found = names.addressOf(mention.kind, mention.name)
      return found === undefined ? [] : [found]
    }),
  )

export const dependantsRefusal = (
  draft: Draft,
  drafts: readonly Draft[],
  live: ReadonlyMap<Address, ReadonlySet<Address>>,
  wanted: ReadonlyMap<Address, ReadonlySet<Address>>,
  isArchived: (address: Address) => boolean,
): Refusal | undefined => {
  const letsGo = new Set(
    drafts
      .filter(
        ({ action, address, refused }) =>
          refused === undefined &&
          (action === 'archive' ||
            action === 'delete' ||
            (action === 'update' && !wanted.get(address)?.has(draft.address))),
      )
      .map(({ address }) => address),
  )
  const left = [...live].flatMap(([address, leans]) =>
    address !== draft.address &&
    leans.has(draft.address) &&
    !letsGo.has(address) &&
    !isArchived(address)
      ? [address]
      : [],
  )
  return left.length === 0 ? undefined : { code: 'still-referred-to', by: left.sort() }
}

/** Kinds that may refer to it and that Statsig did not show. */
export const unseenCaution = (draft: Draft, live: Live, words: Lexicon): readonly Caution[] => {
  const unseen = [...live.hidden].filter((name) =>
    kindsMentionedBy(words(name).root).includes(draft.kind),
  )
  return unseen.length === 0 ? [] : [{ code: 'unseen-references', kinds: unseen }]
}
