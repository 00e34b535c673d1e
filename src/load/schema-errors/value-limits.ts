// Limits on texts and numbers, in words.

export const membersAllowed = (values: unknown): readonly string[] =>
  Array.isArray(values) ? values.filter((value) => value !== null).map(String) : []

/** The characters of a text that a pattern such as `^[a-z_]*$` refuses, and those that it allows. */
export const foreignIn = (
  text: string,
  pattern: string,
): { readonly allowed: readonly string[]; readonly foreign: readonly string[] } => {
  const [, inside] = /^\^\[(.*)\][*+]\$$/.exec(pattern) ?? []
  if (inside === undefined) return { allowed: [], foreign: [] }
  const fits = new RegExp(`^[${inside}]$`, 'u')
  const others = inside.replaceAll(/a-z|A-Z|0-9|\\/g, '')
  return {
    foreign: [...new Set(text)].filter((letter) => !fits.test(letter)).map(named),
    allowed: [
      ...(inside.includes('a-z') ? ['the letters a to z'] : []),
      ...(inside.includes('0-9') ? ['digits'] : []),
      ...[...others].map(named),
    ],
  }
}

const named = (letter: string): string => {
  if (letter === ' ') return 'blanks'
  return letter === '`' ? 'backquotes' : `\`${letter}\``
}

/** A number with more decimals than there may be, and its neighbours that have as many. */
export const decimals = (it: string, step: number, value: number): readonly [string, string] => {
  const [most, places] = [Math.round(-Math.log10(step)), String(step).length]
  const near = (round: (value: number) => number) =>
    Number((round(value / step) * step).toFixed(Math.min(places, 9)))
  return [
    `${it} may have ${most === 2 ? 'two' : most} decimals at most; it is ${value}.`,
    `Write \`${near(Math.floor)}\` or \`${near(Math.ceil)}\`.`,
  ]
}
