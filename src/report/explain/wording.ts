// What a field takes, in words: its type, its limits and its default.

import type { Field } from '../../fields/field.ts'
import { bare } from '../../fields/field-paths.ts'
import { inline } from '../values/inline-values.ts'

/** `text`, `a set of names of tags`. */
export const typeText = (field: Field): string =>
  `${shapeText(field)}${field.nullable ? ', or `null`' : ''}`

const shapeText = (field: Field): string => {
  switch (field.shape) {
    case 'text':
      return field.numeric ? 'text or a number' : 'text'
    case 'number':
      return field.integer ? 'a whole number' : 'a number'
    case 'flag':
      return '`true` or `false`'
    case 'choice':
      return 'one of a few words'
    case 'ref':
      return `the ${field.by === 'handle' ? 'name or id' : 'name'} of ${aKind(field.to)}`
    case 'item':
      return `the name or id of one of the \`${field.list}\``
    case 'opaque':
      return field.type === 'any' ? 'any value' : 'any record'
    case 'record':
      return field.secret ? 'the name of an environment variable, below `env`' : 'a record'
    case 'variant':
      return `a record whose keys depend on its \`${field.tag}\``
    case 'list':
      return `a list of ${manyText(field.of)} (the order matters)`
    case 'set':
      return `a list of ${manyText(field.of)} (the order means nothing${field.lone ? '; one may stand without a list' : ''})`
  }
}

const manyText = (field: Field): string => {
  switch (field.shape) {
    case 'text':
      return field.numeric ? 'texts or numbers' : 'texts'
    case 'number':
      return field.integer ? 'whole numbers' : 'numbers'
    case 'flag':
      return '`true` or `false`'
    case 'choice':
      return 'words'
    case 'ref':
      return `${field.by === 'handle' ? 'names or ids' : 'names'} of ${words(field.to)}s`
    case 'item':
      return `names or ids of the \`${field.list}\``
    case 'opaque':
      return field.type === 'any' ? 'any values' : 'records'
    case 'record':
      return 'records'
    case 'variant':
      return `records whose keys depend on their \`${field.tag}\``
    case 'list':
    case 'set':
      return 'lists'
  }
}

export const words = (kind: string): string => kind.replaceAll('_', ' ')
const aKind = (kind: string): string => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${words(kind)}`

export const limitsOf = (field: Field): readonly string[] => {
  switch (field.shape) {
    case 'text':
      return [
        ...range(field.min, field.max, 'character'),
        ...(field.pattern === undefined ? [] : [`of the form \`${field.pattern}\``]),
        ...(field.caseless ? ['capital letters mean nothing'] : []),
      ]
    case 'number':
      return [
        ...range(field.min, field.max),
        ...(field.step === undefined ? [] : [`in steps of ${field.step}`]),
      ]
    case 'list':
      return [...range(field.min, field.max, 'item'), ...ofItems(field.of)]
    case 'set':
      return [
        ...range(field.min, field.max, 'item'),
        ...(field.key === undefined ? [] : [`no two of the same \`${field.key}\``]),
        ...(field.kept ? ['items that the file does not name stay as they are'] : []),
        ...ofItems(field.of),
      ]
    case 'record':
    case 'variant':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return []
  }
}

const ofItems = (field: Field): readonly string[] => limitsOf(field).map((each) => `each ${each}`)

const range = (
  min: number | undefined,
  max: number | undefined,
  noun?: string,
): readonly string[] => {
  const unit = (count: number) => (noun === undefined ? '' : ` ${noun}${count === 1 ? '' : 's'}`)
  if (min !== undefined && max !== undefined && min > 0) return [`${min} to ${max}${unit(max)}`]
  if (min !== undefined && max !== undefined && noun === undefined) return [`${min} to ${max}`]
  if (max !== undefined) return [`at most ${max}${unit(max)}`]
  return min === undefined || (min === 0 && noun !== undefined)
    ? []
    : [`at least ${min}${unit(min)}`]
}

export interface Allowed {
  readonly values: readonly string[]
  /** Those that Statsig documents here, where they are not all. */
  readonly usual?: readonly string[]
}

export const allowedIn = (field: Field): Allowed | undefined => {
  const inner = bare(field)
  if (inner.shape !== 'choice') return undefined
  const isPart = inner.usual !== undefined && inner.usual.length < inner.of.length
  return { values: inner.of.map(String), ...(isPart && { usual: inner.usual }) }
}

export const defaultOf = ({ default: absent }: Field): string | undefined =>
  absent === undefined || absent === null ? undefined : inline(absent)
