// Joins the parts of a result: empty parts are left out, and nothing in them can control a terminal.
import { escapeText, neutralizeCommands } from '../escape/terminal.ts'

/** An empty line stands between two parts. Lines are escaped here, so that they must not hold colours. */
export const joinParts = (parts: readonly (readonly string[])[]): string =>
  joinStyledParts(parts.map((lines) => lines.flatMap((line) => line.split('\n')).map(escapeText)))

/** The same of lines that were escaped when they were made. */
export const joinStyledParts = (parts: readonly (readonly string[])[]): string =>
  neutralizeCommands(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  )
