// Members to the text of a YAML file that reads as the same members, under YAML 1.2 and by older readers alike.
import { Document, isScalar, Scalar, visit } from 'yaml'
import type { JsonObject } from '../json.ts'

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

/** A plain key is a word; YAML itself knows the words that need quotes all the same. */
export const keyStyle = (key: string): ScalarType =>
  /^[A-Za-z_$][\w$.-]*$/.test(key) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE

const isShortScalar = (item: unknown): boolean =>
  isScalar(item) && !(typeof item.value === 'string' && /\n/.test(item.value))

const lengthOf = (items: readonly unknown[]): number =>
  items.reduce<number>((sum, item) => sum + (isScalar(item) ? String(item.value).length : 0) + 2, 0)

// What a reviewer would not see, or would see in another place. The joiner inside of an emoji is seen.
const hiddenCharacters =
  /(?![\t\n])(?!(?<=\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?)\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** No style but double quotes keeps these. */
export const needsDoubleQuotes = (text: string): boolean =>
  text.search(hiddenCharacters) >= 0 || (text !== text.trim() && !text.includes('\n'))

/** Such characters stand in double quotes alone, where YAML reads escapes. */
const escapeCharacter = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
