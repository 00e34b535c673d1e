// Reads `statsig.yaml`. Every setting has a default, and none can contain an API key, a host or a variable.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { join, topLevelName } from '../../core/pointer.ts'
import { choice, type Field, flag, number, record, set, text } from '../../fields/field.ts'
import { fieldSchema, type JsonSchema } from '../../fields/json-schema.ts'
import { kinds } from '../../kinds/index.ts'
import { jsonSchemaDraft } from '../../kinds/schema.ts'
import type { Positions, SourceFile } from '../../model/index.ts'
import { schemaErrors } from '../schema-errors/compiled-schemas.ts'
import { explainSchemaErrors, type SchemaContext } from '../schema-errors/index.ts'
import { defaultFileLimits, type FileLimits, parseSettingsFile } from '../yaml/parse.ts'
import { type Guardrails, guardrailsField, guardrailsFrom } from './guardrails.ts'
import { type Targets, targetNameFaults, targetsFrom, targetsSchema } from './targets.ts'

/** The settings, with all defaults. */
export interface Settings {
  /** Globs or folders below the root; absent for the default folders. */
  readonly definitions?: readonly string[]
  /** Whether a missing tag is created or is an error. */
  readonly tags: 'any' | 'declared'
  readonly reviews: 'respect' | 'bypass'
  /** What happens to a resource whose definition was deleted from the files. */
  readonly prune: 'off' | 'archive' | 'delete'
  /** Whether a change that was made in the console is kept. */
  readonly onDrift: 'keep' | 'overwrite'
  /** Whether the Action shows values on a public repository that are in Statsig and not in git. */
  readonly showLiveValues: boolean
  readonly guardrails: Guardrails
  /** New keys of the API, by kind. */
  readonly extraFields: Readonly<Record<string, readonly string[]>>
  readonly caps: FileLimits
  readonly targets: Targets
}

export const settingsFile = 'statsig.yaml'

const extraFieldsField: Field = record(
  'New keys of Statsig’s API that this version does not know, by kind. They are sent as written.',
  Object.fromEntries(
    kinds.map(({ kind }) => [
      kind,
      set(
        `Keys of a ${kind}.`,
        text('A key, or one within a record or a list: `permissions/new_permission`.'),
      ),
    ]),
  ),
)

const settingsField: Field = record(
  'Settings of statsig-gitops for this repository. Every key has a default.',
  {
    definitions: set(
      'The globs or folders of the definition files. The default is `statsig/`.',
      text('A glob or folder below this file.', { min: 1 }),
      { singleAsList: true, min: 1 },
    ),
    tags: choice(
      'Whether a tag that no file defines is created, or is an error.',
      ['any', 'declared'],
      {
        default: 'any',
      },
    ),
    reviews: choice(
      'Whether changes wait for the reviews that the project requires, or bypass them.',
      ['respect', 'bypass'],
      {
        default: 'respect',
      },
    ),
    prune: choice(
      'What happens to a resource whose definition was deleted from the files. Deleting cannot be undone.',
      ['off', 'archive', 'delete'],
      { default: 'off' },
    ),
    onDrift: choice(
      'Whether a change that was made in the console to a field of a file is kept or overwritten.',
      ['keep', 'overwrite'],
      { default: 'keep' },
    ),
    showLiveValues: flag(
      'Whether the Action shows values on a public repository that are in Statsig and not in git. If not, it shows digests of them.',
      { default: false },
    ),
    guardrails: guardrailsField,
    extraFields: extraFieldsField,
    caps: record('The largest size of one file.', {
      bytes: number('The number of bytes.', {
        integer: true,
        min: 1,
        default: defaultFileLimits.bytes,
      }),
      nodes: number('The number of keys and values.', {
        integer: true,
        min: 1,
        default: defaultFileLimits.nodes,
      }),
    }),
  },
)

const schemaProperties = ({ properties }: JsonSchema): JsonSchema =>
  typeof properties === 'object' && properties !== null ? { ...properties } : {}

const settingsFieldSchema = fieldSchema(settingsField)

export const settingsSchema: JsonSchema = {
  $schema: jsonSchemaDraft,
  title: settingsFile,
  ...settingsFieldSchema,
  properties: { ...schemaProperties(settingsFieldSchema), targets: targetsSchema },
}

export interface SettingsResult {
  readonly settings: Settings
  readonly diagnostics: readonly Diagnostic[]
  /** The positions of the settings, for faults that are found when the definitions are read. */
  readonly positions?: Positions
}

export const readSettings = (file: SourceFile | undefined): SettingsResult => {
  const defaults = settingsFrom({})
  if (file === undefined) return { settings: defaults, diagnostics: [] }
  const { diagnostics, documents } = parseSettingsFile(file)
  const [document] = documents
  if (document === undefined) return { settings: defaults, diagnostics }
  const { content, positions } = document
  const context: SchemaContext = { name: `\`${settingsFile}\``, schema: settingsSchema, positions }
  const faults = [
    ...forbiddenKeyFaults(content, positions),
    ...targetNameFaults(content, positions),
    ...explainSchemaErrors(schemaErrors(settingsSchema, content), context)
      .filter(({ pointer }) => forbiddenCategory(topLevelName(pointer)) === undefined)
      .map(({ diagnostic }) => ({ ...diagnostic, code: 'invalid-settings' as const })),
  ]
  return faults.length > 0
    ? { settings: defaults, diagnostics: [...diagnostics, ...faults] }
    : { settings: settingsFrom(content), diagnostics, positions }
}

const pruneModes = ['off', 'archive', 'delete'] as const

const settingsFrom = (content: JsonObject): Settings => {
  const definitions = content['definitions']
  return {
    ...(definitions !== undefined && definitions !== null && { definitions: toTexts(definitions) }),
    targets: targetsFrom(content['targets']),
    tags: content['tags'] === 'declared' ? 'declared' : 'any',
    reviews: content['reviews'] === 'bypass' ? 'bypass' : 'respect',
    prune: pruneModes.find((each) => each === content['prune']) ?? 'off',
    onDrift: content['onDrift'] === 'overwrite' ? 'overwrite' : 'keep',
    showLiveValues: content['showLiveValues'] === true,
    guardrails: guardrailsFrom(content['guardrails']),
    extraFields: isJsonObject(content['extraFields'])
      ? Object.fromEntries(
          Object.entries(content['extraFields']).map(([kind, names]) => [kind, toTexts(names)]),
        )
      : {},
    caps: {
      ...defaultFileLimits,
      ...fileLimitFrom(content, 'bytes'),
      ...fileLimitFrom(content, 'nodes'),
    },
  }
}

const toTexts = (value: Json): readonly string[] =>
  (isJsonArray(value) ? value : [value]).map(String)
const fileLimitFrom = (content: JsonObject, name: string): Readonly<Record<string, number>> => {
  const value = member(content['caps'], name)
  return typeof value === 'number' ? { [name]: value } : {}
}

/** Settings that people may try, and that no proposed change may set. */
const forbiddenCategory = (name: string): keyof typeof forbiddenCategories | undefined => {
  const nameParts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[-_.]/)
  if (nameParts.some((namePart) => /^(api)?(key|token|secret|password)s?$/.test(namePart)))
    return 'secret'
  return nameParts.some((namePart) =>
    /^(api|base)?(url|host|hostname|endpoint|server|proxy)$/.test(namePart),
  )
    ? 'address'
    : undefined
}

const forbiddenCategories = {
  secret: {
    reason: 'everyone with read access to the repository could use it',
    hint: 'Set `STATSIG_API_KEY` in the environment, and delete the line. If the key was committed, replace it in Statsig.',
  },
  address: {
    reason: 'a proposed change could send the API key to another host',
    hint: 'Delete the line. To use another address, pass `--api-url`.',
  },
} as const

const forbiddenKeyFaults = (content: JsonObject, positions: Positions): readonly Diagnostic[] =>
  Object.keys(content).flatMap((name) => {
    const category = forbiddenCategory(name)
    if (category === undefined) return []
    const { hint, reason } = forbiddenCategories[category]
    const message = `\`${name}\` cannot be set in a file of the repository: ${reason}.`
    return [error('invalid-settings', message, { at: positions.key(join('', name)), hint })]
  })
