// Base × file × live to what is wanted, path by path. Pure. Where the base is not known, nobody is overruled by accident:
// whoever calls it decides, for each finding, which side wins.

import { type Field, type Fields, fieldsOf } from '../../fields/field.ts'
import { isKeyed } from '../../fields/list-pairs.ts'
import { isNamed, isOurs, sameCase } from '../../fields/managed-part.ts'
import {
  type Canonical,
  isCompared,
  isShown,
  normal,
  spelling,
  unfolded,
} from '../../fields/normalize.ts'
import { isApart } from '../../fields/sub-resource-fields.ts'
import { isMembers, type Json, type Members, pick } from '../../json.ts'
import { join, type Pointer, segments } from '../../pointer.ts'
import { mergedApart, mergedItem } from './item-references.ts'
import { mergedLeaf } from './leaf.ts'
import { mergedList } from './list.ts'
import {
  type Base,
  baseOf,
  covers,
  type Finding,
  inside,
  type Means,
  type Released,
  type Settled,
  type Side,
  type Spot,
} from './model.ts'

export type { Finding, Released, Settled, Side } from './model.ts'

export interface Three {
  /** Of the resource as a whole. Without one, `without` is the verdict on whatever differs. */
  readonly base: Members | undefined
  readonly without: 'change' | 'unknown'
  readonly ours: Members
  readonly live: Members
}

export interface Options {
  readonly names: Canonical
  readonly settle: (finding: Finding) => Side
  /** A live value as a file would say it, for what is written into one. */
  readonly told?: Means['told']
  readonly ignored?: readonly Pointer[]
  /** Which side an ignored place is left to: live state, unless a file is written. */
  readonly whoseIgnored?: Side
  /** Pairs of members at the top that say the same in two ways. */
  readonly twins?: Twins
}

type Twins = readonly (readonly [string, string])[]

export interface Merged {
  /** What is wanted: the file's members, with live values where live state wins. */
  readonly members: Members
  readonly findings: readonly Settled[]
  readonly released: readonly Released[]
  /** Where the author finds what a pointer into the merged members means. */
  readonly inFile: (pointer: Pointer) => Pointer
}

export const merged = (fields: Fields, three: Three, options: Options): Merged => {
  const findings: Settled[] = []
  const released: Released[] = []
  const places = new Map<Pointer, readonly (number | undefined)[]>()
  const means: Means = {
    names: options.names,
    settle: (finding) =>
      (options.ignored ?? []).some((pattern) => covers(pattern, finding.pattern))
        ? (options.whoseIgnored ?? 'live')
        : options.settle(finding),
    told: options.told ?? ((_, live) => live ?? undefined),
    bearsIds: options.told === undefined,
    ignored: options.ignored ?? [],
    keepsIgnored: options.whoseIgnored === 'file',
    found: (each) => {
      if (!means.ignored.some((pattern) => covers(pattern, each.pattern))) findings.push(each)
    },
    released: (each) => released.push(each),
    placed: (pointer, items) => places.set(pointer, items),
  }
  const members = mergedTop(fields, three, means, options.twins ?? [])
  return { members, findings, released, inFile: (pointer) => fileOf(pointer, places) }
}

/** Lists are merged from the outside in, and named by where they stand in the file. */
const fileOf = (
  pointer: Pointer,
  places: ReadonlyMap<Pointer, readonly (number | undefined)[]>,
): Pointer => {
  let at: Pointer = ''
  for (const segment of segments(pointer)) {
    const items = places.get(at)
    const place = items && /^\d+$/.test(segment) ? items[Number(segment)] : segment
    // What the file does not hold: the nearest place that it does.
    if (place === undefined) return at
    at = join(at, place)
  }
  return at
}

/** What the base leaves out may be said there in another way, which live state may have changed since. */
const newlyNamed = (
  name: string,
  fields: Fields,
  twins: Twins,
  base: Members,
  live: Members,
  means: Means,
): Base => {
  const pair = twins.find((each) => each.includes(name))
  const other = pair?.find((each) => each !== name && Object.hasOwn(base, each))
  const field = other === undefined ? undefined : fields[other]
  if (other === undefined || field === undefined) return { is: 'none', verdict: 'mention' }
  const isMoved =
    spelling(field, live[other], means.names) !== spelling(field, base[other], means.names)
  return { is: 'none', verdict: isMoved ? 'conflict' : 'change' }
}

const mergedTop = (
  fields: Fields,
  { base, live, ours, without }: Three,
  means: Means,
  twins: Twins,
): Members => {
  const wanted: Record<string, Json> = { ...ours }
  for (const [name, field] of Object.entries(fields)) {
    const spot = { pointer: join('', name), pattern: join('', name), label: name }
    const isBased = base !== undefined && Object.hasOwn(base, name)
    if (!Object.hasOwn(ours, name)) {
      if (isBased && isCompared(field)) means.released(releasedAt(field, spot, live[name], means))
      continue
    }
    if (!isCompared(field) || !isShown(field, live[name])) continue
    const from: Base =
      base === undefined
        ? { is: 'none', verdict: without }
        : isBased
          ? { is: 'known', value: base[name] }
          : newlyNamed(name, fields, twins, base, live, means)
    const value = isApart(fields, name)
      ? mergedApart(fields, name, from, { base, live, ours }, spot, means, merge)
      : field.shape === 'item'
        ? mergedItem(fields, field, from, { base, live, ours }, spot, means)
        : merge(field, from, ours[name], live[name], spot, means)
    if (value === undefined) delete wanted[name]
    else wanted[name] = value
  }
  return wanted
}

const releasedAt = (
  field: Field,
  { label, pattern }: Spot,
  live: Json | undefined,
  { names }: Means,
): Released => {
  const shown = normal(field, live, names)
  return { label, pattern, ...(shown !== undefined && { live: shown }) }
}

/** The value that is wanted; `undefined` where nothing is said of it. */
const merge = (
  field: Field,
  base: Base,
  ours: Json | undefined,
  live: Json | undefined,
  spot: Spot,
  means: Means,
): Json | undefined => {
  const isRecord = field.shape === 'record' || field.shape === 'variant'
  if (isRecord && isMembers(ours) && isMembers(live) && isAlike(field, ours, live)) {
    if (base.is === 'none') return record(field, base, ours, live, spot, means)
    if (isMembers(base.value) && isAlike(field, base.value, ours))
      return record(field, base, ours, live, spot, means)
  }
  if ((field.shape === 'list' || field.shape === 'set') && isKeyed(field))
    return mergedList(field, base, ours, live, spot, means, merge)
  return mergedLeaf(field, base, ours, live, spot, means)
}

const isAlike = (field: Field, one: Members, other: Members): boolean =>
  sameCase(field, one, other) && isNamed(field, one)

const record = (
  field: Field,
  base: Base,
  given: Members,
  held: Members,
  spot: Spot,
  means: Means,
): Json => {
  const [ours, live] = [unfolded(field, given), unfolded(field, held)]
  const was: Base =
    base.is === 'known' && isMembers(base.value)
      ? { is: 'known', value: unfolded(field, base.value) }
      : base
  const wanted: Record<string, Json> = { ...ours }
  const fields = fieldsOf(field, ours)
  const twins = field.shape === 'record' ? (field.twins ?? []) : []
  for (const [name, inner] of Object.entries(fields)) {
    const at = inside(spot, name)
    const value = was.is === 'known' && isMembers(was.value) ? was.value : {}
    const isBased = was.is === 'known' && isOurs(inner, name, value)
    if (!isOurs(inner, name, ours)) {
      if (isBased && Object.hasOwn(value, name))
        means.released(releasedAt(inner, at, live[name], means))
      continue
    }
    if (!isShown(inner, live[name])) continue
    const from: Base =
      was.is === 'none'
        ? was
        : isBased
          ? baseOf(was, name)
          : newlyNamed(name, fields, twins, value, live, means)
    const said = merge(inner, from, ours[name], live[name], at, means)
    if (said === undefined) delete wanted[name]
    else wanted[name] = said
  }
  return isAsGiven(wanted, ours) ? given : withoutUnsaid(wanted, given)
}

/** What stays as it was keeps its spelling, too. */
const isAsGiven = (wanted: Members, ours: Members): boolean =>
  Object.keys({ ...wanted, ...ours }).every((name) => wanted[name] === ours[name])

/** That there is nothing was said by a list without items. */
const withoutUnsaid = (wanted: Members, given: Members): Members =>
  pick(wanted, (name) => wanted[name] !== null || Object.hasOwn(given, name))
