// Translates the errors of the YAML library into messages with hints.
import type { ErrorCode, YAMLError } from 'yaml'
import type { YamlFault } from './text.ts'

/** Whether `tokens.ts` reports the same error with a better position. */
export const isReportedByTokens = ({ code, message }: YAMLError): boolean =>
  /^Missing closing|must .*end with a |directives-end/.test(message) ||
  /^(?:BAD_DIRECTIVE|BAD_COLLECTION_TYPE|TAG_RESOLVE_FAILED|MULTIPLE_TAGS)$/.test(code)

export const explainSyntaxError = ({ code, message, pos }: YAMLError, text: string): YamlFault => {
  const offset = Math.min(pos[0], text.length)
  const unspaced = spacingCodes.has(code) ? colonWithoutSpace(text, offset) : undefined
  if (unspaced) return unspaced
  const [sentence, hint] =
    textsByPattern.find(([pattern]) => pattern.test(message))?.[1] ?? textsByCode[code]
  return { offset, code: 'yaml-syntax', message: sentence, hint }
}

/** `key:value`, which YAML reads as one text. */
const colonWithoutSpace = (text: string, offset: number): YamlFault | undefined => {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const match = /^[ ]*(?:- +)*[\w.-]+:(?=[^\s:/])/.exec(text.slice(start, start + 200))
  if (!match) return undefined
  return {
    offset: start + match[0].length,
    code: 'yaml-syntax',
    message: 'There is no space after the colon.',
    hint: 'Write `key: value`. A text that contains a colon needs quotes.',
  }
}

const spacingCodes: ReadonlySet<ErrorCode> = new Set(['MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY'])

type MessageAndHint = readonly [message: string, hint: string]

// For the error codes of the library that several mistakes share.
const textsByPattern: readonly (readonly [pattern: RegExp, sentence: MessageAndHint])[] = [
  [
    /^Implicit map keys need to be followed/,
    ['The key has no colon after it.', 'Write `key: value`, with a colon and a space.'],
  ],
  [
    /^Missing , |^Unexpected (?:, in|empty item)/,
    [
      'A comma is missing between two items, or there is a comma without an item.',
      'Separate the items between brackets with one comma each.',
    ],
  ],
  [
    /^Missing space after :/,
    ['There is no space after the colon.', 'Write `key: value`, with a space after the colon.'],
  ],
  [
    /^Comments must be separated/,
    [
      'There is no space before the `#` of a comment.',
      'Put a space before `#`. A text that contains `#` needs quotes.',
    ],
  ],
  [
    /^Tags and anchors must be separated/,
    [
      'There is no space after the name of an anchor.',
      'Put a space after it. A text that begins with `&` needs quotes.',
    ],
  ],
  [
    /^Sequence item without/,
    [
      'The line belongs neither to the list above nor to its last item.',
      'Start an item with `- ` in the column of the others, and indent its other keys like its first.',
    ],
  ],
  [
    /^Block collection cannot start on same line/,
    ['The document starts on the line of its `---`.', 'Start it on the next line.'],
  ],
  [
    /[Bb]lock scalar/,
    [
      'The text block after `|` or `>` does not start correctly.',
      'Put only `-` or `+` after `|` or `>`, start the text on the next line, and indent all its lines by the same number of spaces.',
    ],
  ],
  [
    /^Flow end indicator/,
    [
      'The closing bracket is not indented more than the key that it belongs to.',
      'Indent the bracket by two more spaces.',
    ],
  ],
  [
    /block-seq-ind on same line/,
    ['A list starts on the line of its key.', 'Start the list on the next line.'],
  ],
]

const textsByCode: Readonly<Record<ErrorCode, MessageAndHint>> = {
  ALIAS_PROPS: ['An alias has an anchor of its own.', 'Write the alias alone, as in `*name`.'],
  BAD_ALIAS: [
    'An anchor or an alias has no name, or a name that ends with a colon.',
    'Write `&name` and `*name`, with a space after the name. A text that begins with `&` or `*` needs quotes.',
  ],
  BAD_COLLECTION_TYPE: ['A tag does not match its value.', 'Remove the tag.'],
  BAD_DIRECTIVE: ['YAML has no such directive.', 'Remove the line that begins with `%`.'],
  BAD_DQ_ESCAPE: [
    'A text in double quotes contains an escape sequence that YAML does not have.',
    'Write `\\\\` for a backslash, or put the text in single quotes.',
  ],
  BAD_INDENT: [
    'The indentation does not match the lines above.',
    'Put all keys of one record, and all dashes of one list, in the same column. Use two spaces per level.',
  ],
  BAD_PROP_ORDER: [
    'An anchor is before the `-`, `?` or `:` that it belongs after.',
    'Write it directly before the value, as in `- &name value`.',
  ],
  BAD_SCALAR_START: [
    'A text begins with a character that YAML reserves.',
    'Put the text in quotes.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'There is a second colon, or a list, where one value is expected.',
    'Put a text that contains `: ` in quotes, or start the record on the next line.',
  ],
  BLOCK_IN_FLOW: [
    'An indented record or list is inside brackets.',
    'Use brackets inside brackets, or no brackets at all.',
  ],
  DUPLICATE_KEY: ['The same key is used more than once in one record.', 'Remove one of the two.'],
  IMPOSSIBLE: ['The file is not valid YAML here.', 'Look at this line and the one above.'],
  KEY_OVER_1024_CHARS: [
    'A key is longer than 1,024 characters.',
    'Shorten it. If it is a value, put it after the colon.',
  ],
  MISSING_CHAR: ['A colon, comma or bracket is missing.', 'Look at this line and the one above.'],
  MULTILINE_IMPLICIT_KEY: [
    'A line has no colon after its key.',
    'Write `key: value`. For a text of several lines, put `|` after the colon and indent the lines.',
  ],
  MULTIPLE_ANCHORS: ['A value has two anchors.', 'Remove one of the two.'],
  MULTIPLE_DOCS: ['The file has more than one document.', 'Split it at the `---`.'],
  MULTIPLE_TAGS: ['A value has two tags.', 'Remove both: tags are not allowed.'],
  NON_STRING_KEY: ['A key is not a text.', 'Put the key in quotes.'],
  RESOURCE_EXHAUSTION: [
    'The file nests values too deeply.',
    'Look for unintended brackets or dashes.',
  ],
  TAB_AS_INDENT: ['A tab is used for indentation.', 'Use spaces instead, two per level.'],
  TAG_RESOLVE_FAILED: ['The tag is unknown.', 'Remove the tag.'],
  UNEXPECTED_TOKEN: [
    'YAML does not expect this character here.',
    'Look for an unintended bracket, comma, quote or dash. A text with such characters needs quotes.',
  ],
}
