// Text that others wrote, made harmless: it can neither steer a terminal nor speak to a build log.

const hiddenCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/** One line: what a reader cannot see, or what moves the cursor, becomes `\u{1b}`. */
export const escapeText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(
      hiddenCharacters,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )

// Colour may stand between the characters: with and without it the same must be broken.
const colorCode = `${String.fromCharCode(0x1b)}\\[\\d+m`
const command = new RegExp(`^((?:[^\\S\\n]|${colorCode})*):((?:${colorCode})*):`, 'gm')
const oldCommand = new RegExp(`#((?:${colorCode})*)#((?:${colorCode})*)\\[`, 'g')

/** GitHub reads a line that starts with `::`, even after blanks, and `##[` anywhere, as commands. Both are broken. */
export const neutralizeCommands = (text: string): string =>
  text.replace(command, '$1:$2 :').replace(oldCommand, '#$1#$2 [')

/** The same for JSON text, without changing what it says. */
export const neutralizeJson = (text: string): string =>
  text
    .replace(hiddenCharacters, (character) =>
      character === '\n' ? character : toUnicodeEscapes(character),
    )
    .replaceAll('##[', '#\\u0023[')

const toUnicodeEscapes = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
