// A repository on disk: its settings and its definitions.
import { join as pathOf } from 'node:path'
import { compareText, type Diagnostic, error, inOrder, isFatal, warning } from '../diagnostic.ts'
import { UsageError } from '../io/console-api/index.ts'
import { patternFault, readSource, readSources } from '../io/files.ts'
import { folderExists } from '../io/texts.ts'
import { begin, finish, type Loaded } from '../load/index.ts'
import { listCaps } from '../load/list-file.ts'
import { type ReadSettings, readSettings, type Settings, settingsFile } from '../load/settings.ts'
import type { SourceFile } from '../model.ts'
import { join, type Pointer } from '../pointer.ts'
import { type Chosen, chosenTarget, isChoiceNeeded } from './choose-target.ts'

export interface Workspace extends Loaded {
  readonly settings: Settings
  readonly files: number
  /** Absent where it does not matter which is meant. */
  readonly target?: Chosen
}

export interface Choice {
  readonly target?: string | undefined
  /** Nothing depends on the target but, perhaps, where the definitions are. */
  readonly isLocal?: boolean
}

const usual = ['statsig/**/*.{yaml,yml}']
/** The layout of Statsig's own sync example; looked at only where `statsig/` does not exist. */
const example = ['metrics/**/*.{yaml,yml}', 'metric_sources/**/*.{yaml,yml}']

/** `paths` narrow what is loaded. */
export const openWorkspace = async (
  root: string,
  paths: readonly string[] = [],
  { isLocal, target: wanted }: Choice = {},
): Promise<Workspace> => {
  for (const path of paths) {
    const fault = patternFault(path)
    if (fault !== undefined) throw new UsageError(fault)
  }
  if (!(await folderExists(pathOf(root, '.'))))
    throw new UsageError(`There is no folder \`${root}\`.`)
  const read = readSettings(await readSource(root, settingsFile))
  const { settings } = read
  const faults: readonly Diagnostic[] = [
    ...(await misnamed(root)),
    ...read.diagnostics,
    ...unusablePlaces(read),
  ]
  if (isFatal(faults))
    return { settings, files: 0, desired: new Map(), unchecked: 0, diagnostics: inOrder(faults) }
  const isFree = isLocal && wanted === undefined && !isChoiceNeeded(settings.targets)
  const target = isFree ? undefined : chosenTarget(settings.targets, wanted)
  const chosen = paths.length > 0 ? paths : (target?.definitions ?? settings.definitions)
  const places = chosen ?? ((await folderExists(pathOf(root, 'statsig'))) ? usual : example)
  const { empty, files } = await filesAt(root, places, settings.caps.bytes)
  const [nowhere] = empty
  if (paths.length > 0 && nowhere !== undefined)
    throw new UsageError(`\`${nowhere}\` names no file.`)
  const begun = begin(files, settings)
  const loaded = finish(begun, settings, await listsAt(root, begun.lists))
  const diagnostics: readonly Diagnostic[] = inOrder([
    ...faults,
    ...(chosen !== undefined && paths.length === 0 ? empty : []).map((pattern) =>
      warning('invalid-settings', `\`${pattern}\` names no file.`, placeOf(pattern, read)),
    ),
    ...loaded.diagnostics,
  ])
  return { ...loaded, settings, files: files.length, diagnostics, ...(target && { target }) }
}

/** The files with lists that definitions name; those that are not there are left out. */
const listsAt = async (root: string, paths: readonly string[]): Promise<readonly SourceFile[]> => {
  const advice = 'describe several resources, each with a part of it'
  const found = await Promise.all(
    paths.map((path) => readSource(root, path, listCaps.bytes, advice)),
  )
  return found.filter((file) => file !== undefined)
}

/** Settings in a file that nobody reads would guard nothing. */
const misnamed = async (root: string): Promise<readonly Diagnostic[]> => {
  const other = settingsFile.replace(/yaml$/, 'yml')
  return (await readSource(root, other)) === undefined
    ? []
    : [
        error(
          'invalid-settings',
          `Settings are read from \`${settingsFile}\`, and not from this file.`,
          {
            at: { file: other, line: 1, column: 1 },
            hint: `Rename it to \`${settingsFile}\`.`,
          },
        ),
      ]
}

/** The files that patterns name, and the patterns that name none. */
const filesAt = async (root: string, patterns: readonly string[], maxBytes: number) => {
  const found = await Promise.all(patterns.map((each) => readSources(root, [each], maxBytes)))
  const byPath = new Map(found.flat().map((file) => [file.path, file]))
  return {
    files: [...byPath.values()].sort((a, b) => compareText(a.path, b.path)),
    empty: patterns.filter((_, index) => found[index]?.length === 0),
  }
}

/** Patterns of `definitions` that lead out of the repository, or that cannot be used otherwise. */
const unusablePlaces = (read: ReadSettings): readonly Diagnostic[] =>
  patternsIn(read).flatMap(([pointer, pattern]) => {
    const fault = patternFault(pattern)
    return fault === undefined
      ? []
      : [error('invalid-settings', fault, { at: read.positions?.value(pointer) })]
  })

/** Every pattern of the settings, those of targets too, by where it stands. */
const patternsIn = ({ settings }: ReadSettings): readonly (readonly [Pointer, string])[] => [
  ...numbered('/definitions', settings.definitions),
  ...Object.entries(settings.targets).flatMap(([name, { definitions }]) =>
    numbered(join(join('/targets', name), 'definitions'), definitions),
  ),
]

const numbered = (
  at: Pointer,
  patterns: readonly string[] = [],
): readonly (readonly [Pointer, string])[] =>
  patterns.map((pattern, index) => [join(at, index), pattern] as const)

const placeOf = (pattern: string, read: ReadSettings) => {
  const [pointer] = patternsIn(read).find(([, each]) => each === pattern) ?? []
  return { at: pointer === undefined ? undefined : read.positions?.value(pointer) }
}
