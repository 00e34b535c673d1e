// Says in plain words what the YAML library says in its own.
import type { ErrorCode, YAMLError } from 'yaml'
import type { YamlFault } from './text.ts'

/** Whether the tokens tell the same fault, and better. */
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

/** `key:value`, which YAML reads as one word. */
const colonWithoutSpace = (text: string, offset: number): YamlFault | undefined => {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const match = /^[ ]*(?:- +)*[\w.-]+:(?=[^\s:/])/.exec(text.slice(start, start + 200))
  if (!match) return undefined
  return {
    offset: start + match[0].length,
    code: 'yaml-syntax',
    message: 'There is no space after the colon.',
    hint: 'Write `key: value`. A text that holds a colon needs quotes.',
  }
}

const spacingCodes: ReadonlySet<ErrorCode> = new Set(['MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY'])

type MessageAndHint = readonly [message: string, hint: string]

// Where one code of the library stands for several mistakes.
const textsByPattern: readonly (readonly [pattern: RegExp, sentence: MessageAndHint])[] = [
  [
    /^Implicit map keys need to be followed/,
    ['The key has no colon after it.', 'Write `key: value`, with a colon and a space.'],
  ],
  [
    /^Missing , |^Unexpected (?:, in|empty item)/,
    [
      'A comma is missing between two items, or stands where no item is.',
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
      'Put a space before `#`. A text that holds `#` needs quotes.',
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
      'The line is part neither of the list above nor of its last item.',
      'Begin an item with `- ` at the column of the others, and indent its further keys like its first.',
    ],
  ],
  [
    /^Block collection cannot start on same line/,
    ['The document begins on the line of its `---`.', 'Begin it on the next line.'],
  ],
  [
    /[Bb]lock scalar/,
    [
      'The text block after `|` or `>` does not begin as it must.',
      'Put nothing but `-` or `+` after the sign, begin the text on the next line, and indent all its lines alike with spaces.',
    ],
  ],
  [
    /^Flow end indicator/,
    [
      'The closing bracket is not indented deeper than the key that it belongs to.',
      'Indent the bracket by two more spaces.',
    ],
  ],
  [
    /block-seq-ind on same line/,
    ['A list begins on the line of its key.', 'Begin the list on the next line.'],
  ],
]

const textsByCode: Readonly<Record<ErrorCode, MessageAndHint>> = {
  ALIAS_PROPS: ['An alias bears an anchor of its own.', 'Write the alias alone, as in `*name`.'],
  BAD_ALIAS: [
    'An anchor or an alias has no name, or a name that ends with a colon.',
    'Write `&name` and `*name`, with a space after the name. A text that begins with `&` or `*` needs quotes.',
  ],
  BAD_COLLECTION_TYPE: ['A tag does not fit what it stands before.', 'Remove the tag.'],
  BAD_DIRECTIVE: ['The directive is not one of YAML.', 'Remove the line that begins with `%`.'],
  BAD_DQ_ESCAPE: [
    'A text in double quotes holds an escape that YAML does not know.',
    'Write `\\\\` for a backslash, or put the text in single quotes.',
  ],
  BAD_INDENT: [
    'The indentation does not fit the lines above.',
    'Keys of one record, and dashes of one list, begin at the same column. Use two spaces a level.',
  ],
  BAD_PROP_ORDER: [
    'An anchor stands before the sign that it belongs after.',
    'Write it directly before the value, as in `- &name value`.',
  ],
  BAD_SCALAR_START: [
    'A text begins with a character that YAML keeps for itself.',
    'Put the text in quotes.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'A second colon, or a list, stands where one value belongs.',
    'Put a text that holds `: ` in quotes, or begin the record on the next line.',
  ],
  BLOCK_IN_FLOW: [
    'A record or list of the indented kind stands inside brackets.',
    'Use brackets inside brackets, or none at all.',
  ],
  DUPLICATE_KEY: ['The same key stands twice in one record.', 'Remove one of the two.'],
  IMPOSSIBLE: ['The file is not valid YAML here.', 'Look at this line and the one above.'],
  KEY_OVER_1024_CHARS: [
    'A key is longer than 1,024 characters.',
    'Shorten it; a long text is a value and stands after a colon.',
  ],
  MISSING_CHAR: ['A colon, comma or bracket is missing.', 'Look at this line and the one above.'],
  MULTILINE_IMPLICIT_KEY: [
    'A line has no colon after its key.',
    'Write `key: value`. A text over several lines begins with `|` after the colon, and its lines are indented.',
  ],
  MULTIPLE_ANCHORS: ['A value has two anchors.', 'Remove one of the two.'],
  MULTIPLE_DOCS: ['The file holds more than one document.', 'Split it at the `---`.'],
  MULTIPLE_TAGS: ['A value has two tags.', 'Remove both: tags are not allowed.'],
  NON_STRING_KEY: ['A key is not a text.', 'Put the key in quotes.'],
  RESOURCE_EXHAUSTION: ['The file nests values too deep.', 'Look for stray brackets or dashes.'],
  TAB_AS_INDENT: ['A tab is used for indentation.', 'Use spaces instead, two a level.'],
  TAG_RESOLVE_FAILED: ['The tag is not known.', 'Remove the tag.'],
  UNEXPECTED_TOKEN: [
    'Something stands here that YAML does not expect.',
    'Look for a stray bracket, comma, quote or dash. A text with such characters needs quotes.',
  ],
}
