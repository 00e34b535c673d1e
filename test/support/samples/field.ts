// Generates values that a file can give a field.
import fc from 'fast-check'
import { isJsonObject, type Json, type JsonObject, member } from '../../../src/core/json.ts'
import { type Field, type Fields, fieldsOf } from '../../../src/fields/field.ts'
import { asList } from '../../../src/fields/normalize.ts'
import { missingMembers } from '../../../src/load/definition/needed-items.ts'
import { numbersOf, textsOf } from '../openapi-validator/scalars.ts'

/** What is there to refer to. */
export interface SampleContext {
  /** What files may call the resources of a kind by. */
  readonly names: (kind: string) => readonly string[]
  readonly made: (kind: string) => readonly JsonObject[]
}

/** Whether optional members are given always or by chance. */
export type Fullness = 'all' | 'some'

/** Absent where nothing can be given, since there is nothing to refer to. */
export const valuesOf = (
  field: Field,
  around: SampleContext,
  fullness: Fullness,
): fc.Arbitrary<Json> | undefined => {
  const given = shapeOf(field, around, fullness)
  if (field.nullable !== true || given === undefined) return given
  return fc.oneof({ weight: 5, arbitrary: given }, { weight: 1, arbitrary: fc.constant(null) })
}

const shapeOf = (
  field: Field,
  around: SampleContext,
  fullness: Fullness,
): fc.Arbitrary<Json> | undefined => {
  switch (field.shape) {
    case 'text':
      return textIn(field)
    case 'number':
      return numbersOf(
        given({
          type: field.integer ? 'integer' : 'number',
          minimum: field.min,
          maximum: field.max,
          exclusiveMinimum: field.above,
          exclusiveMaximum: field.below,
          multipleOf: field.step,
        }),
      )
    case 'flag':
      return fc.boolean()
    case 'choice': {
      const usual = field.documented && field.documented.length > 0 ? field.documented : field.of
      // What a script of Statsig sends in place of an operator, and no document has.
      const isWritten = (value: string | boolean) => !/^(passes|fails)_/.test(String(value))
      return fc.constantFrom(...usual.filter(isWritten))
    }
    case 'ref': {
      const names = around.names(field.to)
      return names.length > 0 ? fc.constantFrom(...names) : undefined
    }
    // Which items there are is known once they are drawn.
    case 'item':
      return undefined
    case 'set':
    case 'list': {
      const item = valuesOf(keyed(field), around, fullness)
      const { min = 0, max = 3 } = sizeOf(field)
      // No item comes twice: where fewer things can be named than are needed, drawing would never end.
      if (item === undefined || targetsOf(field.of, around) < min)
        return min > 0 ? undefined : fc.constant([])
      const many = fc.uniqueArray(item, {
        minLength: fullness === 'all' ? Math.max(min, 1) : min,
        maxLength: Math.max(min, Math.min(max, 3)),
        selector: selectorOf(field),
      })
      if (field.emptyIsValue)
        return fc.oneof({ weight: 2, arbitrary: many }, { weight: 1, arbitrary: fc.constant([]) })
      const isLone = field.shape === 'set' && field.singleAsList
      return isLone
        ? fc.oneof(
            many,
            item.filter((lone) => lone !== null),
          )
        : many
    }
    case 'record':
      if (field.secret) return fc.constant({ env: 'SOME_TOKEN' })
      return recordOf(field, around, fullness)
    case 'variant': {
      const cases = Object.keys(field.cases).flatMap((name) => {
        const { [field.tag]: _, ...fields } = fieldsOf(field, { [field.tag]: name })
        const members = membersOf(fields, around, fullness)
        return members ? [members.map((each): Json => ({ [field.tag]: name, ...each }))] : []
      })
      return cases.length > 0 ? fc.oneof(...cases) : undefined
    }
    case 'opaque':
      if (field.type === 'texts')
        return fc.dictionary(keys, words, { maxKeys: 3, noNullPrototype: true })
      return field.type === 'object' ? smallObjects : fc.oneof(scalars, smallObjects)
  }
}

/** The members of a record. Absent where one that is needed cannot be given. */
export const membersOf = (
  fields: Fields,
  around: SampleContext,
  fullness: Fullness,
  other: (name: string, field: Field) => fc.Arbitrary<Json> | undefined = () => undefined,
): fc.Arbitrary<JsonObject> | undefined => {
  const model: Record<string, fc.Arbitrary<Json>> = {}
  for (const [name, field] of Object.entries(fields)) {
    // What has routes of its own has laws of its own.
    if (field.sentIn === 'match-only' || field.sentIn === 'transition' || field.subResource)
      continue
    const values = other(name, field) ?? valuesOf(field, around, fullness)
    if (values) model[name] = values
    else if (isNeeded(field)) return undefined
  }
  const requiredKeys =
    fullness === 'all'
      ? Object.keys(model)
      : Object.keys(model).filter((name) => isNeeded(fields[name]))
  return fc.record(model, { requiredKeys, noNullPrototype: true })
}

export const isNeeded = (field: Field | undefined): boolean =>
  field?.required === true || (field?.shape === 'set' && field.neededUnless !== undefined)

const recordOf = (
  field: Extract<Field, { shape: 'record' }>,
  around: SampleContext,
  fullness: Fullness,
): fc.Arbitrary<Json> | undefined => {
  const { fields, listForm, refersTo } = field
  const drawn = membersOf(fields, around, fullness)
  if (drawn === undefined) return undefined
  const members = drawn.map((all) => withNeeds(field, all))
  if (listForm) {
    const other = (names: readonly string[]) => members.map((all): Json => without(all, names))
    return fc
      .oneof(other([listForm.list]), other(listForm.members))
      .map((all) => (isJsonObject(all) ? withNeeds(field, all) : all))
  }
  if (refersTo === undefined) return members
  const made = around.made(refersTo.to)
  if (made.length === 0) return undefined
  return fc.tuple(members, fc.constantFrom(...made)).map(
    ([all, target]): Json => ({
      ...all,
      ...Object.fromEntries(refersTo.by.map((name) => [name, target[name] ?? ''])),
    }),
  )
}

/** With what the other members make necessary. */
export const withNeeds = (field: Field, members: JsonObject): JsonObject =>
  missingMembers(field, members).reduce<JsonObject>((all, { needs, orEachOf }) => {
    const inner = fieldsOf(field, members)[needs]
    const value: Json =
      inner?.shape === 'choice' ? (inner.of[0] ?? '') : inner?.shape === 'list' ? [] : 'a_column'
    const listed = orEachOf === undefined ? [] : asList(all[orEachOf])
    return listed.length === 0
      ? { ...without(all, orEachOf === undefined ? [] : [orEachOf]), [needs]: value }
      : {
          ...all,
          [orEachOf ?? '']: listed.map((item) =>
            isJsonObject(item) ? { ...item, [needs]: member(item, needs) || value } : item,
          ),
        }
  }, members)

export const without = (members: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

const sizeOf = (field: Field): { readonly min?: number; readonly max?: number } =>
  field.shape === 'list'
    ? {
        ...(field.min !== undefined && { min: field.min }),
        ...(field.max !== undefined && { max: field.max }),
      }
    : field.shape === 'set' && field.neededUnless
      ? { min: Math.max(field.min ?? 0, 1) }
      : field.shape === 'set' && field.min !== undefined
        ? { min: field.min }
        : {}

/** How many different things an item may name. */
const targetsOf = (of: Field, around: SampleContext): number => {
  if (of.shape === 'ref') return new Set(around.names(of.to)).size
  return of.shape === 'record' && of.refersTo
    ? around.made(of.refersTo.to).length
    : Number.POSITIVE_INFINITY
}

/** The items of a set with keys: an empty key means that there is no item. */
const keyed = (field: Extract<Field, { shape: 'set' | 'list' }>): Field => {
  const { of } = field
  const key = field.shape === 'set' ? field.key : undefined
  const inner = key !== undefined && of.shape === 'record' ? of.fields[key] : undefined
  return key !== undefined && of.shape === 'record' && inner?.shape === 'text'
    ? { ...of, fields: { ...of.fields, [key]: { ...inner, min: Math.max(inner.min ?? 0, 1) } } }
    : of
}

/** No item twice; no two items of one name. */
const selectorOf =
  (field: Extract<Field, { shape: 'set' | 'list' }>) =>
  (item: Json): string => {
    const key = field.shape === 'set' ? field.key : field.match?.name
    const refers = field.of.shape === 'record' ? field.of.refersTo?.by : undefined
    if (key !== undefined) return String(member(item, key))
    if (refers) return refers.map((name) => String(member(item, name))).join('::')
    return isJsonObject(item) ? JSON.stringify(item) : String(item)
  }

/** The environments of a new project. */
export const environmentNames = ['development', 'staging', 'production']

const textIn = (field: Extract<Field, { shape: 'text' }>): fc.Arbitrary<Json> => {
  if (field.itemOf !== undefined) return fc.constantFrom(...environmentNames)
  if (field.pattern !== undefined) return patterned(field)
  if (field.numeric) return fc.oneof(numerals, decimals, words)
  return field.multiline ? sentences : patterned(field)
}

const patterned = ({ max, min, pattern }: Extract<Field, { shape: 'text' }>): fc.Arbitrary<Json> =>
  textsOf(given({ minLength: min, maxLength: max, pattern }))

const given = (schema: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

const words = fc.stringMatching(/^[a-zA-Z@.][a-zA-Z0-9@. -]{0,8}$/)
const numerals = fc.oneof(fc.nat(100_000), fc.nat(100_000).map(String))
/** As a number and as a text: versions read as both. */
const decimals = fc
  .integer({ min: 1, max: 9_999 })
  .chain((tenths) => fc.constantFrom<Json>(tenths / 10, String(tenths / 10)))
const sentences = fc
  .tuple(
    fc.array(fc.stringMatching(/^[ a-zA-Z0-9'"#:%*-]{0,12}$/), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))

const keys = fc.stringMatching(/^[a-z][a-z_]{0,6}$/)
const scalars: fc.Arbitrary<Json> = fc.oneof(fc.boolean(), fc.nat(1_000), words)
const smallObjects: fc.Arbitrary<Json> = fc.dictionary(
  keys,
  fc.oneof(
    scalars,
    fc.array(scalars, { maxLength: 2 }),
    fc.dictionary(keys, scalars, { maxKeys: 2, noNullPrototype: true }),
  ),
  { maxKeys: 3, noNullPrototype: true },
)
