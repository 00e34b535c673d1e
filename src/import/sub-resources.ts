// What is chosen, together with members that have routes of their own where somebody asked for those.
import type { Lexicon } from '../kinds/registry.ts'
import type { Desired, Live, Resource } from '../model.ts'
import type { Wish } from '../resources/address-patterns.ts'
import type { Reader } from '../resources/api.ts'
import { partsHad, withAllParts } from '../resources/read-sub-resources.ts'
import type { Progress } from '../session/progress.ts'
import { type Choice, choose, inclusions } from './select.ts'

export interface Asked {
  readonly wishes: readonly Wish[]
  readonly include: ReadonlySet<string>
  /** What files describe already. */
  readonly desired: Desired
}

export interface Chosen extends Choice {
  /** Live state with the members that were asked for. */
  readonly live: Live
}

export const chooseWhole = async (
  { desired, include, wishes }: Asked,
  live: Live,
  words: Lexicon,
  reader: Reader,
  { grow, tick }: Pick<Progress, 'grow' | 'tick'>,
): Promise<Chosen> => {
  const first = choose(wishes, include, live, desired, words)
  const isAsked = (name: string) => include.has(name)
  const having = first.chosen.filter((resource) => partsHad(resource, words).some(isAsked))
  if (having.length === 0) return { ...first, live }
  grow(having.length)
  const whole = await withAllParts(live, having, words, reader, tick, isAsked)
  // They may refer to what is archived, which then no file can tell.
  return { ...choose(wishes, include, whole, desired, words), live: whole }
}

/** A member that was not asked for, and how many resources may have it. */
export interface Unread {
  readonly name: string
  readonly resources: number
}

export const unreadOf = (
  resources: Iterable<Resource>,
  include: ReadonlySet<string>,
  words: Lexicon,
): readonly Unread[] => {
  // In the order in which people are told of them.
  const counts = new Map(inclusions.map((name) => [name, 0]))
  for (const resource of resources)
    for (const name of partsHad(resource, words))
      if (!include.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].flatMap(([name, count]) => (count > 0 ? [{ name, resources: count }] : []))
}
