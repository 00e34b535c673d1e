// Limits on texts and numbers, in words.

export const enumValues = (values: unknown): readonly string[] =>
  Array.isArray(values) ? values.filter((value) => value !== null).map(String) : []

/** The characters of a text that a pattern such as `^[a-z_]*$` refuses, and those that it allows. */
export const findDisallowedCharacters = (
  text: string,
  pattern: string,
): { readonly allowed: readonly string[]; readonly disallowed: readonly string[] } => {
  const [, characterClass] = /^\^\[(.*)\][*+]\$$/.exec(pattern) ?? []
  if (characterClass === undefined) return { allowed: [], disallowed: [] }
  const allowedPattern = new RegExp(`^[${characterClass}]$`, 'u')
  const otherCharacters = characterClass.replaceAll(/a-z|A-Z|0-9|\\/g, '')
  return {
    disallowed: [...new Set(text)]
      .filter((character) => !allowedPattern.test(character))
      .map(characterName),
    allowed: [
      ...(characterClass.includes('a-z') ? ['the letters a to z'] : []),
      ...(characterClass.includes('0-9') ? ['digits'] : []),
      ...[...otherCharacters].map(characterName),
    ],
  }
}

const characterName = (character: string): string => {
  if (character === ' ') return 'blanks'
  return character === '`' ? 'backquotes' : `\`${character}\``
}

/** A number with more decimals than there may be, and its neighbours that have as many. */
export const decimalsFault = (
  subjectText: string,
  step: number,
  value: number,
): readonly [string, string] => {
  const [maxDecimals, stepLength] = [Math.round(-Math.log10(step)), String(step).length]
  const roundWith = (round: (value: number) => number) =>
    Number((round(value / step) * step).toFixed(Math.min(stepLength, 9)))
  return [
    `${subjectText} may have ${maxDecimals === 2 ? 'two' : maxDecimals} decimals at most; it is ${value}.`,
    `Write \`${roundWith(Math.floor)}\` or \`${roundWith(Math.ceil)}\`.`,
  ]
}
