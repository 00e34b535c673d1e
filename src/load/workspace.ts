// A repository, on disk or at a commit: its settings and its definitions.
import { compareText, type Diagnostic, error, inOrder, isFatal, warning } from '../diagnostic.ts'
import { patternFault } from '../io/disk/files.ts'
import { diskTree, type Tree } from '../io/disk/source-tree.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import type { SourceFile } from '../model.ts'
import { join, type Pointer } from '../pointer.ts'
import { listCaps } from './definition/list-file.ts'
import { begin, finish, type Known, type Loaded } from './index.ts'
import { type ReadSettings, readSettings, type Settings, settingsFile } from './settings/index.ts'
import { type Chosen, chosenTarget, isChoiceNeeded } from './settings/select-target.ts'

export interface Workspace extends Loaded {
  readonly settings: Settings
  readonly files: number
  /** What it was made from: definitions, lists that they name, settings. */
  readonly sources: readonly SourceFile[]
  /** Absent where it does not matter which is meant. */
  readonly target?: Chosen
}

export interface Choice {
  readonly target?: string | undefined
  /** Nothing depends on the target but, perhaps, where the definitions are. */
  readonly isLocal?: boolean
  /** Shared by trees that have files in common. */
  readonly known?: Known
}

const usual = ['statsig/**/*.{yaml,yml}']
/** The layout of Statsig's own sync example; looked at only where `statsig/` does not exist. */
const example = ['metrics/**/*.{yaml,yml}', 'metric_sources/**/*.{yaml,yml}']

/** `paths` narrow what is loaded. */
export const openWorkspace = async (
  root: string,
  paths: readonly string[] = [],
  choice: Choice = {},
): Promise<Workspace> => {
  refuseUnusable(paths)
  const tree = diskTree(root)
  if (!(await tree.hasFolder('.'))) throw new UsageError(`There is no folder \`${root}\`.`)
  return loadTree(tree, paths, choice)
}

/** The same from any tree. */
export const loadTree = async (
  tree: Tree,
  paths: readonly string[] = [],
  { isLocal, known, target: wanted }: Choice = {},
): Promise<Workspace> => {
  refuseUnusable(paths)
  const own = await tree.source(settingsFile)
  const read = readSettings(own)
  const { settings } = read
  const faults: readonly Diagnostic[] = [
    ...(await misnamed(tree)),
    ...read.diagnostics,
    ...unusablePlaces(read),
  ]
  if (isFatal(faults))
    return {
      settings,
      files: 0,
      sources: own === undefined ? [] : [own],
      desired: new Map(),
      unchecked: 0,
      diagnostics: inOrder(faults),
    }
  const isFree = isLocal && wanted === undefined && !isChoiceNeeded(settings.targets)
  const target = isFree ? undefined : chosenTarget(settings.targets, wanted)
  const chosen = paths.length > 0 ? paths : (target?.definitions ?? settings.definitions)
  const places = chosen ?? ((await tree.hasFolder('statsig')) ? usual : example)
  const { empty, files } = await filesAt(tree, places, settings.caps.bytes)
  const [nowhere] = empty
  if (paths.length > 0 && nowhere !== undefined)
    throw new UsageError(`\`${nowhere}\` names no file.`)
  const begun = begin(files, settings, known)
  const lists = await listsAt(tree, begun.lists)
  const loaded = finish(begun, settings, lists)
  const diagnostics: readonly Diagnostic[] = inOrder([
    ...faults,
    ...(chosen !== undefined && paths.length === 0 ? empty : []).map((pattern) =>
      warning('invalid-settings', `\`${pattern}\` names no file.`, placeOf(pattern, read)),
    ),
    ...loaded.diagnostics,
  ])
  const sources = [...files, ...lists, ...(own === undefined ? [] : [own])]
  return {
    ...loaded,
    settings,
    files: files.length,
    sources,
    diagnostics,
    ...(target && { target }),
  }
}

const refuseUnusable = (paths: readonly string[]): void => {
  for (const path of paths) {
    const fault = patternFault(path)
    if (fault !== undefined) throw new UsageError(fault)
  }
}

/** The files with lists that definitions name; those that are not there are left out. */
const listsAt = async (tree: Tree, paths: readonly string[]): Promise<readonly SourceFile[]> => {
  const advice = 'describe several resources, each with a part of it'
  const found = await Promise.all(paths.map((path) => tree.source(path, listCaps.bytes, advice)))
  return found.filter((file) => file !== undefined)
}

/** Settings in a file that nobody reads would guard nothing. */
const misnamed = async (tree: Tree): Promise<readonly Diagnostic[]> => {
  const other = settingsFile.replace(/yaml$/, 'yml')
  return (await tree.source(other)) === undefined
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
const filesAt = async (tree: Tree, patterns: readonly string[], maxBytes: number) => {
  const found = await Promise.all(patterns.map((each) => tree.sources([each], maxBytes)))
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
