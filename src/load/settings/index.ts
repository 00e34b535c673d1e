// `statsig.yaml`: every key has a default, and none can hold a key, a host or a variable.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { choice, type Field, flag, number, record, set, text } from '../../fields/field.ts'
import { fieldSchema, type JsonSchema } from '../../fields/json-schema.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../json.ts'
import { kinds } from '../../kinds/index.ts'
import { jsonSchemaDraft } from '../../kinds/schema.ts'
import type { Positions, SourceFile } from '../../model.ts'
import { join, topLevelName } from '../../pointer.ts'
import { schemaErrors } from '../schema-errors/compiled-schemas.ts'
import { explainSchemaErrors, type SchemaContext } from '../schema-errors/index.ts'
import { defaultFileLimits, type FileLimits, parseSettingsFile } from '../yaml/parse.ts'
import { type Guardrails, guardrailsField, guardrailsFrom } from './guardrails.ts'
import { type Targets, targetNameFaults, targetsFrom, targetsSchema } from './targets.ts'

/** What people may write, with every default filled in. */
export interface Settings {
  /** Globs or folders below the root; absent where the usual places are meant. */
  readonly definitions?: readonly string[]
  /** Whether a tag that exists nowhere is created or is a fault. */
  readonly tags: 'any' | 'declared'
  readonly reviews: 'respect' | 'bypass'
  /** What becomes of a resource whose definition was deleted from the files. */
  readonly prune: 'off' | 'archive' | 'delete'
  /** Whether a change that somebody made in the console stays. */
  readonly onDrift: 'keep' | 'overwrite'
  /** Whether public repositories show what is in Statsig and was never in git. */
  readonly showLiveValues: boolean
  readonly guardrails: Guardrails
  /** Keys that the API has gained, by kind. */
  readonly extraFields: Readonly<Record<string, readonly string[]>>
  readonly caps: FileLimits
  readonly targets: Targets
}

export const settingsFile = 'statsig.yaml'

const extraFieldsField: Field = record(
  'Keys that Statsig’s API has gained since this version and that pass as they are, by kind.',
  Object.fromEntries(
    kinds.map(({ kind }) => [kind, set(`Keys of a ${kind}.`, text('A top-level key.'))]),
  ),
)

const settingsField: Field = record(
  'Settings of statsig-gitops for this repository. Every key has a default.',
  {
    definitions: set(
      'Where definitions are, as globs or folders. Usually `statsig/`.',
      text('A glob or folder below this file.', { min: 1 }),
      { singleAsList: true, min: 1 },
    ),
    tags: choice(
      'Whether tags that nobody defines are created, or are faults.',
      ['any', 'declared'],
      {
        default: 'any',
      },
    ),
    reviews: choice(
      'Whether changes wait for the reviews that the project asks for.',
      ['respect', 'bypass'],
      {
        default: 'respect',
      },
    ),
    prune: choice(
      'What becomes of a resource whose definition was deleted from the files. Deleting cannot be undone.',
      ['off', 'archive', 'delete'],
      { default: 'off' },
    ),
    onDrift: choice(
      'Whether a change that somebody made in the console, to what a file describes, stays.',
      ['keep', 'overwrite'],
      { default: 'keep' },
    ),
    showLiveValues: flag(
      'Whether the Action shows, on a public repository, values that are in Statsig and not in git. Digests stand for them otherwise.',
      { default: false },
    ),
    guardrails: guardrailsField,
    extraFields: extraFieldsField,
    caps: record('How large one file may be.', {
      bytes: number('Bytes.', { integer: true, min: 1, default: defaultFileLimits.bytes }),
      nodes: number('Keys and values.', {
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
  /** Where the settings stand, for what only reading the definitions can tell. */
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

/** Keys that people may try to put here, and that no proposed change may ever set. */
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
    why: 'everybody who can read the repository could use it',
    hint: 'Set `STATSIG_API_KEY` in the environment, and delete the line. A key that was committed needs to be replaced in Statsig.',
  },
  address: {
    why: 'whoever proposes a change could have the key sent elsewhere',
    hint: 'Delete the line. Another address is given on the command line, with `--api-url`.',
  },
} as const

const forbiddenKeyFaults = (content: JsonObject, positions: Positions): readonly Diagnostic[] =>
  Object.keys(content).flatMap((name) => {
    const category = forbiddenCategory(name)
    if (category === undefined) return []
    const { hint, why } = forbiddenCategories[category]
    const message = `\`${name}\` cannot be set in a file of the repository: ${why}.`
    return [error('invalid-settings', message, { at: positions.key(join('', name)), hint })]
  })
