// Base × file × live to what is wanted, path by path. Pure. Where the base is not known, nobody is overruled by accident:
// whoever calls it decides, for each finding, which side wins.

import { type Field, type Fields, fieldsOf } from '../../fields/field.ts'
import { isKeyed } from '../../fields/list-pairs.ts'
import { isKnownVariant, isManaged, isSameVariant } from '../../fields/managed-part.ts'
import {
  canonicalText,
  isCompared,
  isReadable,
  normalizeValue,
  type ResolveName,
  unfoldListForm,
} from '../../fields/normalize.ts'
import { isSubResource } from '../../fields/sub-resource-fields.ts'
import { isJsonObject, type Json, type JsonObject, pick } from '../../json.ts'
import { join, type Pointer, segments } from '../../pointer.ts'
import { mergeItemReference, mergeSubResource } from './item-references.ts'
import { mergeLeaf } from './leaf.ts'
import { mergeList } from './list.ts'
import {
  type BaseValue,
  baseMember,
  type MergeContext,
  type MergeDifference,
  type MergePlace,
  memberPlace,
  patternCovers,
  type ResolvedDifference,
  type Side,
  type UnmanagedMember,
} from './model.ts'

export type { MergeDifference, ResolvedDifference, Side, UnmanagedMember } from './model.ts'

export interface MergeInput {
  /** Of the resource as a whole. Without one, `without` is the verdict on whatever differs. */
  readonly base: JsonObject | undefined
  readonly statusWithoutBase: 'change' | 'no-base'
  readonly ours: JsonObject
  readonly live: JsonObject
}

export interface MergeOptions {
  readonly resolveName: ResolveName
  readonly chooseSide: (difference: MergeDifference) => Side
  /** A live value as a file would say it, for what is written into one. */
  readonly toFileValue?: MergeContext['toFileValue']
  readonly ignored?: readonly Pointer[]
  /** Which side an ignored place is left to: live state, unless a file is written. */
  readonly ignoredSide?: Side
  /** Pairs of members at the top that say the same in two ways. */
  readonly alternatives?: Alternatives
}

type Alternatives = readonly (readonly [string, string])[]

export interface MergeResult {
  /** What is wanted: the file's members, with live values where live state wins. */
  readonly members: JsonObject
  readonly differences: readonly ResolvedDifference[]
  readonly unmanaged: readonly UnmanagedMember[]
  /** Where the author finds what a pointer into the merged members means. */
  readonly toFilePointer: (pointer: Pointer) => Pointer
}

export const mergeMembers = (
  fields: Fields,
  input: MergeInput,
  options: MergeOptions,
): MergeResult => {
  const differences: ResolvedDifference[] = []
  const unmanaged: UnmanagedMember[] = []
  const listPositions = new Map<Pointer, readonly (number | undefined)[]>()
  const context: MergeContext = {
    resolveName: options.resolveName,
    chooseSide: (difference) =>
      (options.ignored ?? []).some((pattern) => patternCovers(pattern, difference.pattern))
        ? (options.ignoredSide ?? 'live')
        : options.chooseSide(difference),
    toFileValue: options.toFileValue ?? ((_, live) => live ?? undefined),
    keepsLiveIds: options.toFileValue === undefined,
    ignored: options.ignored ?? [],
    keepsIgnored: options.ignoredSide === 'file',
    onDifference: (each) => {
      if (!context.ignored.some((pattern) => patternCovers(pattern, each.pattern)))
        differences.push(each)
    },
    onUnmanaged: (each) => unmanaged.push(each),
    onListMerged: (pointer, items) => listPositions.set(pointer, items),
  }
  const members = mergeTopLevel(fields, input, context, options.alternatives ?? [])
  return {
    members,
    differences,
    unmanaged,
    toFilePointer: (pointer) => filePointer(pointer, listPositions),
  }
}

/** Lists are merged from the outside in, and named by where they stand in the file. */
const filePointer = (
  pointer: Pointer,
  listPositions: ReadonlyMap<Pointer, readonly (number | undefined)[]>,
): Pointer => {
  let at: Pointer = ''
  for (const segment of segments(pointer)) {
    const items = listPositions.get(at)
    const filePosition = items && /^\d+$/.test(segment) ? items[Number(segment)] : segment
    // What the file does not hold: the nearest place that it does.
    if (filePosition === undefined) return at
    at = join(at, filePosition)
  }
  return at
}

/** What the base leaves out may be said there in another way, which live state may have changed since. */
const baseOfNewMember = (
  name: string,
  fields: Fields,
  alternatives: Alternatives,
  base: JsonObject,
  live: JsonObject,
  context: MergeContext,
): BaseValue => {
  const alternativePair = alternatives.find((each) => each.includes(name))
  const other = alternativePair?.find((each) => each !== name && Object.hasOwn(base, each))
  const field = other === undefined ? undefined : fields[other]
  if (other === undefined || field === undefined)
    return { type: 'none', mergeStatus: 'newly-declared' }
  const hasDrifted =
    canonicalText(field, live[other], context.resolveName) !==
    canonicalText(field, base[other], context.resolveName)
  return { type: 'none', mergeStatus: hasDrifted ? 'conflict' : 'change' }
}

const mergeTopLevel = (
  fields: Fields,
  { base, live, ours, statusWithoutBase }: MergeInput,
  context: MergeContext,
  alternatives: Alternatives,
): JsonObject => {
  const wanted: Record<string, Json> = { ...ours }
  for (const [name, field] of Object.entries(fields)) {
    const place = { pointer: join('', name), pattern: join('', name), label: name }
    const isInBase = base !== undefined && Object.hasOwn(base, name)
    if (!Object.hasOwn(ours, name)) {
      if (isInBase && isCompared(field))
        context.onUnmanaged(unmanagedMember(field, place, live[name], context))
      continue
    }
    if (!isCompared(field) || !isReadable(field, live[name])) continue
    const memberBase: BaseValue =
      base === undefined
        ? { type: 'none', mergeStatus: statusWithoutBase }
        : isInBase
          ? { type: 'known', value: base[name] }
          : baseOfNewMember(name, fields, alternatives, base, live, context)
    const value = isSubResource(fields, name)
      ? mergeSubResource(fields, name, memberBase, { base, live, ours }, place, context, mergeValue)
      : field.shape === 'item'
        ? mergeItemReference(fields, field, memberBase, { base, live, ours }, place, context)
        : mergeValue(field, memberBase, ours[name], live[name], place, context)
    if (value === undefined) delete wanted[name]
    else wanted[name] = value
  }
  return wanted
}

const unmanagedMember = (
  field: Field,
  { label, pattern }: MergePlace,
  live: Json | undefined,
  { resolveName }: MergeContext,
): UnmanagedMember => {
  const shown = normalizeValue(field, live, resolveName)
  return { label, pattern, ...(shown !== undefined && { live: shown }) }
}

/** The value that is wanted; `undefined` where nothing is said of it. */
const mergeValue = (
  field: Field,
  base: BaseValue,
  ours: Json | undefined,
  live: Json | undefined,
  place: MergePlace,
  context: MergeContext,
): Json | undefined => {
  const isRecord = field.shape === 'record' || field.shape === 'variant'
  if (
    isRecord &&
    isJsonObject(ours) &&
    isJsonObject(live) &&
    isSameKnownVariant(field, ours, live)
  ) {
    if (base.type === 'none') return mergeRecord(field, base, ours, live, place, context)
    if (isJsonObject(base.value) && isSameKnownVariant(field, base.value, ours))
      return mergeRecord(field, base, ours, live, place, context)
  }
  if ((field.shape === 'list' || field.shape === 'set') && isKeyed(field))
    return mergeList(field, base, ours, live, place, context, mergeValue)
  return mergeLeaf(field, base, ours, live, place, context)
}

const isSameKnownVariant = (field: Field, one: JsonObject, other: JsonObject): boolean =>
  isSameVariant(field, one, other) && isKnownVariant(field, one)

const mergeRecord = (
  field: Field,
  base: BaseValue,
  fileValue: JsonObject,
  liveValue: JsonObject,
  place: MergePlace,
  context: MergeContext,
): Json => {
  const [ours, live] = [unfoldListForm(field, fileValue), unfoldListForm(field, liveValue)]
  const recordBase: BaseValue =
    base.type === 'known' && isJsonObject(base.value)
      ? { type: 'known', value: unfoldListForm(field, base.value) }
      : base
  const wanted: Record<string, Json> = { ...ours }
  const fields = fieldsOf(field, ours)
  const alternatives = field.shape === 'record' ? (field.alternatives ?? []) : []
  for (const [name, inner] of Object.entries(fields)) {
    const at = memberPlace(place, name)
    const value =
      recordBase.type === 'known' && isJsonObject(recordBase.value) ? recordBase.value : {}
    const isInBase = recordBase.type === 'known' && isManaged(inner, name, value)
    if (!isManaged(inner, name, ours)) {
      if (isInBase && Object.hasOwn(value, name))
        context.onUnmanaged(unmanagedMember(inner, at, live[name], context))
      continue
    }
    if (!isReadable(inner, live[name])) continue
    const memberBase: BaseValue =
      recordBase.type === 'none'
        ? recordBase
        : isInBase
          ? baseMember(recordBase, name)
          : baseOfNewMember(name, fields, alternatives, value, live, context)
    const mergedMember = mergeValue(inner, memberBase, ours[name], live[name], at, context)
    if (mergedMember === undefined) delete wanted[name]
    else wanted[name] = mergedMember
  }
  return isUnchanged(wanted, ours) ? fileValue : withoutImpliedNulls(wanted, fileValue)
}

/** What stays as it was keeps its spelling, too. */
const isUnchanged = (wanted: JsonObject, ours: JsonObject): boolean =>
  Object.keys({ ...wanted, ...ours }).every((name) => wanted[name] === ours[name])

/** That there is nothing was said by a list without items. */
const withoutImpliedNulls = (wanted: JsonObject, fileValue: JsonObject): JsonObject =>
  pick(wanted, (name) => wanted[name] !== null || Object.hasOwn(fileValue, name))
