// The faults for the features of YAML that definitions may not use.
import type { FileLimits } from './limits.ts'
import type { YamlFault } from './text.ts'

export const tagFault = (offset: number): YamlFault =>
  featureFault(
    offset,
    'Tags such as `!!binary` or `!custom` are not allowed.',
    'Remove the tag. A text that begins with `!` needs quotes.',
  )

export const directiveFault = (offset: number): YamlFault =>
  featureFault(
    offset,
    'Directives such as `%YAML` are not allowed.',
    'Remove the line. Files are always read as YAML 1.2.',
  )

export const nestingFault = (offset: number, { depth }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file nests values deeper than ${depth} levels.`,
    'Look for unintended brackets or dashes: no resource of Statsig is nested that deeply.',
  )

export const keyCountFault = (offset: number, { keys }: FileLimits): YamlFault =>
  featureFault(offset, `The record has more than ${keys} keys.`, 'Split the record, or use a list.')

export const nodeCountFault = (offset: number, { nodes }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file has more than ${nodes} values, including the values that aliases repeat.`,
    'Split it into several files.',
  )

export const tokenCountFault = (offset: number, { nodes }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file has more lines and tokens than ${nodes} values need.`,
    'Split it into several files, or remove empty lines and unneeded characters.',
  )

export const aliasCountFault = (offset: number, { aliases }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file uses aliases more than ${aliases} times.`,
    'Write the values out, or split the file.',
  )

export const recursiveAliasFault = (offset: number, name: string): YamlFault =>
  featureFault(
    offset,
    `The alias ${quoteShortName(`*${name}`)} is inside the value that it refers to, so the value would be infinite.`,
    'Write the value out.',
  )

export const unknownAliasFault = (offset: number, name: string): YamlFault => ({
  ...featureFault(
    offset,
    `The alias ${quoteShortName(`*${name}`)} refers to no anchor above it.`,
    'Define the anchor with `&` earlier in the same document. A text that begins with `*` needs quotes.',
  ),
  code: 'yaml-syntax',
})

export const duplicateKeyFault = (
  offset: number,
  name: string,
  lines: readonly number[],
): YamlFault => ({
  ...featureFault(
    offset,
    `The key ${quoteShortName(name)} is used more than once in one record: ${lines.map((line) => `on line ${line}`).join(' and ')}.`,
    'Remove one of the two.',
  ),
  code: 'yaml-syntax',
})

/** The type of a key that is not a text. */
export type KeyType = 'collection' | 'alias' | 'empty' | 'number' | 'boolean'

export const keyTypeFault = (found: KeyType, offset: number): YamlFault => {
  switch (found) {
    case 'collection':
      return featureFault(
        offset,
        'A key is a record or a list; keys must be texts.',
        'Put a text that begins with `{` or `[` in quotes. Templates such as `{{ name }}` are not supported.',
      )
    case 'alias':
      return featureFault(offset, 'A key is an alias; keys must be texts.', 'Write the key out.')
    case 'empty':
      return featureFault(offset, 'A key is empty or `null`.', 'Name the key, or put it in quotes.')
    case 'number':
    case 'boolean':
      return featureFault(
        offset,
        `A key is a ${found}; keys must be texts.`,
        'Put the key in quotes.',
      )
  }
}

export const keyNameFault = (
  offset: number,
  name: string,
  isPlain: boolean,
): YamlFault | undefined => {
  if (isPlain && name === '<<')
    return featureFault(
      offset,
      'Merge keys (`<<`) are not allowed.',
      'Write the keys out. To reuse a whole value, use `&name` and `*name`.',
    )
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    return featureFault(offset, `The key \`${name}\` is not allowed.`, 'Choose another name.')
  if (isPlain && name !== name.trim())
    return featureFault(
      offset,
      'The key begins or ends with whitespace that is not an ordinary space.',
      'Replace it with a space, or delete it. Text that was copied from a web page often contains it.',
    )
  return undefined
}

export const numberFault = (
  offset: number,
  value: number,
  source: string,
): YamlFault | undefined => {
  if (!Number.isFinite(value))
    return featureFault(
      offset,
      'The number is infinite or not a number, which Statsig cannot store.',
      'Write a finite number, or put the text in quotes.',
    )
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return featureFault(
      offset,
      'The number is larger than 2^53 and would be rounded.',
      `Put it in quotes: \`'${source}'\`. An id is a text.`,
    )
  if (/^[-+]?0\d/.test(source))
    return featureFault(
      offset,
      'The number begins with zeros, which YAML would drop.',
      `Put it in quotes if it is an id: \`'${source}'\`. Otherwise write it without the zeros.`,
    )
  return undefined
}

const featureFault = (offset: number, message: string, hint: string): YamlFault => ({
  offset,
  code: 'unsupported-yaml',
  message,
  hint,
})

/** A name that is short and simple enough to be no secret; for another one, its length only. */
const quoteShortName = (name: string): string =>
  /^[\p{L}\p{N} $*:./@_-]{1,40}$/u.test(name) ? `\`${name}\`` : `of ${name.length} characters`
