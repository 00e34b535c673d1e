// Reports what other members of a record make necessary and it lacks: the value of a condition, the column of a sum.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { formatPointer, join, type Pointer } from '../../core/pointer.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import type { MemberNeed } from '../../fields/field-options.ts'
import { asList } from '../../fields/normalize.ts'
import type { Positions } from '../../model/index.ts'

export const missingItemFaults = (
  field: Field | undefined,
  value: Json | undefined,
  pointer: Pointer,
  positions: Positions,
): readonly Diagnostic[] => {
  if (field === undefined || value === undefined) return []
  if (field.shape === 'list' || field.shape === 'set')
    return Array.isArray(value)
      ? value.flatMap((item: Json, index) =>
          missingItemFaults(field.of, item, join(pointer, index), positions),
        )
      : []
  if (!isJsonObject(value)) return []
  const missing = missingMembers(field, value).map((need) =>
    error(
      'missing-field',
      `\`${formatPointer(pointer)}\` requires \`${need.needs}\`, because its \`${need.when.member}\` is \`${need.when.is}\`.`,
      {
        at: positions.value(join(pointer, need.when.member)),
        hint: `Add the line \`${need.needs}: …\`.`,
      },
    ),
  )
  const inside = Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
    isItemMissing(inner, value[name], value)
      ? [
          error('missing-field', `\`${formatPointer(pointer)}\` requires \`${name}\`.`, {
            at: positions.value(Object.hasOwn(value, name) ? join(pointer, name) : pointer),
            hint: `Add the line \`${name}: …\` with what is compared.`,
          }),
        ]
      : missingItemFaults(inner, value[name], join(pointer, name), positions),
  )
  return [...missing, ...inside]
}

/** The members that a record lacks and that its other members make necessary. An empty list is there. */
export const missingMembers = (field: Field, value: JsonObject): readonly MemberNeed[] =>
  (field.shape === 'record' ? (field.needs ?? []) : []).filter(({ needs, orEachOf, when }) => {
    const listed = orEachOf === undefined ? [] : asList(value[orEachOf])
    const isListed = listed.length > 0 && listed.every((item) => !isMissing(member(item, needs)))
    return member(value, when.member) === when.is && isMissing(value[needs]) && !isListed
  })

const isMissing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === ''

const isItemMissing = (field: Field, value: Json | undefined, record: Json): boolean =>
  field.shape === 'set' &&
  field.neededUnless !== undefined &&
  asList(value).every((item) => item === null || item === '') &&
  !field.neededUnless.is.some((each) => each === member(record, field.neededUnless?.member ?? ''))
