// Merges records member by member.

import { isJsonObject, type Json, type JsonObject, member, pick } from '../../core/json.ts'
import type { DiffPlace } from '../../fields/difference.ts'
import { type Field, type Fields, fieldsOf } from '../../fields/field.ts'
import { holdsNothing } from '../../fields/holds-nothing.ts'
import { isManaged } from '../../fields/managed-part.ts'
import {
  asList,
  canonicalText,
  isReadable,
  normalizeValue,
  unfoldListForm,
} from '../../fields/normalize.ts'
import {
  type BaseValue,
  type MergeContext,
  memberPlace,
  type ThreeWayValue,
  type UnmanagedMember,
} from './model.ts'

export type Alternatives = readonly (readonly [string, string])[]

interface ThreeWayRecord extends ThreeWayValue {
  readonly ours: JsonObject
  readonly live: JsonObject
}

export const mergeRecord = (
  { base, field, live: liveValue, ours: fileValue, place }: ThreeWayRecord,
  context: MergeContext,
): Json => {
  const [ours, live] = [unfoldListForm(field, fileValue), unfoldListForm(field, liveValue)]
  const baseMembers =
    base.type === 'known' && isJsonObject(base.value)
      ? unfoldListForm(field, base.value)
      : undefined
  const wanted: Record<string, Json> = { ...ours }
  const fields = fieldsOf(field, ours)
  const alternatives = field.shape === 'record' ? (field.alternatives ?? []) : []
  for (const [name, inner] of Object.entries(fields)) {
    const at = memberPlace(place, name)
    const isInBase = baseMembers !== undefined && isManaged(inner, name, baseMembers)
    if (!isManaged(inner, name, ours)) {
      if (isInBase && Object.hasOwn(baseMembers, name))
        context.onUnmanaged(unmanagedMember(inner, at, live[name], context))
      continue
    }
    if (!isReadable(inner, live[name])) continue
    const memberBase: BaseValue =
      baseMembers === undefined
        ? base
        : isInBase
          ? { type: 'known', value: member(baseMembers, name) }
          : baseOfNewMember(name, { fields, alternatives, base: baseMembers, live }, context)
    const mergedMember = context.mergeValue(
      { field: inner, base: memberBase, ours: ours[name], live: live[name], place: at },
      context,
    )
    if (mergedMember === undefined) delete wanted[name]
    else wanted[name] = mergedMember
  }
  return isUnchanged(wanted, ours) ? fileValue : foldEmptyList(field, wanted, fileValue)
}

/** An unchanged record keeps the spelling of the file. */
const isUnchanged = (wanted: JsonObject, ours: JsonObject): boolean =>
  Object.keys({ ...wanted, ...ours }).every((name) => wanted[name] === ours[name])

/** The nulls of members that an empty list of the file stands for are that list. */
const foldEmptyList = (field: Field, wanted: JsonObject, fileValue: JsonObject): JsonObject => {
  const given = pick(wanted, (name) => wanted[name] !== null || Object.hasOwn(fileValue, name))
  if (field.shape !== 'record' || field.listForm === undefined) return given
  const { list, members } = field.listForm
  const isEmptyInFile = Object.hasOwn(fileValue, list) && asList(fileValue[list]).length === 0
  return isEmptyInFile && ![list, ...members].some((name) => Object.hasOwn(given, name))
    ? { ...given, [list]: [] }
    : given
}
interface NewMemberContext {
  readonly fields: Fields
  readonly alternatives: Alternatives
  readonly base: JsonObject
  readonly live: JsonObject
}

/**
 * A member that the base lacks may be there in its alternative form, and live state may have changed that since. Where
 * live state holds nothing, no value is overwritten.
 */
export const baseOfNewMember = (
  name: string,
  { alternatives, base, fields, live }: NewMemberContext,
  { resolveName }: MergeContext,
): BaseValue => {
  const alternativePair = alternatives.find((each) => each.includes(name))
  const other = alternativePair?.find((each) => Object.hasOwn(base, each))
  const field = other === undefined ? undefined : fields[other]
  const own = fields[name]
  if (other === undefined || field === undefined) {
    if (own === undefined || holdsNothing(own, live[name], resolveName))
      return { type: 'none', mergeStatus: 'change' }
    const isOffFlag = own.shape === 'flag' && live[name] === false
    return { type: 'none', mergeStatus: isOffFlag ? 'newly-declared-flag' : 'newly-declared' }
  }
  const hasDrifted =
    canonicalText(field, live[other], resolveName) !==
    canonicalText(field, base[other], resolveName)
  return { type: 'none', mergeStatus: hasDrifted ? 'conflict' : 'change' }
}

export const unmanagedMember = (
  field: Field,
  { label, pattern }: DiffPlace,
  live: Json | undefined,
  { resolveName }: MergeContext,
): UnmanagedMember => {
  const shown = normalizeValue(field, live, resolveName)
  return { label, pattern, ...(shown !== undefined && { live: shown }) }
}
