// Keys and scalars as text, in the style of what stood there where that style can carry the value.
import { Document, isMap, isScalar, Scalar } from 'yaml'
import type { Json } from '../../json.ts'
import { isStrange, keyStyle, withEscapes } from '../yaml.ts'
import { blockText, type Room, type Written } from './block-text.ts'
import type { Style } from './tree.ts'
import type { Habits } from './yaml-style.ts'

export const scalarWritten = (value: Json, room: Room, habits: Habits): Written => {
  const block =
    typeof value === 'string' && !room.isFlow && habits.blockTexts
      ? blockText(value, room)
      : undefined
  return block ?? { first: onOneLine(value, room, habits), rest: [] }
}

export const keyWritten = (key: string, quote: Style | undefined, habits: Habits): string =>
  shown(
    key,
    (isStrange(key) || key.includes('\n')
      ? undefined
      : quoted[quote ?? habits.keyQuote ?? 'none']) ?? keyStyle(key),
    true,
    habits,
  )

const quoted: Partial<Record<Style, Scalar.Type>> = {
  single: Scalar.QUOTE_SINGLE,
  double: Scalar.QUOTE_DOUBLE,
}

const onOneLine = (value: Json, { isFlow, style }: Room, habits: Habits): string => {
  if (typeof value !== 'string') return JSON.stringify(value)
  const isPlain = !isStrange(value) && !value.includes('\n')
  return shown(
    value,
    isPlain
      ? (quoted[style ?? 'none'] ?? quoted[habits.textQuote ?? 'none'] ?? Scalar.PLAIN)
      : Scalar.QUOTE_DOUBLE,
    isFlow,
    habits,
  )
}

const shown = (text: string, type: Scalar.Type, isFlow: boolean, habits: Habits): string => {
  const document = new Document({ k: text }, { compat: 'yaml-1.1' })
  const root = document.contents
  const scalar = document.get('k', true)
  if (isMap(root)) root.flow = isFlow
  if (isScalar(scalar)) scalar.type = type
  const line = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    singleQuote: habits.singleQuotes ? true : null,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  })
  return withEscapes(
    line.trimEnd().slice(isFlow ? '{k: '.length : 'k: '.length, isFlow ? -1 : undefined),
  )
}
