// What a definition needs beyond the shape of its fields: a narrower field where that can say it, a mend afterwards
// where it cannot.
import fc from 'fast-check'
import {
  isEmpty,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../src/core/json.ts'
import { segments, topLevelName, valueAt } from '../../../src/core/pointer.ts'
import { type Field, type Fields, fieldsOf } from '../../../src/fields/field.ts'
import { asList } from '../../../src/fields/normalize.ts'
import type { Kind } from '../../../src/kinds/kind.ts'
import type { Need, Requirement } from '../../../src/kinds/requirement.ts'
import { withAlternatives, withTypes } from './alternatives.ts'
import { isNeeded, type SampleContext, valuesOf, withNeeds, without } from './field.ts'

export type Project = 'cloud' | 'warehouse'

/** The members that decide which requirements apply. */
export const requirementFields = ({ fields, requirements = [] }: Kind): readonly string[] =>
  [...new Set(requirements.flatMap(({ when }) => Object.keys(when).map(topLevelName)))].filter(
    (name) => fields[name]?.sentIn !== 'transition',
  )

export const applies = ({ when }: Requirement, members: JsonObject): boolean =>
  Object.entries(when).every(([pointer, values]) =>
    values.some((value) => value === valueAt(members, pointer)),
  )

/** The fields as the requirements that apply leave them. */
export const narrowFields = (kind: Kind, decided: JsonObject, project: Project): Fields => {
  const fields: Record<string, Field> = { ...kind.fields }
  for (const [name, field] of Object.entries(fields))
    if (project === 'cloud' && field.warehouseOnly) delete fields[name]
  for (const [name, field] of Object.entries(fields)) if (field.subResource) delete fields[name]
  for (const requirement of kind.requirements ?? []) {
    if (!applies(requirement, decided)) continue
    const { needs } = requirement
    const [name = ''] = segments(needs.at)
    const field = fields[name]
    if (field === undefined) continue
    if (needs.rule === 'absent') delete fields[name]
    else fields[name] = narrower(field, needs)
  }
  return fields
}

/** Whether such a resource makes sense in a project: what needs a warehouse, where there is one, and nothing else there. */
export const inPlace = (kind: Kind, project: Project, decided: JsonObject): boolean => {
  const apart = Object.entries(kind.fields).flatMap(([name, field]) =>
    field.warehouseOnly ? [name] : [],
  )
  const isNeeded = (kind.requirements ?? []).some(
    (requirement) =>
      requirement.needs.rule === 'present' &&
      apart.includes(topLevelName(requirement.needs.at)) &&
      applies(requirement, decided),
  )
  const isDecided = (kind.requirements ?? []).some(
    ({ needs }) => needs.rule === 'present' && apart.includes(topLevelName(needs.at)),
  )
  return !isDecided || isNeeded === (project === 'warehouse')
}

const narrower = (field: Field, needs: Exclude<Need, { rule: 'absent' }>): Field => {
  switch (needs.rule) {
    case 'present':
      return filledIn(field)
    case 'items':
      return {
        ...needed(field),
        ...((field.shape === 'list' || field.shape === 'set') && { min: needs.min }),
        ...(field.shape === 'list' && needs.max !== undefined && { max: needs.max }),
      } as Field
    case 'each':
      return ofItems(field, needs.of, filledIn)
    case 'keys':
      return field.shape === 'record' ? withKeys(field, needs.required, needs.optional) : field
    case 'each-of':
      return ofItems(field, needs.of, (inner) =>
        inner.shape === 'choice'
          ? {
              ...needed(inner),
              shape: 'choice',
              of: needs.values.filter((value) => typeof value === 'string'),
            }
          : inner,
      )
    case 'sum':
    case 'same-keys':
    case 'same-value':
    case 'distinct':
    case 'at-most':
    case 'typed':
      return field
  }
}

const withKeys = (
  field: Extract<Field, { shape: 'record' }>,
  all: readonly string[],
  may: readonly string[],
): Field => ({
  ...field,
  fields: Object.fromEntries(
    Object.entries(field.fields).flatMap(([name, inner]) => {
      if (all.includes(name)) return [[name, filledIn(inner)]]
      return may.includes(name) ? [[name, inner]] : []
    }),
  ),
})

const needed = <F extends Field>({
  nullable: _,
  ...field
}: F): Omit<F, 'nullable'> & { required: true } => ({
  ...field,
  required: true,
})

const filledIn = (field: Field): Field =>
  ({
    ...needed(field),
    ...((field.shape === 'list' || field.shape === 'set' || field.shape === 'text') && {
      min: Math.max(field.min ?? 0, 1),
    }),
  }) as Field

const ofItems = (field: Field, name: string, change: (inner: Field) => Field): Field => {
  if (field.shape !== 'list' || field.of.shape !== 'record') return field
  const inner = field.of.fields[name]
  if (inner === undefined) return field
  return { ...field, of: { ...field.of, fields: { ...field.of.fields, [name]: change(inner) } } }
}

/** Two spellings of one thing, of which a definition gives one; the server fills one from the other. */
const exclusive: readonly (readonly [string, string])[] = [
  ['team', 'teamID'],
  ['primaryMetrics', 'primaryMetricTags'],
  ['secondaryMetrics', 'secondaryMetricTags'],
]

/** `turn` decides between things that exclude each other. */
export const satisfyRequirements = (
  kind: Kind,
  drawn: JsonObject,
  around: SampleContext,
  turn: number,
): JsonObject =>
  [
    withOneOfEach,
    withUnits,
    withLayer,
    withBalance,
    withItems,
    twinned,
    withShares,
    withUnit,
    withoutDemand,
  ].reduce((members, mend) => mend(kind, members, around, turn), drawn)

type Mend = (kind: Kind, members: JsonObject, around: SampleContext, turn: number) => JsonObject

const twinned: Mend = (kind, members, _around, turn) =>
  withTypes(kind, withAlternatives(kind, members, turn))

/** Who demands teams could create nothing without one. */
const withoutDemand: Mend = (_kind, members) =>
  Object.hasOwn(members, 'require_teams_on_configs')
    ? { ...members, require_teams_on_configs: false }
    : members

/** The variants of a rule share the users of the rule. */
const withShares: Mend = (kind, members) => {
  const rules = members['rules']
  const isAsked = kind.requirements?.some(({ needs }) => needs.rule === 'at-most')
  if (!isAsked || !isJsonArray(rules)) return members
  const mendedRules = rules.map((rule) => {
    const variants = member(rule, 'variants')
    return isJsonObject(rule) && isJsonArray(variants) && variants.length > 0
      ? { ...rule, variants: balanced(variants, 'passPercentage', 99) }
      : rule
  })
  return { ...members, rules: mendedRules }
}

/** What a holdout covers divides by the unit of the holdout. */
const withUnit: Mend = (kind, members, around) => {
  if (kind.kind !== 'holdout') return members
  // A new object joins a global holdout by itself, so no file lists its members.
  if (members['isGlobal'] === true)
    return without(members, ['gateIDs', 'experimentIDs', 'layerIDs'])
  const unit = members['idType'] ?? 'userID'
  const fits = (to: string, name: Json) =>
    around.made(to).some(
      (made) =>
        [made['id'], made['name']].includes(name) &&
        // In a layer an experiment has the unit of the layer, and its file says nothing.
        (made['idType'] ?? 'userID') === unit &&
        made['layerID'] === undefined,
    )
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const field = kind.fields[name]
      const to = field?.shape === 'set' && field.of.shape === 'ref' ? field.of.to : undefined
      return [
        name,
        to !== undefined && isJsonArray(value) ? value.filter((each) => fits(to, each)) : value,
      ]
    }),
  )
}

const withOneOfEach: Mend = (_kind, members, _around, turn) =>
  exclusive.reduce(
    (kept, pair, index) =>
      pair.every((name) => Object.hasOwn(kept, name))
        ? without(kept, [pair[(turn + index) % 2] ?? ''])
        : kept,
    members,
  )

/** The unit of a segment by rules is not looked at, and always the user (facts 4.9). */
const withUnits: Mend = (_kind, members) =>
  members['type'] === 'rule_based' && members['idType'] !== undefined
    ? { ...members, idType: 'userID' }
    : members

/** In a layer, groups give values to its parameters, and the unit is the layer's. */
const withLayer: Mend = (kind, members, around) => {
  const [given] = kind.declaredKeys ?? []
  const name = given && topLevelName(given.reference)
  const field = name === undefined ? undefined : kind.fields[name]
  const called = name === undefined ? undefined : members[name]
  if (field?.shape !== 'ref' || typeof called !== 'string') return members
  const layer = around.made(field.to).find((made) => made['name'] === called)
  const parameters = listIn(layer?.['parameters'])
  const values = Object.fromEntries(
    parameters.map((one) => [String(member(one, 'name')), member(one, 'defaultValue') ?? null]),
  )
  const { idType: _, ...rest } = members
  return isJsonArray(rest['groups'])
    ? {
        ...rest,
        groups: rest['groups'].map((group) =>
          isJsonObject(group) ? { ...group, parameterValues: values } : group,
        ),
      }
    : { ...rest, groups: [{ name: 'All', size: 100, parameterValues: values }] }
}

const listIn = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : [])

/** Sums that add up; the same keys in every item. */
export const withBalance: Mend = (kind, drawn) =>
  (kind.requirements ?? []).reduce((members, requirement) => {
    const { needs } = requirement
    const name = topLevelName(needs.at)
    const items = members[name]
    if (!isJsonArray(items) || items.length === 0) return members
    if (needs.rule === 'sum') return { ...members, [name]: balanced(items, needs.of, needs.is) }
    if (needs.rule === 'same-keys') return { ...members, [name]: alike(items, needs.of) }
    return members
  }, drawn)

const balanced = (items: readonly Json[], of: string, is: number): Json => {
  const share = Math.floor((is * 100) / items.length) / 100
  const last = Number((is - share * (items.length - 1)).toFixed(2))
  return items.map((item, index) =>
    isJsonObject(item) ? { ...item, [of]: index === items.length - 1 ? last : share } : item,
  )
}

const alike = (items: readonly Json[], of: string): Json => {
  const first = member(items[0], of)
  if (!isJsonObject(first)) return items
  return items.map((item) => {
    const own = member(item, of)
    return isJsonObject(item)
      ? {
          ...item,
          [of]: Object.fromEntries(
            Object.entries(first).map(([name, value]) => [name, member(own, name) ?? value]),
          ),
        }
      : item
  })
}

/** References to items of a list of the same definition. */
const withItems: Mend = (kind, drawn, _around, turn) =>
  Object.entries(kind.fields).reduce((members, [name, field]) => {
    if (field.shape !== 'item' || field.sentIn === 'transition') return members
    const list = kind.fields[field.list]
    const key = list?.shape === 'list' ? list.match?.name : undefined
    const names = listIn(members[field.list]).map((item) => member(item, key ?? ''))
    const chosen = names[turn % Math.max(names.length, 1)]
    return typeof chosen === 'string' ? { ...members, [name]: chosen } : without(members, [name])
  }, drawn)

/** A value from elsewhere as a file of this project may give it: names that exist, nothing that nobody knows. */
const adapted = (
  field: Field,
  value: Json,
  around: SampleContext,
  turn: number,
): Json | undefined => {
  if (field.sentIn === 'match-only' || field.sentIn === 'transition' || field.subResource)
    return undefined
  if (value === null) return field.nullable ? null : undefined
  switch (field.shape) {
    case 'ref': {
      const names = around.names(field.to)
      return value === '' ? undefined : names[turn % Math.max(names.length, 1)]
    }
    case 'item':
      return undefined
    case 'set':
    case 'list': {
      if (!isJsonArray(value)) {
        const lone = adapted(field.of, value, around, turn)
        return field.shape === 'set' && field.singleAsList
          ? lone
          : lone === undefined
            ? undefined
            : [lone]
      }
      const items = value.flatMap(
        (item, index) => adapted(field.of, item, around, turn + index) ?? [],
      )
      const kept = unique(field, items)
      return kept.length < (field.min ?? 0) ? undefined : kept
    }
    case 'record':
    case 'variant': {
      if (!isJsonObject(value)) return undefined
      const fields = fieldsOf(field, value)
      if (Object.values(fields).length <= 1 && field.shape === 'variant') return undefined
      const members = adaptedMembers(fields, value, around, turn)
      if (
        Object.entries(fields).some(
          ([name, inner]) =>
            isNeeded(inner) &&
            (members[name] === undefined ||
              (!inner.required && asList(members[name]).every((item) => isEmpty(item)))),
        )
      )
        return undefined
      if (field.shape !== 'record') return members
      const { listForm, refersTo } = field
      const single =
        listForm && Object.hasOwn(members, listForm.list)
          ? without(members, listForm.members)
          : members
      if (refersTo === undefined) return withNeeds(field, single)
      const made = around.made(refersTo.to)
      const target = made[turn % Math.max(made.length, 1)]
      return (
        target && {
          ...single,
          ...Object.fromEntries(refersTo.by.map((name) => [name, target[name] ?? ''])),
        }
      )
    }
    // The document has fewer limits than the service.
    case 'text': {
      if (typeof value !== 'string') return value
      const isForeign = field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(value)
      if (isForeign || field.itemOf !== undefined) {
        const drawn = valuesOf(field, around, 'some')
        return drawn && fc.sample(drawn, { numRuns: 1, seed: turn })[0]
      }
      return field.min !== undefined && value.length < field.min
        ? value.padEnd(field.min, 'x')
        : value
    }
    case 'choice': {
      const usual = field.documented
      if (usual && !usual.some((word) => word === value))
        return usual[turn % Math.max(usual.length, 1)]
      return field.of.some((word) => word === value) ? value : undefined
    }
    case 'number':
      return typeof value === 'number' ? within(field, value) : value
    case 'flag':
    case 'opaque':
      return value
  }
}

const within = (field: Extract<Field, { shape: 'number' }>, value: number): number => {
  const { max = Number.POSITIVE_INFINITY, min = Number.NEGATIVE_INFINITY } = field
  const kept = Math.min(Math.max(value, min), max)
  return field.integer ? Math.round(kept) : kept
}

export const adaptedMembers = (
  fields: Fields,
  value: JsonObject,
  around: SampleContext,
  turn: number,
): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, inner], index) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      const kept = field ? adapted(field, inner, around, turn + index) : undefined
      return kept === undefined ? [] : [[name, kept]]
    }),
  )

const unique = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  items: readonly Json[],
): readonly Json[] => {
  const key = field.shape === 'set' ? field.key : field.match?.name
  const by = (item: Json) => (key === undefined ? JSON.stringify(item) : String(member(item, key)))
  const isNaming =
    field.shape === 'set' || key !== undefined || (field.of.shape === 'record' && field.of.refersTo)
  return isNaming
    ? items
        .filter((item) => field.shape !== 'set' || key === undefined || by(item) !== '')
        .filter((item, index, all) => all.findIndex((other) => by(other) === by(item)) === index)
    : items
}
