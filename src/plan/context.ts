// What a judgement is made from, and what all operations of one definition have in common.
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Held, Refusal, Resource } from '../model.ts'
import { unknownHandle } from '../resources/live.ts'
import type { Names } from '../resources/name-resolver.ts'
import { type Draft, normalOf, sensitiveIn } from './operation-draft.ts'

export interface Judgement {
  readonly drafts: readonly Draft[]
  readonly held: readonly Held[]
}

export interface Case {
  readonly kind: Kind
  readonly definition: Definition
  readonly live: Resource | undefined
  readonly names: Names
}

export const base = ({ definition }: Case) => ({
  address: definition.address,
  kind: definition.kind,
  cautions: [],
  at: definition.positions.key(''),
  sensitive: sensitiveIn(definition),
  places: {},
})

/** What stands for `{id}`, unless it is a secret: an apply finds that in what it reads. */
export const handleOf = ({ handle, isSecret }: Resource): { readonly handle?: string } =>
  isSecret ? {} : { handle }

/** Why nothing can be asked of it. */
export const unaskable = ({ handle, isSecret }: Resource): Refusal | undefined =>
  handle !== unknownHandle ? undefined : { code: 'id-not-shown', isSecret: isSecret === true }

/** The touched members as they are and as they are wanted, in normal form. */
export const sides = (
  { definition, kind, names }: Case,
  live: Resource,
  tops: readonly string[],
) => ({
  before: normalOf(kind, live.raw, tops, names.canonical),
  wanted: normalOf(kind, definition.members, tops, names.canonical),
})
