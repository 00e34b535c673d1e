// Explains enumerations, patterns and decimal places of a schema.

export const enumValues = (values: unknown): readonly string[] =>
  Array.isArray(values) ? values.filter((value) => value !== null).map(String) : []

/** The characters that a pattern such as `^[a-z_]*$` allows, and those of a text that it refuses. */
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
  if (character === ' ') return 'spaces'
  return character === '`' ? 'backticks' : `\`${character}\``
}

/** Message and hint for a number with too many decimals: the hint has the nearest numbers that are allowed. */
export const decimalsFault = (
  subjectText: string,
  step: number,
  value: number,
): readonly [string, string] => {
  const [maxDecimals, stepLength] = [Math.round(-Math.log10(step)), String(step).length]
  const roundWith = (round: (value: number) => number) =>
    Number((round(value / step) * step).toFixed(Math.min(stepLength, 9)))
  return [
    `${subjectText} may have at most ${maxDecimals === 2 ? 'two' : maxDecimals} decimals; it is ${value}.`,
    `Write \`${roundWith(Math.floor)}\` or \`${roundWith(Math.ceil)}\`.`,
  ]
}
