// What a descriptor says must be about something that is there.
import { describe, expect } from 'vitest'
import { isJsonObject, type JsonObject } from '../../src/core/json.ts'
import { join, type Pointer, segments } from '../../src/core/pointer.ts'
import { differencesBetween } from '../../src/fields/compare/index.ts'
import { type Field, type Fields, fieldsOf } from '../../src/fields/field.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { RestrictiveDirection } from '../../src/kinds/restrictive-direction.ts'
import { randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import {
  companyOf,
  contextOf,
  definitionsOf,
  everyKind,
  identityIn,
  kindsIn,
} from '../support/samples/company.ts'
import { always } from '../support/samples/random.ts'
import { satisfyRequirements } from '../support/samples/satisfy-requirements.ts'

describe.each(everyKind.map((kind) => ({ kind, name: kind.kind })))('$name', ({ kind }) => {
  const places = placesIn(kind)

  test('every doc is a sentence', () => {
    const docs = [['', kind.doc], ...places.map(({ doc, pointer }) => [pointer, doc])]
    expect(docs.filter(([, doc]) => !/^[A-Z`].*\.$/s.test(doc ?? ''))).toEqual([])
  })

  test('every reference names a kind', () => {
    const names = everyKind.map((each) => each.kind)
    const wrong = places.flatMap(({ field, pointer }) => {
      const to =
        field.shape === 'ref' ? field.to : field.shape === 'record' ? field.refersTo?.to : undefined
      return to === undefined || names.includes(to) ? [] : [`${pointer} → ${to}`]
    })
    expect(wrong).toEqual([])
  })

  test('members that a field names exist', () => {
    const wrong = places.flatMap(({ field, pointer }) => {
      const named = namedBy(field, kind.fields)
      return named.flatMap(([name, fields]) =>
        Object.hasOwn(fields, name) ? [] : [`${pointer}: ${name}`],
      )
    })
    expect(wrong).toEqual([])
  })

  test('every pointer of a rule about the kind leads to a field', () => {
    const pointers = [
      ...Object.keys(kind.restrictive ?? {}),
      ...Object.keys(kind.effects).filter((pointer) => pointer !== ''),
      ...(kind.ignoreWhen ?? []).flatMap(({ fields }) => fields.map((name) => join('', name))),
      ...(kind.statusMachine ? [join('', kind.statusMachine.field)] : []),
      ...(kind.statusMachine?.transitions ?? []).flatMap(({ body }) =>
        Object.values(body).map((name) => join('', name)),
      ),
      ...(kind.requirements ?? []).flatMap(({ needs, when }) => [
        ...Object.keys(when),
        needs.at,
        ...('of' in needs ? [needs.of].flat().map((name) => join(join(needs.at, '*'), name)) : []),
        ...('alternative' in needs ? [needs.alternative] : []),
      ]),
      ...Object.values(kind.aliases ?? {}).map((name) => join('', name)),
      ...Object.keys(kind.createOnReference ?? {}).map((name) => join('', name)),
      ...Object.keys(kind.createDefaults ?? {}).map((name) => join('', name)),
      ...(kind.alternatives ?? []).flat().map((name) => join('', name)),
      ...(typeof kind.routes.update.body === 'object'
        ? [join('', kind.routes.update.body.fieldValue)]
        : []),
      ...identityIn(kind).map((name) => join('', name)),
    ]
    expect(pointers.filter((pointer) => !leads(pointer, kind.fields))).toEqual([])
  })

  test('says what a change of each field does, or that it is not known', () => {
    const stated = [...Object.keys(kind.effects), ...Object.keys(kind.restrictive ?? {})]
    const isStated = (pointer: Pointer) => {
      const at = segments(pointer)
      return stated.some((place) => segments(place).every((each, index) => each === at[index]))
    }
    const unstated = places
      .filter(({ field, pointer }) => field.sentIn !== 'match-only' && !isStated(pointer))
      .filter(({ pointer }) => !stated.some((place) => place.startsWith(`${pointer}/`)))
    expect(unstated.map(({ pointer }) => pointer)).toEqual([])
  })

  test('the word of what is safer fits the field that it is about', () => {
    const wrong = Object.entries(kind.restrictive ?? {}).filter(([pointer, word]) => {
      const { shape } = places.find((each) => each.pointer === pointer)?.field ?? {}
      return shape === undefined || !shapesOf[word].includes(shape)
    })
    expect(wrong).toEqual([])
  })

  test('the statuses of its moves are words of the status, or only read', () => {
    const field = kind.statusMachine && kind.fields[kind.statusMachine.field]
    const words = field?.shape === 'choice' ? field.of : []
    const reached = [
      ...(kind.statusMachine?.draftStatuses ?? []),
      ...(kind.statusMachine?.transitions.map(({ to }) => to) ?? []),
    ]
    expect(reached.filter((word) => !words.includes(word))).toEqual([])
  })

  test('only a list has an emptiness that is a value', () => {
    const wrong = places.filter(
      ({ field }) => field.emptyIsValue && field.shape !== 'set' && field.shape !== 'list',
    )
    expect(wrong.map(({ pointer }) => pointer)).toEqual([])
  })

  test('a key that Statsig makes is no field besides', () => {
    expect(kind.readOnlyFields.filter((name) => Object.hasOwn(kind.fields, name))).toEqual([])
  })

  test('a default is a value of its field', () => {
    const wrong = places.filter(
      ({ field }) => field.default !== undefined && field.default !== null && !fits(field),
    )
    expect(wrong.map(({ pointer }) => pointer)).toEqual([])
  })

  test('where plain members are another spelling of a list, the empty list means none', () => {
    const asWritten = (_: string, text: string): string => text
    const silent = Object.entries(kind.fields).flatMap(([top, field]) => {
      const folds = field.shape === 'record' ? field.listForm : undefined
      if (folds === undefined) return []
      const [first = ''] = folds.members
      const before: readonly JsonObject[] = [
        { [first]: 'One' },
        { [folds.list]: [{ [first]: 'One' }] },
      ]
      return before.filter(
        (live) =>
          differencesBetween(
            kind.fields,
            { [top]: live },
            { [top]: { [folds.list]: [] } },
            asWritten,
          ).length === 0,
      )
    })
    expect(silent).toEqual([])
  })

  randomizedTest('a resource differs from itself in nothing', () => {
    const [project] = (['cloud', 'warehouse'] as const).filter((each) =>
      kindsIn(each).includes(kind),
    )
    const around = contextOf(
      companyOf({ project: project ?? 'cloud', count: 3, salt: 900, fullness: 'some' }),
    )
    const definitions = definitionsOf(kind, project ?? 'cloud', around, 'some').map((members) =>
      satisfyRequirements(kind, members, around, 0),
    )
    const asWritten = (_: string, text: string): string => text
    always(
      definitions,
      (members) => {
        expect(differencesBetween(kind.fields, members, members, asWritten)).toEqual([])
        const copy: JsonObject = JSON.parse(JSON.stringify(reversed(members)))
        expect(differencesBetween(kind.fields, members, copy, asWritten)).toEqual([])
      },
      50,
    )
  })
})

test('kinds and their folders are told apart', () => {
  expect(new Set(everyKind.map(({ kind }) => kind)).size).toBe(everyKind.length)
  expect(new Set(everyKind.map(({ folder }) => folder)).size).toBe(everyKind.length)
})

const switches: readonly Field['shape'][] = ['flag', 'choice']
const numbers: readonly Field['shape'][] = ['number']
const lists: readonly Field['shape'][] = ['set', 'list']

/** The shapes of field that each word of `safer` makes sense of. */
const shapesOf: Readonly<Record<RestrictiveDirection, readonly Field['shape'][]>> = {
  off: switches,
  on: switches,
  lower: numbers,
  higher: numbers,
  fewer: lists,
  more: lists,
  any: [...switches, ...numbers, ...lists, 'text', 'ref', 'item', 'record', 'variant', 'opaque'],
}

interface Spot {
  readonly pointer: Pointer
  readonly field: Field
  readonly doc: string
}

function placesIn(kind: Kind): readonly Spot[] {
  return inFields(kind.fields, '')
}

function inFields(fields: Fields, at: Pointer): readonly Spot[] {
  return Object.entries(fields).flatMap(([name, field]) => inField(field, join(at, name)))
}

function inField(field: Field, pointer: Pointer): readonly Spot[] {
  const own: Spot = { pointer, field, doc: field.doc }
  switch (field.shape) {
    case 'set':
    case 'list':
      return [own, ...inField(field.of, join(pointer, '*'))]
    case 'record':
      return [own, ...inFields(field.fields, pointer)]
    case 'variant':
      return [
        own,
        ...Object.entries(field.cases).flatMap(([name, fields]) =>
          inFields(fields, join(pointer, name)),
        ),
      ]
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return [own]
  }
}

/** The members that a field names, and the fields among which each must be. */
const namedBy = (field: Field, top: Fields): readonly (readonly [string, Fields])[] => {
  switch (field.shape) {
    case 'item':
      return [[field.list, top]]
    case 'set':
    case 'list': {
      const fieldsIn = itemFields(field.of)
      const key = field.shape === 'set' ? field.key : undefined
      const match = field.shape === 'list' ? field.match : undefined
      const names = [
        ...(key === undefined ? [] : [key]),
        ...(match ? [...match.ids, match.name, ...[match.similarBy ?? []].flat()] : []),
      ]
      return fieldsIn.flatMap((fields) => names.map((name) => [name, fields] as const))
    }
    case 'record': {
      const names = [
        ...(field.refersTo?.by ?? []),
        ...(field.listForm ? [field.listForm.list, ...field.listForm.members] : []),
      ]
      const list = field.listForm ? field.fields[field.listForm.list] : undefined
      const inner = list?.shape === 'list' ? itemFields(list.of) : []
      return [
        ...names.map((name) => [name, field.fields] as const),
        ...inner.flatMap((fields) =>
          (field.listForm?.members ?? []).map((name) => [name, fields] as const),
        ),
      ]
    }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'variant':
    case 'opaque':
      return []
  }
}

const itemFields = (of: Field): readonly Fields[] =>
  of.shape === 'variant'
    ? Object.keys(of.cases).map((name) => fieldsOf(of, { [of.tag]: name }))
    : [fieldsOf(of, undefined)]

const leads = (pointer: Pointer, fields: Fields): boolean => {
  const [first = '', ...rest] = segments(pointer)
  const field = Object.hasOwn(fields, first) ? fields[first] : undefined
  if (field === undefined) return false
  if (rest.length === 0) return true
  const of = (field.shape === 'list' || field.shape === 'set') && rest[0] === '*' ? field.of : field
  const deeper = of === field ? rest : rest.slice(1)
  return deeper.length === 0 || itemFields(of).some((inner) => leads(`/${deeper.join('/')}`, inner))
}

const fits = (field: Field): boolean => {
  const value = field.default
  switch (field.shape) {
    case 'text':
    case 'ref':
    case 'item':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return value === '' || field.of.some((word) => word === value)
    case 'set':
    case 'list':
      return Array.isArray(value)
    case 'record':
    case 'variant':
      return isJsonObject(value)
    case 'opaque':
      return true
  }
}

/** The same members in the other order. */
const reversed = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).toReversed())
