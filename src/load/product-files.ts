// Tells the files of this program apart from definitions: no pattern of `definitions` makes a definition of them.
import { isJsonArray, isJsonObject, type JsonObject, parseJson } from '../core/json.ts'
import type { SourceFile } from '../model/index.ts'
import { settingsFile } from './settings/index.ts'

const settingsNames: readonly string[] = [settingsFile, settingsFile.replace(/yaml$/, 'yml')]

/** Settings of any root, workflows, saved plans, states of the emulator, JSON output and JSON Schemas. */
export const isProductFile = ({ path, text }: SourceFile): boolean => {
  const segments = path.split('/')
  return (
    settingsNames.includes(segments.at(-1) ?? '') ||
    segments.includes('.github') ||
    (/^\s*\{/.test(text) && isOwnDocument(parseJson(text)))
  )
}

/** A definition has neither a version of its format nor the names of collections. */
const isOwnDocument = (value: unknown): boolean =>
  isJsonObject(value) &&
  (isSchema(value) || isOutput(value) || (isJsonArray(value['gates']) && 'projectId' in value))

const isSchema = ({ $schema }: JsonObject): boolean =>
  typeof $schema === 'string' && /^https?:\/\/json-schema\.org\//.test($schema)

/** A saved plan, too. */
const isOutput = (value: JsonObject): boolean =>
  typeof value['version'] === 'number' &&
  !('kind' in value) &&
  !('id' in value) &&
  !('name' in value)
