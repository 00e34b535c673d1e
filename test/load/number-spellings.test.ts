// A number in a place for texts whose spelling says more than its value is refused, with the text of the file.
import { describe, expect } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { segments } from '../../src/core/pointer.ts'
import type { Field } from '../../src/fields/field.ts'
import {
  fieldPathsIn,
  lastField,
  pathPointer,
  resolveFieldPath,
} from '../../src/fields/field-paths.ts'
import { sampleAt } from '../../src/fields/sample/index.ts'
import { kinds } from '../../src/kinds/index.ts'
import { type Kind, rootFieldOf } from '../../src/kinds/kind.ts'
import { load } from '../../src/load/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const { settings } = readSettings(undefined)
const mark = 'the number'

const saysOf = (kind: Kind, text: string): readonly string[] =>
  load([{ path: `statsig/${kind.folder}/a.yaml`, text }], settings).diagnostics.map(
    ({ hint, message }) => `${message} ${hint ?? ''}`,
  )

/** A mark in the place of each text, wherever a value of the field has one. */
const marked = (field: Field): Json | undefined => {
  switch (field.shape) {
    case 'text':
    case 'ref':
    case 'item':
    case 'choice':
      return mark
    case 'set':
    case 'list': {
      const inner = marked(field.of)
      return inner === mark ? [mark] : undefined
    }
    case 'opaque':
      return field.type === 'texts' ? { key: mark } : undefined
    case 'number':
    case 'flag':
    case 'record':
    case 'variant':
      return undefined
  }
}

const withValueAt = (value: Json, path: readonly string[], put: Json): Json => {
  const [first, ...rest] = path
  if (first === undefined) return put
  if (Array.isArray(value))
    return value.map((item: Json, index) => (index === 0 ? withValueAt(item, rest, put) : item))
  const members: JsonObject = isJsonObject(value) ? value : {}
  return { ...members, [first]: withValueAt(members[first] ?? {}, rest, put) }
}

/** Each place for a text in files of the kind, with a file that has the mark there. */
const placesIn = (kind: Kind): readonly (readonly [place: string, text: string])[] => {
  const root = rootFieldOf(kind)
  return fieldPathsIn(root).flatMap((path) => {
    const found = resolveFieldPath(root, path)
    const field = 'place' in found ? lastField(found.place) : undefined
    if (!('place' in found) || field === undefined || found.place.variantCase !== undefined)
      return []
    const put = marked(field)
    const isTag = found.place.steps.at(-1)?.field.shape === 'choice'
    if (put === undefined || isTag || field.sentIn === 'match-only') return []
    const sample = sampleAt(root, '', found.place.steps)
    const at = segments(pathPointer(found.place).replaceAll('/*', '/0'))
    return [[path.join('.'), JSON.stringify(withValueAt(sample, at, put))] as const]
  })
}

/** What a file may only name is not repeated. */
const isSecret = (place: string) => place.endsWith('.env')

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('a %s', (_, kind) => {
  test('refuses such a number in every place for a text, and quotes it as it is written', () => {
    const places = placesIn(kind).filter(([place]) => !isSecret(place))
    const wrong = places.flatMap(([place, text]) => {
      const says = saysOf(kind, text.replaceAll(`"${mark}"`, '1.10')).join('\n')
      // Where a few texts are allowed, quotes do not help: the texts are named.
      const isHelpful = says.includes("`'1.10'`") || says.includes('It may be')
      const isRefused = isHelpful && !says.includes("'1.1'")
      return text.includes(mark) && isRefused ? [] : [`${place}: ${says}`]
    })
    expect(wrong).toEqual([])
  })
})

const gateWith = (value: string) =>
  `id: a_gate
name: A gate
rules:
  - name: New
    passPercentage: 1e1
    conditions:
      - { type: app_version, operator: version_gte, targetValue: ${value} }
`
const saysOfGate = (value: string) => {
  const gate = kinds.find(({ kind }) => kind === 'gate')
  return gate ? saysOf(gate, gateWith(value)) : ['no gate']
}

test.each(['1.10', '11.0', '1e3', '1E3', '0o14', '0x1F', '+1', '-0', '.5', '5.', '1.0e1'])(
  '%s is refused alone and in a list',
  (written) => {
    for (const value of [written, `[1, ${written}]`, `["1", ${written}]`]) {
      const [first = '', ...others] = saysOfGate(value)
      expect(first).toContain(`\`'${written}'\``)
      expect(others).toEqual([])
    }
  },
)

test.each(['31', '1.1', '0.5', '-3', '"1.10"', "'1e3'", '1_000', '4.2.0', '2026-01-01'])(
  '%s reads the same either way',
  (written) => {
    expect(saysOfGate(written)).toEqual([])
    expect(saysOfGate(`[${written}]`)).toEqual([])
  },
)

test.each([
  ['a value', 'description: &version 1.10\n', '*version'],
  ['a list', 'description: &version [1.10]\n', '*version'],
])('%s that an alias repeats is refused', (_, anchor, alias) => {
  const gate = kinds.find(({ kind }) => kind === 'gate')
  const says = gate ? saysOf(gate, anchor + gateWith(alias)) : []
  expect(says.some((each) => each.startsWith('`rules[0].conditions[0].targetValue'))).toBe(true)
})

test('flags and numbers that are too long for YAML are quoted as they are written', () => {
  expect(saysOfGate('True').join()).toContain("`'True'`")
  expect(saysOfGate('9007199254740993').join()).toContain("`'9007199254740993'`")
  expect(saysOfGate('007').join()).toContain("`'007'`")
})
