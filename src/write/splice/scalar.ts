// Renders keys and scalars, in the style of the replaced scalar if that style can represent the value.
import { Document, isMap, isScalar, Scalar } from 'yaml'
import type { Json } from '../../core/json.ts'
import { escapeForYaml, keyStyle, needsDoubleQuotes } from '../yaml.ts'
import { type RenderedValue, renderBlockText, type ScalarLayout } from './block-text.ts'
import type { ScalarStyle } from './tree.ts'
import type { YamlStyle } from './yaml-style.ts'

export const renderScalar = (
  value: Json,
  layout: ScalarLayout,
  yamlStyle: YamlStyle,
): RenderedValue => {
  const block =
    typeof value === 'string' && !layout.isFlow && yamlStyle.blockTexts
      ? renderBlockText(value, layout)
      : undefined
  return block ?? { first: renderOnOneLine(value, layout, yamlStyle), rest: [] }
}

export const renderKey = (
  key: string,
  quote: ScalarStyle | undefined,
  yamlStyle: YamlStyle,
): string =>
  renderText(
    key,
    (needsDoubleQuotes(key) || key.includes('\n')
      ? undefined
      : quoteTypes[quote ?? yamlStyle.keyQuote ?? 'none']) ?? keyStyle(key),
    true,
    yamlStyle,
  )

const quoteTypes: Partial<Record<ScalarStyle, Scalar.Type>> = {
  single: Scalar.QUOTE_SINGLE,
  double: Scalar.QUOTE_DOUBLE,
}

const renderOnOneLine = (
  value: Json,
  { isFlow, style }: ScalarLayout,
  yamlStyle: YamlStyle,
): string => {
  if (typeof value !== 'string') return JSON.stringify(value)
  const isPlain = !needsDoubleQuotes(value) && !value.includes('\n')
  return renderText(
    value,
    isPlain
      ? (quoteTypes[style ?? 'none'] ?? quoteTypes[yamlStyle.textQuote ?? 'none'] ?? Scalar.PLAIN)
      : Scalar.QUOTE_DOUBLE,
    isFlow,
    yamlStyle,
  )
}

const renderText = (
  text: string,
  type: Scalar.Type,
  isFlow: boolean,
  yamlStyle: YamlStyle,
): string => {
  const document = new Document({ k: text }, { compat: 'yaml-1.1' })
  const root = document.contents
  const scalar = document.get('k', true)
  if (isMap(root)) root.flow = isFlow
  if (isScalar(scalar)) scalar.type = type
  const line = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    singleQuote: yamlStyle.singleQuotes ? true : null,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  })
  return escapeForYaml(
    line.trimEnd().slice(isFlow ? '{k: '.length : 'k: '.length, isFlow ? -1 : undefined),
  )
}
