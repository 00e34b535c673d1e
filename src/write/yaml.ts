// Formats members as YAML that readers of YAML 1.1 and 1.2 read as the same values.
import { Document, isScalar, Scalar, visit } from 'yaml'
import type { JsonObject } from '../core/json.ts'

export const formatYaml = (members: JsonObject): string => {
  const document = new Document(members, { compat: 'yaml-1.1', aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (place, scalar) => {
      if (typeof scalar.value === 'string')
        scalar.type = place === 'key' ? keyStyle(scalar.value) : textStyle(scalar.value)
    },
    Seq: (_, list) => {
      list.flow = list.items.every(isShortScalar) && lengthOf(list.items) <= maxLineLength
    },
  })
  const text = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    blockQuote: 'literal',
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  })
  return escapeForYaml(text)
}

export const escapeForYaml = (text: string): string =>
  text.replace(hiddenCharacters, escapeCharacter)

export const maxLineLength = 72

type ScalarType = Scalar.Type

const textStyle = (text: string): ScalarType => {
  if (needsDoubleQuotes(text)) return Scalar.QUOTE_DOUBLE
  return text.includes('\n') ? Scalar.BLOCK_LITERAL : Scalar.PLAIN
}

/** Plain for identifiers; the YAML library quotes those that have another meaning, such as `null`. */
export const keyStyle = (key: string): ScalarType =>
  /^[A-Za-z_$][\w$.-]*$/.test(key) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE

const isShortScalar = (item: unknown): boolean =>
  isScalar(item) && !(typeof item.value === 'string' && /\n/.test(item.value))

const lengthOf = (items: readonly unknown[]): number =>
  items.reduce<number>((sum, item) => sum + (isScalar(item) ? String(item.value).length : 0) + 2, 0)

// Characters that editors do not show, or show in another place, except the joiner inside an emoji. Unlike in
// `load/yaml/text.ts`, a carriage return is always escaped: a value must not depend on the line ends of the file.
const hiddenCharacters =
  /(?![\t\n])(?!(?<=\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?)\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Whether only double quotes can represent the text. */
export const needsDoubleQuotes = (text: string): boolean =>
  text.search(hiddenCharacters) >= 0 || (text !== text.trim() && !text.includes('\n'))

/** YAML reads escapes only in double quotes, which these characters require. */
const escapeCharacter = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
