// The tables of the README that are made from the descriptors, and from what the action takes and gives.
import { type Input, inputs } from '../../src/io/actions/input-table.ts'
import { outputs } from '../../src/io/actions/outputs.ts'
import { apiAreaOfKind, apiAreas } from '../../src/kinds/api-coverage.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { supportedOperations } from '../../src/report/explain/operations.ts'

const table = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

const headed = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  table([heads, heads.map(() => '---'), ...rows])

const words = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

export const kindsTable = (kinds: readonly Kind[]): string =>
  headed(
    [
      'kind',
      'folder',
      'known by',
      'create',
      'an update sends',
      'archive',
      'delete',
      'import',
      'dry run',
      'only at creation',
      'frozen',
    ],
    kinds.map((kind) => {
      const can = supportedOperations(kind)
      const moves = (kind.statusMachine?.transitions ?? []).map(({ action }) => `\`${action}\``)
      return [
        `\`${kind.kind}\``,
        `\`${kind.folder}/\``,
        can.knownBy,
        can.create,
        moves.length > 0 ? `${can.update}; moves: ${[...new Set(moves)].join(', ')}` : can.update,
        can.archive,
        can.delete,
        can.import,
        can.dryRun,
        words(can.createOnly),
        can.immutable.join(', '),
      ]
    }),
  )

export const systemsTable = (kinds: readonly Kind[]): string =>
  headed(
    ['system', 'managed', 'besides'],
    apiAreas.map((system) => {
      const own = kinds.filter((kind) => apiAreaOfKind(kind) === system)
      return [
        system.name,
        own.length > 0 ? words(own.map(({ kind }) => kind)) : 'no',
        system.note ?? '',
      ]
    }),
  )

export const inputsTable = (): string =>
  headed(
    ['input', 'unless given', 'does'],
    inputs.map((input) => [`\`${input.name}\``, defaultOf(input), input.doc]),
  )

const defaultOf = (input: Input): string => {
  if (input.default !== '') return `\`${input.default}\``
  return input.sort === 'choice' && input.isRequired ? 'required' : ''
}

export const outputsTable = (): string =>
  headed(
    ['output', 'is'],
    outputs.map(({ name, doc }) => [`\`${name}\``, doc]),
  )

/** A document with the tables between its markers written again. */
export const withTables = (document: string, tables: Readonly<Record<string, string>>): string =>
  Object.entries(tables).reduce(
    (text, [name, made]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)[^]*?(<!-- end of ${name} -->)`),
        (_, begin: string, end: string) => `${begin}\n${made}\n\n${end}`,
      ),
    document,
  )
