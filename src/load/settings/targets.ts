// Reads `targets` of the settings: the Statsig projects that one repository is applied to, by name.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { join } from '../../core/pointer.ts'
import { type Field, record, set, text } from '../../fields/field.ts'
import { fieldSchema, type JsonSchema } from '../../fields/json-schema.ts'
import type { Positions } from '../../model/index.ts'

export interface Target {
  /** The id of the Statsig project. A run with the key of another project is refused. */
  readonly project?: string
  /** Replaces `definitions` of the settings. */
  readonly definitions?: readonly string[]
}

export type Targets = Readonly<Record<string, Target>>

const targetField: Field = record('A project that the definitions are applied to.', {
  project: text(
    'The id of the project, as Statsig’s console shows it. A run with the key of another project is refused.',
    { min: 1 },
  ),
  definitions: set(
    'The globs or folders of the definitions of this target. They replace the `definitions` of the settings.',
    text('A glob or folder below this file.', { min: 1 }),
    { singleAsList: true, min: 1 },
  ),
})

/** The keys are free names, so a schema with fixed properties cannot describe them. */
export const targetsSchema: JsonSchema = {
  type: 'object',
  description:
    'The projects that the definitions are applied to, by names such as `production`. If there are several, `--target` selects one.',
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

/** The name is part of options, plan files and names of git refs. */
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
        hint: 'Use at most 64 characters: letters a to z, digits, `_` and `-`. Start with a letter or digit.',
      }),
    )
