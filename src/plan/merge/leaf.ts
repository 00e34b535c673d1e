// Values that are merged as a whole, and sets of plain items, which are merged item by item.
import { countsOf } from '../../fields/counts.ts'
import type { Field } from '../../fields/field.ts'
import { masked } from '../../fields/mask.ts'
import { listed, normal, spelling, textOf } from '../../fields/normal.ts'
import type { Json } from '../../json.ts'
import {
  type Base,
  below,
  type Finding,
  type Means,
  type Spot,
  settled,
  type Verdict,
  withLive,
} from './finding.ts'

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
  const ours = given === undefined || ways.length === 0 ? given : withLive(given, live, ways)
  const seen = (wanted: Json | undefined) =>
    spelling(field, masked(field, live, wanted, names), names)
  if (seen(ours) === spelling(field, ours, names)) return ours
  const verdict = verdictOf(base, {
    isChanged: (value) => spelling(field, value, names) !== spelling(field, ours, names),
    isMoved: (value) => seen(value) !== spelling(field, value, names),
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
  if (side === 'file') return ours
  if (both) return withChanges(field, base.value, ours, live, means)
  return means.told(field, live)
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
  const counts = countsOf(field, before, after)
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

/** Each item is a key of its own: what one side adds and the other takes out do not meet. */
const isPlainSet = (field: Field): field is Extract<Field, { shape: 'set' }> =>
  field.shape === 'set' &&
  field.key === undefined &&
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
