// Builds the parts of the documentation that are made from the program: kinds, settings, the Action's inputs and outputs,
// and diagnostics.
import { readdirSync, readFileSync } from 'node:fs'
import { diagnosticCodes } from '../../src/core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json, member, toPlainJson } from '../../src/core/json.ts'
import { type Input, inputs } from '../../src/io/actions/input-table.ts'
import { outputs } from '../../src/io/actions/outputs.ts'
import { apiAreaOfKind, apiAreas } from '../../src/kinds/api-coverage.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { settingsSchema } from '../../src/load/settings/index.ts'
import { supportedOperations } from '../../src/report/explain/operations.ts'
import { allowedImports } from '../support/rooms.ts'
import { guardRows } from './guards-table.ts'
import { diagnosticsFolder } from './markdown.ts'
import { operationCounts, operationRows } from './operations-table.ts'
import { recoveryRows } from './recovery-table.ts'
import { tasks } from './tasks.ts'

const table = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

const headed = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  table([heads, heads.map(() => '---'), ...rows])

const words = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

const kindsTable = (kinds: readonly Kind[]): string =>
  headed(
    [
      'kind',
      'folder',
      'identified by',
      'create',
      'an update sends',
      'archive',
      'delete',
      'import',
      'dry run',
      'only at creation',
      'immutable',
    ],
    kinds.map((kind) => {
      const can = supportedOperations(kind)
      const moves = (kind.statusMachine?.transitions ?? []).map(({ action }) => `\`${action}\``)
      return [
        `\`${kind.kind}\``,
        `\`${kind.folder}/\``,
        can.identity,
        can.create,
        moves.length > 0
          ? `${can.update}; transitions: ${[...new Set(moves)].join(', ')}`
          : can.update,
        can.archive,
        can.delete,
        can.import,
        can.dryRun,
        words(can.createOnly),
        can.immutable.join(', '),
      ]
    }),
  )

const systemsTable = (kinds: readonly Kind[]): string =>
  headed(
    ['API area', 'managed', 'notes'],
    apiAreas.map((system) => {
      const own = kinds.filter((kind) => apiAreaOfKind(kind) === system)
      return [
        system.name,
        own.length > 0 ? words(own.map(({ kind }) => kind)) : 'no',
        system.note ?? '',
      ]
    }),
  )

const inputsTable = (): string =>
  headed(
    ['input', 'default', 'description'],
    inputs.map((input) => [`\`${input.name}\``, defaultOf(input), input.doc]),
  )

const defaultOf = (input: Input): string => {
  if (input.default !== '') return `\`${input.default}\``
  return input.type === 'choice' && input.isRequired ? 'required' : ''
}

const outputsTable = (): string =>
  headed(
    ['output', 'description'],
    outputs.map(({ name, doc }) => [`\`${name}\``, doc]),
  )

/** Every key of `statsig.yaml`, those inside of others too, with what the schema says of it. */
const settingsTable = (): string =>
  headed(['key', 'default', 'allowed', 'description'], settingRows(toPlainJson(settingsSchema), ''))

const settingRows = (schema: Json, prefix: string): readonly (readonly string[])[] => {
  const properties = member(schema, 'properties')
  const named = isJsonObject(properties) ? Object.entries(properties) : []
  const other = member(schema, 'additionalProperties')
  const all = isJsonObject(other) ? [...named, ['<name>', other] as const] : named
  return all.flatMap(([name, setting]) => {
    const path = `${prefix}${name}`
    const own = [
      `\`${path}\``,
      defaultIn(setting),
      allowedIn(setting),
      String(member(setting, 'description') ?? ''),
    ]
    // The keys of `extraFields` are the kinds.
    return [own, ...(path === 'extraFields' ? [] : settingRows(setting, `${path}.`))]
  })
}

const defaultIn = (setting: Json): string => {
  const value = member(setting, 'default')
  return value === undefined ? '' : `\`${String(value)}\``
}

const allowedIn = (setting: Json): string => {
  const values = member(setting, 'enum')
  if (isJsonArray(values)) return words(values.map(String))
  if (
    member(setting, 'additionalProperties') !== undefined ||
    member(setting, 'properties') !== undefined
  )
    return 'keys'
  const [min, max] = [member(setting, 'minimum'), member(setting, 'maximum')]
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `at least ${min}`
  const type = member(setting, 'type')
  return typeof type === 'string' ? (typeNames[type] ?? type) : 'text or a list of texts'
}

const typeNames: Readonly<Record<string, string>> = {
  boolean: '`true`, `false`',
  string: 'text',
  array: 'a list of texts',
}

/** The page of each code, one after the other. */
const diagnosticPages = (): string =>
  [
    `The folder \`${diagnosticsFolder}/\` holds files that provoke each code, and the same files corrected.`,
    ...Object.keys(diagnosticCodes).map((code) =>
      readFileSync(`${diagnosticsFolder}/${code}/page.md`, 'utf8').trim().replace(/^# /, '## '),
    ),
  ].join('\n\n')

const diagnosticsTable = (): string =>
  headed(
    ['code', 'meaning'],
    Object.entries(diagnosticCodes).map(([code, meaning]) => [`[\`${code}\`](#${code})`, meaning]),
  )

const importTable = (): string =>
  headed(
    ['room', 'may import'],
    Object.entries(allowedImports).map(([room, others]) => [
      `\`${room}\``,
      others.length > 0 ? words([...new Set(others)]) : 'nothing',
    ]),
  )

const tasksTable = (): string =>
  headed(
    ['where would you change', 'file or folder'],
    tasks.map(([question, path]) => [question, `[\`${path}\`](../${path})`]),
  )

const builders: Readonly<Record<string, () => string>> = {
  kinds: () => kindsTable(kinds),
  'API areas': () => systemsTable(kinds),
  'API operations': () =>
    headed(['operations', 'count'], operationCounts()) +
    `\n\n${headed(['area', 'operation', 'engine', 'emulator'], operationRows())}`,
  settings: settingsTable,
  inputs: inputsTable,
  outputs: outputsTable,
  'diagnostic codes': diagnosticsTable,
  'diagnostic pages': diagnosticPages,
  'twenty tasks': tasksTable,
  'import table': importTable,
  'recovery codes': () => headed(['code', 'mended by', 'what to do'], recoveryRows()),
  guards: () =>
    headed(
      ['guard', 'codes', 'level', 'effects', 'looks at', 'what lets it run', 'scenario'],
      guardRows(),
    ),
}

const generatedBlock =
  /^(<!-- generated: ([^>\n]*) -->\n)[\s\S]*?(<!-- end of generated: \2 -->)$/gm

/** The names of the generated blocks of a page that are built here or nowhere. */
export const generatedIn = (page: string): readonly string[] =>
  [...page.matchAll(/^<!-- generated: ([^>\n]*) -->$/gm)].map(([, name]) => name ?? '')

export const isBuilt = (name: string): boolean => Object.hasOwn(builders, name)

/** A page with its generated blocks written again. */
export const withGenerated = (page: string): string =>
  page.replace(generatedBlock, (block, begin: string, name: string, end: string) => {
    const build = builders[name]
    return build === undefined ? block : `${begin}\n${build()}\n\n${end}`
  })

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts'))
  // The emulator shares some words with the engine and no type.
  .toSorted((a, b) => Number(a.startsWith('src/emulator/')) - Number(b.startsWith('src/emulator/')))

/** The file that exports a type. */
export const declaringFile = (type: string): string | undefined => {
  const declaration = new RegExp(`^export (?:interface|type) ${type}\\b`, 'm')
  return sources.find((file) => declaration.test(readFileSync(file, 'utf8')))
}

/** A glossary with the files of its types written again. */
export const withTypeFiles = (page: string): string =>
  page.replace(/^(\|[^|\n]+\|[^|\n]+\| `(\w+)` \|).*\|$/gm, (row, cells: string, type: string) => {
    const file = declaringFile(type)
    return file === undefined ? row : `${cells} \`${file}\` |`
  })
