// One change to a definition, and what a plan must say of it. Different by construction: nothing here asks the engine
// whether two values are the same.

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../src/core/json.ts'
import { join, type Pointer } from '../../../src/core/pointer.ts'
import type { Field, Fields } from '../../../src/fields/field.ts'
import { fieldsOf } from '../../../src/fields/field.ts'
import type { Kind } from '../../../src/kinds/kind.ts'
import { identityIn } from './company.ts'
import { environmentNames, type SampleContext, without } from './field.ts'

export interface Change {
  /** As a title: the place, with `*` for items, and what was done there. */
  readonly what: string
  readonly top: string
  /** Where a plan must show it. */
  readonly pointer: Pointer
  /** Whether more than that place may be shown, below it: another spelling of the same thing is in the way. */
  readonly isLoose: boolean
  readonly how: How
  /** The fields on the way, from the top. */
  readonly way: readonly Field[]
  /** The definition as it is then. */
  readonly members: JsonObject
}

type How =
  | 'changed'
  | 'raised'
  | 'lowered'
  | 'cleared'
  | 'emptied'
  | 'added'
  | 'removed'
  | 'reordered'

interface At {
  readonly pointer: Pointer
  readonly pattern: Pointer
  /** Set below lists whose items have no names: a plan shows them as a whole. */
  readonly shown?: Pointer
  readonly isLoose: boolean
  readonly way: readonly Field[]
}
type Found = Omit<Change, 'members' | 'top'> & { readonly value: Json }

export const changesOf = (
  kind: Kind,
  members: JsonObject,
  around: SampleContext,
): readonly Change[] => {
  const fixed = identityIn(kind)
  return Object.entries(kind.fields).flatMap(([name, field]) => {
    const value = members[name]
    if (value === undefined || fixed.includes(name) || field.sentIn === 'transition') return []
    const at: At = { pointer: join('', name), pattern: join('', name), isLoose: false, way: [] }
    return changes(field, value, at, { around, members, tied: tiesOf(kind) }).map(
      ({ value: changed, ...found }): Change => ({
        ...found,
        top: name,
        members: { ...members, [name]: changed },
      }),
    )
  })
}

/** Members that hang together across the items of a list: one of them cannot be changed alone. */
const tiesOf = ({ requirements = [] }: Kind): readonly Pointer[] =>
  requirements.flatMap(({ needs }) =>
    needs.rule === 'sum' ? [join(join(needs.at, '*'), needs.of)] : [],
  )

interface Within {
  readonly around: SampleContext
  readonly members: JsonObject
  readonly tied: readonly Pointer[]
}

const changes = (field: Field, value: Json, at: At, within: Within): readonly Found[] => {
  const here: At = { ...at, way: [...at.way, field] }
  if (within.tied.includes(at.pattern)) return []
  const to = (how: How, changed: Json): Found => ({
    what: `${at.pattern} ${how}`,
    pointer: at.shown ?? at.pointer,
    isLoose: at.isLoose,
    how,
    way: here.way,
    value: changed,
  })
  if (value === null) return []
  const cleared =
    field.nullable && !field.required && hasWorth(field, value) ? [to('cleared', null)] : []
  return [...cleared, ...changesIn(field, value, here, within, to)]
}

const hasWorth = (field: Field, value: Json): boolean =>
  value !== '' &&
  (!isJsonArray(value) || value.length > 0 || field.emptyIsValue === true) &&
  JSON.stringify(value) !== JSON.stringify(field.default)

const changesIn = (
  field: Field,
  value: Json,
  at: At,
  within: Within,
  to: (how: How, changed: Json) => Found,
): readonly Found[] => {
  switch (field.shape) {
    case 'text': {
      const text = String(value)
      const { max = Number.POSITIVE_INFINITY } = field
      if (field.itemOf)
        return [to('changed', environmentNames.find((each) => each !== text) ?? text)]
      if (field.numeric) return [to('changed', `${text}7`)]
      if (field.multiline) return [to('changed', `${text}\nand more`)]
      const isShort = [...text].length < max
      return [
        to(
          'changed',
          isShort ? `${text}x` : `${text.slice(0, -1)}${text.endsWith('y') ? 'z' : 'y'}`,
        ),
      ]
    }
    case 'number': {
      if (typeof value !== 'number') return []
      const step = field.integer || field.step === undefined ? 1 : field.step
      const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = field
      const { max = below, min = above } = field
      const by = max - min <= 1 ? 0.001 : step
      const [more, less] = [value + by, value - by].map((each) => Number(each.toFixed(4)))
      return [
        ...(more !== undefined && more <= max && more < below ? [to('raised', more)] : []),
        ...(less !== undefined && less >= min && less > above ? [to('lowered', less)] : []),
      ]
    }
    case 'flag':
      return [to('changed', value !== true)]
    case 'choice': {
      const other = (
        field.documented && field.documented.length > 0 ? field.documented : field.of
      ).find((word) => word !== value)
      return other === undefined ? [] : [to('changed', other)]
    }
    case 'ref': {
      const other = within.around.names(field.to).find((name) => name !== value)
      return other === undefined ? [] : [to('changed', other)]
    }
    case 'item': {
      const items = within.members[field.list]
      const other = (isJsonArray(items) ? items : [])
        .map((item) => member(item, 'name'))
        .find((name) => name !== value)
      return typeof other === 'string' ? [to('changed', other)] : []
    }
    case 'opaque': {
      if (!isJsonObject(value)) return []
      // Some of what we pass as it is has words of its own; numbers and flags are safe to change.
      const [name, old] =
        Object.entries(value).find(
          ([, each]) => typeof each === 'number' || typeof each === 'boolean',
        ) ?? []
      return name === undefined
        ? []
        : [to('changed', { ...value, [name]: typeof old === 'number' ? old + 1 : old !== true })]
    }
    case 'record':
    case 'variant':
      return isJsonObject(value) ? inRecord(field, value, at, within) : []
    case 'set':
    case 'list':
      return isJsonArray(value) ? inItems(field, value, at, within, to) : []
  }
}

/** A text that a list of texts does not have. */
const newText = (of: Field, value: readonly Json[]): string | undefined => {
  if (of.shape !== 'text') return undefined
  const texts = of.itemOf ? environmentNames : ['added']
  return texts.find((each) => !value.includes(each))
}

const inRecord = (
  field: Extract<Field, { shape: 'record' | 'variant' }>,
  value: JsonObject,
  at: At,
  within: Within,
): readonly Found[] => {
  const { [field.shape === 'variant' ? field.tag : '']: _, ...fields } = fieldsOf(field, value)
  const fixed = field.shape === 'record' ? (field.refersTo?.by ?? []) : []
  const folded = field.shape === 'record' ? field.listForm?.list : undefined
  return Object.entries(fields).flatMap(([name, inner]) => {
    const own = value[name]
    if (own === undefined || fixed.includes(name) || inner.sentIn === 'match-only') return []
    const isFolded = name === folded
    return changes(
      inner,
      own,
      {
        ...at,
        pointer: join(at.pointer, name),
        pattern: join(at.pattern, name),
        ...(isFolded && { shown: at.shown ?? at.pointer, isLoose: true }),
      },
      within,
    ).map((found) => ({ ...found, value: { ...value, [name]: found.value } }))
  })
}

const inItems = (
  field: Extract<Field, { shape: 'set' | 'list' }>,
  value: readonly Json[],
  at: At,
  within: Within,
  to: (how: How, changed: Json) => Found,
): readonly Found[] => {
  const { min = 0 } = field
  const key = field.shape === 'set' ? field.key : field.match?.name
  const isKept = field.shape === 'set' && field.keepUnlisted === true
  const isTied = within.tied.some((tie) => tie.startsWith(`${at.pattern}/`))
  const isDistinct = new Set(value.map((item) => JSON.stringify(item))).size > 1
  const removed =
    value.length > Math.max(min, 1) && !isTied && !isKept ? [to('removed', value.slice(0, -1))] : []
  const emptied = value.length > 0 && min === 0 && !isTied && !isKept ? [to('emptied', [])] : []
  const reordered =
    field.shape === 'list' && isDistinct ? [to('reordered', value.toReversed())] : []
  const another = newText(field.of, value)
  const added = another === undefined ? [] : [to('added', [...value, another])]
  const inner = value.slice(0, 2).flatMap((item, index) => {
    const isNamed = key !== undefined
    const found = changes(
      isNamed && field.shape === 'set' ? withoutKey(field.of, key) : field.of,
      item,
      {
        ...at,
        pointer: join(at.pointer, index),
        pattern: join(at.pattern, '*'),
        ...(!isNamed && { shown: at.shown ?? at.pointer }),
      },
      within,
    )
    return found
      .map((each) => ({
        ...each,
        value: value.map((other, place) => (place === index ? each.value : other)),
      }))
      .filter((each) => field.shape === 'list' || isUnique(each.value))
  })
  return [...removed, ...emptied, ...reordered, ...added, ...inner]
}

const isUnique = (items: readonly Json[]): boolean =>
  new Set(items.map((item) => (isJsonObject(item) ? JSON.stringify(item) : String(item)))).size ===
  items.length

/** With another key an item is another item. */
const withoutKey = (of: Field, key: string): Field => {
  const drop = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
  if (of.shape === 'record') return { ...of, fields: drop(of.fields) }
  if (of.shape !== 'variant') return of
  return {
    ...of,
    cases: Object.fromEntries(
      Object.entries(of.cases).map(([name, fields]) => [name, drop(fields)]),
    ),
  }
}

/** The same definition, saying less: members that may be left out are left out by chance. */
export const thinned = (
  fields: Fields,
  members: JsonObject,
  keep: (name: string) => boolean,
  next: () => number,
): JsonObject =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => {
      const field = fields[name]
      if (field === undefined) return [[name, value]]
      if (!keep(name) && next() < 0.4) return []
      return [[name, thinnedValue(field, value, next)]]
    }),
  )

/** Inside a record, only what has no meaning when it is left out. */
const thinnedValue = (field: Field, value: Json, next: () => number): Json => {
  if (isJsonArray(value) && (field.shape === 'set' || field.shape === 'list')) {
    const isNamed = (field.shape === 'set' ? field.key : field.match) !== undefined
    return isNamed ? value.map((item) => thinnedValue(field.of, item, next)) : value
  }
  if (!isJsonObject(value) || (field.shape !== 'record' && field.shape !== 'variant')) return value
  const fields = fieldsOf(field, value)
  const { listForm } = field.shape === 'record' ? field : {}
  const dropped = Object.keys(value).filter((name) => {
    const inner = fields[name]
    const hasMeaning =
      inner === undefined ||
      inner.required ||
      inner.default !== undefined ||
      inner.shape === 'set' ||
      inner.shape === 'list' ||
      listForm?.list === name ||
      listForm?.members.includes(name)
    return !hasMeaning && next() < 0.4
  })
  return Object.fromEntries(
    Object.entries(without(value, dropped)).map(([name, inner]) => {
      const innerField = fields[name]
      return [name, innerField ? thinnedValue(innerField, inner, next) : inner]
    }),
  )
}
