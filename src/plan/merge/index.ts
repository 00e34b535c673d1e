// Merges base, file and live state into the wanted members, path by path. Pure. The caller decides for each difference
// which side wins, so that without a base no change is overwritten by accident.

import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { join, type Pointer, segments } from '../../core/pointer.ts'
import type { Field, Fields } from '../../fields/field.ts'
import { isKeyed } from '../../fields/list-pairs.ts'
import { isKnownVariant, isSameVariant } from '../../fields/managed-part.ts'
import { isComparable, isCompared, isReadable, type ResolveName } from '../../fields/normalize.ts'
import { isSubResource } from '../../fields/sub-resource.ts'
import { mergeNamedItems } from './item-references.ts'
import { mergeLeaf } from './leaf.ts'
import { mergeList } from './list.ts'
import {
  type BaseValue,
  type MergeContext,
  type MergeDifference,
  type MergeSides,
  patternCovers,
  type ResolvedDifference,
  type Side,
  type ThreeWayMember,
  topLevelPlace,
  type UnmanagedMember,
} from './model.ts'
import { type Alternatives, baseOfNewMember, mergeRecord, unmanagedMember } from './record.ts'

export type { MergeDifference, ResolvedDifference, Side, UnmanagedMember } from './model.ts'

export interface MergeInput extends MergeSides {
  /** The merge status of every difference where there is no base. */
  readonly statusWithoutBase: 'change' | 'no-base'
}

export interface MergeOptions {
  readonly resolveName: ResolveName
  readonly chooseSide: (difference: MergeDifference) => Side
  /** Converts a live value to the form of a file, for a caller that writes files. */
  readonly toFileValue?: MergeContext['toFileValue']
  readonly ignored?: readonly Pointer[]
  /** The side that ignored paths take. A caller that writes files takes the file. */
  readonly ignoredSide?: Side
  /** Pairs of top-level members that have the same meaning in two forms. */
  readonly alternatives?: Alternatives
}

export interface MergeResult {
  /** The wanted members: those of the file, with live values where live state wins. */
  readonly members: JsonObject
  readonly differences: readonly ResolvedDifference[]
  readonly unmanaged: readonly UnmanagedMember[]
  /** Converts a pointer into the merged members to a pointer into the file. */
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
    mergeValue,
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

/** Outer lists come first, and each is recorded under its pointer in the file. */
const filePointer = (
  pointer: Pointer,
  listPositions: ReadonlyMap<Pointer, readonly (number | undefined)[]>,
): Pointer => {
  let at: Pointer = ''
  for (const segment of segments(pointer)) {
    const items = listPositions.get(at)
    const filePosition = items && /^\d+$/.test(segment) ? items[Number(segment)] : segment
    // The file does not have the item: its list is the nearest value that the file has.
    if (filePosition === undefined) return at
    at = join(at, filePosition)
  }
  return at
}

const mergeTopLevel = (
  fields: Fields,
  input: MergeInput,
  context: MergeContext,
  alternatives: Alternatives,
): JsonObject => {
  const { base, live, ours, statusWithoutBase } = input
  const wanted: Record<string, Json> = { ...ours }
  for (const [name, field] of Object.entries(fields)) {
    const place = topLevelPlace(name)
    const isInBase = base !== undefined && Object.hasOwn(base, name)
    if (!Object.hasOwn(ours, name)) {
      if (isInBase && isCompared(field))
        context.onUnmanaged(unmanagedMember(field, place, live[name], context))
      continue
    }
    if (!isCompared(field) || !isReadable(field, live[name])) continue
    if (!isComparable(field, live[name], ours[name], context.resolveName)) continue
    const memberBase: BaseValue =
      base === undefined
        ? { type: 'none', mergeStatus: statusWithoutBase }
        : isInBase
          ? { type: 'known', value: knownBase(field, base[name], live[name], context.resolveName) }
          : baseOfNewMember(name, { fields, alternatives, base, live }, context)
    const member = { fields, name, base: memberBase, sides: input, place }
    const value = mergeMember(field, member, context)
    if (value === undefined) delete wanted[name]
    else wanted[name] = value
  }
  return wanted
}

/** What was applied last. Where Statsig shows it as an id that no resource has, that id is its value. */
const knownBase = (
  field: Field,
  base: Json | undefined,
  live: Json | undefined,
  resolveName: ResolveName,
): Json | undefined => (isComparable(field, live, base, resolveName) ? base : live)

const mergeMember = (
  field: Field,
  member: ThreeWayMember,
  context: MergeContext,
): Json | undefined => {
  const { base, fields, name, place, sides } = member
  if (isSubResource(fields, name) || field.shape === 'item')
    return mergeNamedItems(field, member, context)
  return mergeValue({ field, base, ours: sides.ours[name], live: sides.live[name], place }, context)
}

const mergeValue: MergeContext['mergeValue'] = (value, context) => {
  const { base, field, live, ours } = value
  const isRecord = field.shape === 'record' || field.shape === 'variant'
  if (
    isRecord &&
    isJsonObject(ours) &&
    isJsonObject(live) &&
    isSameKnownVariant(field, ours, live) &&
    (base.type === 'none' ||
      (isJsonObject(base.value) && isSameKnownVariant(field, base.value, ours)))
  )
    return mergeRecord({ ...value, ours, live }, context)
  if ((field.shape === 'list' || field.shape === 'set') && isKeyed(field))
    return mergeList({ ...value, field }, context)
  return mergeLeaf(value, context)
}

const isSameKnownVariant = (field: Field, one: JsonObject, other: JsonObject): boolean =>
  isSameVariant(field, one, other) && isKnownVariant(field, one)
