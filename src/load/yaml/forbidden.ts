// The parts of YAML that files may not use, and how we say so.
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
    'Remove the line. Files are read as YAML 1.2 whatever they say.',
  )

export const nestingFault = (offset: number, { depth }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file nests values deeper than ${depth} levels.`,
    'Nothing in Statsig is that deep: look for brackets or dashes that are not meant.',
  )

export const keyCountFault = (offset: number, { keys }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The record has more than ${keys} keys.`,
    'Split it, or write what it holds as a list.',
  )

export const nodeCountFault = (offset: number, { nodes }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file holds more than ${nodes} values, counting what aliases stand for.`,
    'Split it into several files.',
  )

export const tokenCountFault = (offset: number, { nodes }: FileLimits): YamlFault =>
  featureFault(
    offset,
    `The file has more lines and signs than ${nodes} values need.`,
    'Split it into several files, or remove what stands there for no reason.',
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
    `The alias ${quoteShortName(`*${name}`)} stands inside the value that it names, which would never end.`,
    'Write the value out.',
  )

export const unknownAliasFault = (offset: number, name: string): YamlFault => ({
  ...featureFault(
    offset,
    `The alias ${quoteShortName(`*${name}`)} names no anchor above it.`,
    'Set the anchor with `&` in the same document first. A text that begins with `*` needs quotes.',
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
    `The key ${quoteShortName(name)} stands twice in one record: ${lines.map((line) => `on line ${line}`).join(' and ')}.`,
    'Remove one of the two.',
  ),
  code: 'yaml-syntax',
})

/** What a key that is not a text is instead. */
export type KeyType = 'collection' | 'alias' | 'empty' | 'number' | 'boolean'

export const keyTypeFault = (found: KeyType, offset: number): YamlFault => {
  switch (found) {
    case 'collection':
      return featureFault(
        offset,
        'A key is a record or a list, and keys are texts.',
        'Put a text that begins with `{` or `[` in quotes. Templates such as `{{ name }}` are not filled in.',
      )
    case 'alias':
      return featureFault(offset, 'A key is an alias, and keys are texts.', 'Write the key out.')
    case 'empty':
      return featureFault(offset, 'A key is empty or `null`.', 'Name the key, or put it in quotes.')
    case 'number':
    case 'boolean':
      return featureFault(
        offset,
        `A key is a ${found}, and keys are texts.`,
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
      'Write the keys out. A whole value may be shared with `&name` and `*name`.',
    )
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    return featureFault(offset, `The key \`${name}\` is not allowed.`, 'Choose another name.')
  if (isPlain && name !== name.trim())
    return featureFault(
      offset,
      'The key begins or ends with a blank that is not an ordinary space.',
      'Replace it with a space, or delete it. It often comes from copying out of a web page.',
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
      'The number is beyond 2^53 and would be rounded.',
      'Put it in quotes: an id is a text.',
    )
  if (/^[-+]?0\d/.test(source))
    return featureFault(
      offset,
      'The number begins with zeros, which would be lost.',
      'Put it in quotes if it is an id; otherwise write it without the zeros.',
    )
  return undefined
}

const featureFault = (offset: number, message: string, hint: string): YamlFault => ({
  offset,
  code: 'yaml-feature',
  message,
  hint,
})

/** A name so short that nobody keeps a secret in it. */
const quoteShortName = (name: string): string =>
  /^[\p{L}\p{N} $*:./@_-]{1,40}$/u.test(name) ? `\`${name}\`` : `of ${name.length} characters`
