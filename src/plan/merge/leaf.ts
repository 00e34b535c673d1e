// Values that are merged as a whole, and sets of plain items, which are merged item by item.
import { countsOf } from '../../fields/change-counts.ts'
import type { Field } from '../../fields/field.ts'
import { masked } from '../../fields/managed-part.ts'
import { listed, normal, spelling, textOf } from '../../fields/normalize.ts'
import type { Json } from '../../json.ts'
import { below, withLive } from './ignore-changes.ts'
import { type Base, type Finding, type Means, type Spot, settled, type Verdict } from './model.ts'

export const mergedLeaf = (
  field: Field,
  base: Base,
  given: Json | undefined,
  live: Json | undefined,
  spot: Spot,
  means: Means,
): Json | undefined => {
  const { names } = means
  const ways = below(means.ignored, spot.pattern)
  const kept = (value: Json | undefined) =>
    value === undefined || ways.length === 0 ? value : withLive(value, live, ways)
  const ours = kept(given)
  const seen = (wanted: Json | undefined) =>
    spelling(field, masked(field, live, wanted, names), names)
  if (seen(ours) === spelling(field, ours, names)) return means.keepsIgnored ? given : ours
  const verdict = verdictOf(base, {
    isChanged: (value) => spelling(field, kept(value), names) !== spelling(field, ours, names),
    isMoved: (value) => seen(kept(value)) !== spelling(field, kept(value), names),
  })
  const both = verdict === 'conflict' && base.is === 'known' && isPlainSet(field)
  const side = settled(
    {
      verdict: both ? 'drift' : verdict,
      ...findingOf(field, live, ours, spot, means),
      pattern: spot.pattern,
    },
    means,
  )
  if (side === 'file') return means.keepsIgnored ? given : ours
  if (both) return withChanges(field, base.value, ours, live, means)
  const told = means.told(field, live)
  return means.keepsIgnored && told !== undefined && ways.length > 0
    ? withLive(told, given, ways)
    : told
}

interface Sides {
  readonly isChanged: (base: Json | undefined) => boolean
  readonly isMoved: (base: Json | undefined) => boolean
}

const verdictOf = (base: Base, { isChanged, isMoved }: Sides): Verdict => {
  if (base.is === 'none') return base.verdict
  if (!isMoved(base.value)) return 'change'
  return isChanged(base.value) ? 'conflict' : 'drift'
}

const findingOf = (
  field: Field,
  live: Json | undefined,
  ours: Json | undefined,
  { label, pointer }: Spot,
  { names }: Means,
): Pick<Finding, 'edit' | 'said' | 'live'> => {
  const [before, after] = [normal(field, live, names), normal(field, ours, names)]
  const counts = countsOf(field, label, before, after)
  const isLong = field.shape === 'text' && field.long === true
  const values = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(isLong && { long: true as const }),
  }
  return {
    edit: { pointer, label, ...(counts ? { counts } : values) },
    ...(after !== undefined && { said: after }),
    ...(before !== undefined && { live: before }),
  }
}

/**
 * Each item is a key of its own: what one side adds and the other takes out do not meet. Where a set that is left out means
 * more than an empty one, it is merged as a whole: two sides that narrow it must not open it.
 */
const isPlainSet = (field: Field): field is Extract<Field, { shape: 'set' }> =>
  field.shape === 'set' &&
  field.key === undefined &&
  field.default === undefined &&
  !field.lone &&
  field.of.shape !== 'record' &&
  field.of.shape !== 'variant'

/** What is live, with what the file has added since the base, and without what it has taken out. */
const withChanges = (
  field: Extract<Field, { shape: 'set' }>,
  base: Json | undefined,
  ours: Json | undefined,
  live: Json | undefined,
  { names, told }: Means,
): Json => {
  const keyed = (value: Json | undefined) =>
    new Map(listed(value).map((item) => [textOf(normal(field.of, item, names)), item]))
  const [was, is, there] = [keyed(base), keyed(ours), keyed(live)]
  const kept = [...there].flatMap(([text, item]) => {
    if (was.has(text) && !is.has(text)) return []
    return [is.get(text) ?? told(field.of, item) ?? item]
  })
  const added = [...is].flatMap(([text, item]) => (was.has(text) || there.has(text) ? [] : [item]))
  return [...kept, ...added]
}
