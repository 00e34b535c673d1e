// Turns the errors of ajv into sentences.
import type { ErrorObject } from 'ajv'
import { formatPointer, join, type Pointer } from '../../../src/core/pointer.ts'

export const sentences = (errors: readonly ErrorObject[]): readonly string[] => {
  const unions = errors.filter((error) => error.keyword === 'anyOf')
  const told = errors.filter((error) => !isBranch(error, unions)).map(sentence)
  return [...new Set(told)]
}

/** The branches of a union that fit nothing: one sentence is enough for all of them. */
const isBranch = (error: ErrorObject, unions: readonly ErrorObject[]): boolean =>
  unions.some((union) => union !== error && error.schemaPath.startsWith(`${union.schemaPath}/`))

const sentence = (error: ErrorObject): string => {
  const { instancePath: at, params } = error
  switch (error.keyword) {
    case 'additionalProperties':
      return `${place(join(at, String(params['additionalProperty'])))} is not a member that the document names.`
    case 'required':
      return `${place(join(at, String(params['missingProperty'])))} is missing.`
    case 'not':
      return `${place(at)} must not be sent.`
    case 'enum':
      return `${place(at)} must be one of ${JSON.stringify(params['allowedValues'])}.`
    case 'anyOf':
      return `${place(at)} fits none of the shapes that the document allows.`
    default:
      return `${place(at)} ${error.message ?? 'is not as the document says'}.`
  }
}

const place = (at: Pointer): string => (at === '' ? 'The body' : `\`${formatPointer(at)}\``)
