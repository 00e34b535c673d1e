// Keys of our own that name a text file with a list, where it is too long to stand among other things.
import { type Fields, text } from '../fields/field.ts'

export const listFileFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      field.shape === 'set' && field.fileKey !== undefined
        ? [[field.fileKey, listFileField(name)] as const]
        : [],
    ),
  )

const listFileField = (name: string) =>
  text(
    `A text file that holds \`${name}\`, one a line, in place of the list here, such as \`example.txt\`. Its path is relative to the folder of this file.`,
    { min: 1 },
  )
