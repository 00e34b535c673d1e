// Tells whether Statsig asks for a review of a change: by the settings of the project, the resource, its owner, or a part
// of the project that the change concerns. Facts: the published documents. How these add up is not documented: any of
// them is enough.
import { itemsOf, type JsonObject, member } from '../core/json.ts'
import { type KindName, kinds } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { ReviewPolicySource, ReviewSetting } from '../kinds/reviews.ts'
import type { LiveState, ReviewDemand } from '../model/index.ts'
import { matchesTest } from './live.ts'

/** The kinds that may say what has to be reviewed of resources with these values. */
export const reviewPolicyKinds = (resources: readonly JsonObject[]): readonly KindName[] =>
  kinds.flatMap((each) => {
    const { kind, reviewPolicy }: Kind & { readonly kind: KindName } = each
    if (reviewPolicy === undefined) return []
    return reviewPolicy.source !== 'owner' || resources.some((raw) => hasOwner(reviewPolicy, raw))
      ? [kind]
      : []
  })

const hasOwner = (
  { namedIn }: Extract<ReviewPolicySource, { source: 'owner' }>,
  raw: JsonObject,
): boolean => Object.keys(namedIn).some((name) => (raw[name] ?? null) !== null)

export interface ReviewPolicy {
  /** The settings of the project. */
  readonly settings: JsonObject
  /** The parts of the project that ask for reviews. */
  readonly parts: readonly { readonly kind: KindName; readonly name: string }[]
  readonly owners: readonly ReviewingOwner[]
  /** What the key may not read. */
  readonly unreadable: readonly KindName[]
}

interface ReviewingOwner {
  readonly kind: KindName
  readonly raw: JsonObject
  readonly namedIn: Readonly<Record<string, string>>
}

export const reviewPolicyOf = (
  { resources, unreadableKinds }: LiveState,
  kindOf: (name: KindName) => Kind,
): ReviewPolicy => {
  const found = [...resources.values()].map(({ kind, raw }) => ({
    kind,
    raw,
    source: kindOf(kind).reviewPolicy,
  }))
  return {
    settings: found.find(({ source }) => source?.source === 'settings')?.raw ?? {},
    parts: found.flatMap(({ kind, raw, source }) =>
      source?.source === 'items'
        ? itemsOf(raw[source.list])
            .filter((each) => member(each, source.flag) === true)
            .map((each) => ({ kind, name: String(member(each, source.name)) }))
        : [],
    ),
    owners: found.flatMap(({ kind, raw, source }) =>
      source?.source === 'owner' && raw[source.flag] === true
        ? [{ kind, raw, namedIn: source.namedIn }]
        : [],
    ),
    unreadable: [...unreadableKinds].filter((name) => kindOf(name).reviewPolicy !== undefined),
  }
}

/** What asks for a review of a change of the resource. `concerned`: the parts of the project that the change concerns. */
export const reviewDemand = (
  kind: Kind,
  raw: JsonObject,
  { owners, parts, settings }: ReviewPolicy,
  concerned: 'all' | 'none' | ReadonlySet<string>,
): ReviewDemand | undefined => {
  const { reviews } = kind
  if (reviews === undefined) return undefined
  if (reviews.askedBy.some((each) => isAsked(each, raw, settings))) return { type: 'project' }
  if (asksForOwnReviews(kind, raw)) return { type: 'resource' }
  if (reviews.routes === undefined) return undefined
  const owner = owners.find((each) => isOwner(each, raw))
  if (owner)
    return { type: 'owner', kind: owner.kind, name: String(owner.raw['name'] ?? owner.raw['id']) }
  const part =
    concerned === 'none'
      ? undefined
      : parts.find(({ name }) => concerned === 'all' || concerned.has(name))
  return part && { type: 'part', ...part }
}

/** Kinds that may ask for a review of the resource, and that the key may not read. */
export const unreadablePolicyKinds = (
  { unreadable }: ReviewPolicy,
  raw: JsonObject,
  kindOf: (name: KindName) => Kind,
): readonly KindName[] =>
  unreadable.filter((kind) => {
    const source = kindOf(kind).reviewPolicy
    return source?.source !== 'owner' || hasOwner(source, raw)
  })

/** Whether the resource itself asks for a review of its changes. */
export const asksForOwnReviews = ({ reviews }: Kind, raw: JsonObject): boolean =>
  reviews?.ownSetting !== undefined &&
  member(raw[reviews.ownSetting.record], reviews.ownSetting.member) === true

const isOwner = ({ namedIn, raw: owner }: ReviewingOwner, raw: JsonObject): boolean =>
  Object.entries(namedIn).some(
    ([name, of]) => typeof owner[of] === 'string' && owner[of] === raw[name],
  )

const isAsked = (
  { narrowedBy, setting }: ReviewSetting,
  raw: JsonObject,
  settings: JsonObject,
): boolean =>
  narrowedBy !== undefined && settings[narrowedBy.setting] === true
    ? matchesTest(narrowedBy.to, raw)
    : settings[setting] === true
