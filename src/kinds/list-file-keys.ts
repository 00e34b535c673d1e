// Defines the keys of files that name a text file with a list, such as `idsFile`.
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
    `The path of a text file with \`${name}\`, one a line, in place of the list, such as \`example.txt\`. The path is relative to the folder of this file.`,
    { min: 1, example: 'example.txt' },
  )
