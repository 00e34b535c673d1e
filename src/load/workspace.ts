// A repository, on disk or at a commit: its settings and its definitions.
import {
  compareText,
  type Diagnostic,
  error,
  isFatal,
  sortDiagnostics,
  warning,
} from '../diagnostic.ts'
import { globFault } from '../glob.ts'
import { createKindRegistry, type KindRegistry } from '../kinds/registry.ts'
import type { SourceFile } from '../model.ts'
import { join, type Pointer } from '../pointer.ts'
import type { SourceTree } from '../repository.ts'
import { UsageError } from '../usage-error.ts'
import { listFileLimits } from './definition/list-file.ts'
import { assembleDesiredState, type LoadResult, loadFiles, type ParseCache } from './index.ts'
import { readSettings, type Settings, type SettingsResult, settingsFile } from './settings/index.ts'
import { isTargetRequired, type SelectedTarget, selectTarget } from './settings/select-target.ts'

export interface Workspace extends LoadResult {
  readonly settings: Settings
  readonly fileCount: number
  /** What it was made from: definitions, lists that they name, settings. */
  readonly sources: readonly SourceFile[]
  /** Absent where it does not matter which is meant. */
  readonly target?: SelectedTarget
}

export interface WorkspaceOptions {
  readonly target?: string | undefined
  /** Nothing depends on the target but, perhaps, where the definitions are. */
  readonly isTargetOptional?: boolean
  /** Shared by trees that have files in common. */
  readonly parseCache?: ParseCache
}

const defaultPatterns = ['statsig/**/*.{yaml,yml}']
/** The layout of Statsig's own sync example; looked at only where `statsig/` does not exist. */
const syncExamplePatterns = ['metrics/**/*.{yaml,yml}', 'metric_sources/**/*.{yaml,yml}']

/** The same from any tree. */
export const loadWorkspace = async (
  tree: SourceTree,
  paths: readonly string[] = [],
  { isTargetOptional, parseCache, target: requested }: WorkspaceOptions = {},
): Promise<Workspace> => {
  rejectUnusablePatterns(paths)
  const settingsSource = await tree.readFile(settingsFile)
  const settingsRead = readSettings(settingsSource)
  const { settings } = settingsRead
  const faults: readonly Diagnostic[] = [
    ...(await misnamedSettings(tree)),
    ...settingsRead.diagnostics,
    ...unusablePatterns(settingsRead),
  ]
  if (isFatal(faults))
    return {
      settings,
      fileCount: 0,
      sources: settingsSource === undefined ? [] : [settingsSource],
      desired: new Map(),
      unchecked: 0,
      diagnostics: sortDiagnostics(faults),
    }
  const skipsTarget =
    isTargetOptional && requested === undefined && !isTargetRequired(settings.targets)
  const target = skipsTarget ? undefined : selectTarget(settings.targets, requested)
  const configured = paths.length > 0 ? paths : (target?.definitions ?? settings.definitions)
  const searched =
    configured ?? ((await tree.hasFolder('statsig')) ? defaultPatterns : syncExamplePatterns)
  const { empty, files } = await readMatchingFiles(tree, searched, settings.caps.bytes)
  const [unmatched] = empty
  if (paths.length > 0 && unmatched !== undefined)
    throw new UsageError(`\`${unmatched}\` names no file.`)
  const parsed = loadFiles(files, settings, parseCache)
  const lists = await readListFiles(tree, parsed.lists)
  const loaded = assembleDesiredState(parsed, settings, lists)
  const diagnostics: readonly Diagnostic[] = sortDiagnostics([
    ...faults,
    ...(configured !== undefined && paths.length === 0 ? empty : []).map((pattern) =>
      warning(
        'invalid-settings',
        `\`${pattern}\` names no file.`,
        patternPosition(pattern, settingsRead),
      ),
    ),
    ...loaded.diagnostics,
  ])
  const sources = [...files, ...lists, ...(settingsSource === undefined ? [] : [settingsSource])]
  return {
    ...loaded,
    settings,
    fileCount: files.length,
    sources,
    diagnostics,
    ...(target && { target }),
  }
}

export const rejectUnusablePatterns = (paths: readonly string[]): void => {
  for (const path of paths) {
    const fault = globFault(path)
    if (fault !== undefined) throw new UsageError(fault)
  }
}

/** The files with lists that definitions name; those that are not there are left out. */
const readListFiles = async (
  tree: SourceTree,
  paths: readonly string[],
): Promise<readonly SourceFile[]> => {
  const advice = 'describe several resources, each with a part of it'
  const found = await Promise.all(
    paths.map((path) => tree.readFile(path, listFileLimits.bytes, advice)),
  )
  return found.filter((file) => file !== undefined)
}

/** Settings in a file that nobody reads would guard nothing. */
const misnamedSettings = async (tree: SourceTree): Promise<readonly Diagnostic[]> => {
  const other = settingsFile.replace(/yaml$/, 'yml')
  return (await tree.readFile(other)) === undefined
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
const readMatchingFiles = async (
  tree: SourceTree,
  patterns: readonly string[],
  maxBytes: number,
) => {
  const found = await Promise.all(patterns.map((each) => tree.readFiles([each], maxBytes)))
  const byPath = new Map(found.flat().map((file) => [file.path, file]))
  return {
    files: [...byPath.values()].sort((a, b) => compareText(a.path, b.path)),
    empty: patterns.filter((_, index) => found[index]?.length === 0),
  }
}

/** Patterns of `definitions` that lead out of the repository, or that cannot be used otherwise. */
const unusablePatterns = (settingsRead: SettingsResult): readonly Diagnostic[] =>
  settingsPatterns(settingsRead).flatMap(([pointer, pattern]) => {
    const fault = globFault(pattern)
    return fault === undefined
      ? []
      : [error('invalid-settings', fault, { at: settingsRead.positions?.value(pointer) })]
  })

/** Every pattern of the settings, those of targets too, by where it stands. */
const settingsPatterns = ({
  settings,
}: SettingsResult): readonly (readonly [Pointer, string])[] => [
  ...withPointers('/definitions', settings.definitions),
  ...Object.entries(settings.targets).flatMap(([name, { definitions }]) =>
    withPointers(join(join('/targets', name), 'definitions'), definitions),
  ),
]

const withPointers = (
  at: Pointer,
  patterns: readonly string[] = [],
): readonly (readonly [Pointer, string])[] =>
  patterns.map((pattern, index) => [join(at, index), pattern] as const)

const patternPosition = (pattern: string, settingsRead: SettingsResult) => {
  const [pointer] = settingsPatterns(settingsRead).find(([, each]) => each === pattern) ?? []
  return { at: pointer === undefined ? undefined : settingsRead.positions?.value(pointer) }
}

export const registryFor = ({ settings }: Pick<Workspace, 'settings'>): KindRegistry =>
  createKindRegistry(settings.extraFields)
