// `targets` of the settings: the projects that one repository may be applied to, by names of its own.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { type Field, record, set, text } from '../../fields/field.ts'
import { fieldSchema, type JsonSchema } from '../../fields/json-schema.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { join } from '../../pointer.ts'

export interface Target {
  /** The id of the Statsig project that is meant. With the key of another one nothing is done. */
  readonly project?: string
  /** In place of the `definitions` of all targets. */
  readonly definitions?: readonly string[]
}

export type Targets = Readonly<Record<string, Target>>

const targetField: Field = record('One project that the definitions are applied to.', {
  project: text(
    'The id of the project, as Statsig’s console shows it. With the key of another project nothing is planned or written.',
    { min: 1 },
  ),
  definitions: set(
    'Where the definitions of this target are, in place of the `definitions` above.',
    text('A glob or folder below this file.', { min: 1 }),
    { singleAsList: true, min: 1 },
  ),
})

/** Names are people's own, so that this is no record of fields. */
export const targetsSchema: JsonSchema = {
  type: 'object',
  description:
    'Projects that the definitions are applied to, by names such as `production`. With several, `--target` says which.',
  additionalProperties: fieldSchema(targetField),
}

export const targetsFrom = (value: Json | undefined): Targets =>
  Object.fromEntries(
    Object.entries(isJsonObject(value) ? value : {}).map(([name, targetValue]) => {
      const [project, definitions] = [
        member(targetValue, 'project'),
        member(targetValue, 'definitions'),
      ]
      return [
        name,
        {
          ...(typeof project === 'string' && { project }),
          ...(definitions !== undefined &&
            definitions !== null && {
              definitions: (isJsonArray(definitions) ? definitions : [definitions]).map(String),
            }),
        },
      ]
    }),
  )

/** A name stands in options, in plans and in names of git. */
const targetNamePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

export const targetNameFaults = (
  content: JsonObject,
  positions: Positions,
): readonly Diagnostic[] =>
  Object.keys(isJsonObject(content['targets']) ? content['targets'] : {})
    .filter((each) => !targetNamePattern.test(each))
    .map((each) =>
      error('invalid-settings', `\`${each}\` cannot be the name of a target.`, {
        at: positions.key(join('/targets', each)),
        hint: 'A name has letters a to z, digits, `_` and `-`, begins with a letter or digit, and is at most 64 characters long.',
      }),
    )
