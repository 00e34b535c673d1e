// Loads a workspace: the settings and definitions of a repository, on disk or at a commit.
import {
  compareText,
  type Diagnostic,
  error,
  isFatal,
  type Position,
  sortDiagnostics,
} from '../core/diagnostic.ts'
import { globFault } from '../core/glob.ts'
import { join, type Pointer } from '../core/pointer.ts'
import { UsageError } from '../core/usage-error.ts'
import { createKindRegistry, type KindRegistry } from '../kinds/registry.ts'
import type { SourceFile } from '../model/index.ts'
import type { SourceTree } from '../model/repository.ts'
import { listFileLimits } from './definition/list-file.ts'
import { assembleDesiredState, type LoadResult, loadFiles, type ParseCache } from './index.ts'
import { isProductFile } from './product-files.ts'
import { readSettings, type Settings, type SettingsResult, settingsFile } from './settings/index.ts'
import { isTargetRequired, type SelectedTarget, selectTarget } from './settings/select-target.ts'

export interface Workspace extends LoadResult {
  readonly settings: Settings
  readonly fileCount: number
  /** The files that were read: definitions, list files, settings. */
  readonly sources: readonly SourceFile[]
  /** The patterns that definitions were searched with. */
  readonly patterns: readonly string[]
  /** The patterns of the settings that match no file. */
  readonly unmatched: readonly UnmatchedPattern[]
  /** Absent if the result does not depend on the target. */
  readonly target?: SelectedTarget
}

export interface UnmatchedPattern {
  readonly pattern: string
  readonly at: Position | undefined
}

export interface WorkspaceOptions {
  readonly target?: string | undefined
  /** The command needs a target only if the target decides where the definitions are. */
  readonly isTargetOptional?: boolean
  /** Shared by the trees that one run loads. */
  readonly parseCache?: ParseCache
}

const defaultPatterns = ['statsig/**/*.{yaml,yml}']
/** The layout of Statsig's own sync example; used only if `statsig/` does not exist. */
const syncExamplePatterns = ['metrics/**/*.{yaml,yml}', 'metric_sources/**/*.{yaml,yml}']

/** Loads the workspace from any tree. */
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
      patterns: [],
      unmatched: [],
      diagnostics: sortDiagnostics(faults),
    }
  const skipsTarget =
    isTargetOptional && requested === undefined && !isTargetRequired(settings.targets)
  const target = skipsTarget ? undefined : selectTarget(settings.targets, requested)
  const configured = paths.length > 0 ? paths : (target?.definitions ?? settings.definitions)
  const searched =
    configured ?? ((await tree.hasFolder('statsig')) ? defaultPatterns : syncExamplePatterns)
  const { empty, files, missing } = await readMatchingFiles(tree, searched, settings.caps.bytes)
  const [unmatched] = missing
  if (paths.length > 0 && unmatched !== undefined)
    throw new UsageError(`\`${unmatched}\` matches no file.`)
  const parsed = loadFiles(files, settings, parseCache)
  const lists = await readListFiles(tree, parsed.lists)
  const loaded = assembleDesiredState(parsed, settings, lists)
  const diagnostics: readonly Diagnostic[] = sortDiagnostics([...faults, ...loaded.diagnostics])
  const sources = [...files, ...lists, ...(settingsSource === undefined ? [] : [settingsSource])]
  return {
    ...loaded,
    settings,
    fileCount: files.length,
    sources,
    diagnostics,
    patterns: configured ?? [...defaultPatterns, ...syncExamplePatterns],
    unmatched: (configured !== undefined && paths.length === 0 ? empty : []).map((pattern) => ({
      pattern,
      at: patternPosition(pattern, settingsRead),
    })),
    ...(target && { target }),
  }
}

export const rejectUnusablePatterns = (paths: readonly string[]): void => {
  for (const path of paths) {
    const fault = globFault(path)
    if (fault !== undefined) throw new UsageError(fault)
  }
}

/** The list files that definitions name, without those that do not exist. */
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

/** An error if there is a `statsig.yml`: its guardrails would have no effect. */
const misnamedSettings = async (tree: SourceTree): Promise<readonly Diagnostic[]> => {
  const other = settingsFile.replace(/yaml$/, 'yml')
  return (await tree.readFile(other)) === undefined
    ? []
    : [
        error(
          'invalid-settings',
          `Settings are read from \`${settingsFile}\`, not from this file.`,
          {
            at: { file: other, line: 1, column: 1 },
            hint: `Rename it to \`${settingsFile}\`.`,
          },
        ),
      ]
}

/** The definition files that match the patterns, the patterns that match none of them, and those that match no file. */
const readMatchingFiles = async (
  tree: SourceTree,
  patterns: readonly string[],
  maxBytes: number,
) => {
  const found = await Promise.all(patterns.map((each) => tree.readFiles([each], maxBytes)))
  const definitions = found.map((files) => files.filter((file) => !isProductFile(file)))
  const byPath = new Map(definitions.flat().map((file) => [file.path, file]))
  return {
    files: [...byPath.values()].sort((a, b) => compareText(a.path, b.path)),
    empty: patterns.filter((_, index) => definitions[index]?.length === 0),
    missing: patterns.filter((_, index) => found[index]?.length === 0),
  }
}

/** Errors for the patterns in `definitions` that leave the repository or are not valid. */
const unusablePatterns = (settingsRead: SettingsResult): readonly Diagnostic[] =>
  settingsPatterns(settingsRead).flatMap(([pointer, pattern]) => {
    const fault = globFault(pattern)
    return fault === undefined
      ? []
      : [error('invalid-settings', fault, { at: settingsRead.positions?.value(pointer) })]
  })

/** All patterns of the settings and of their targets, with their pointers. */
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

const patternPosition = (pattern: string, settingsRead: SettingsResult): Position | undefined => {
  const [pointer] = settingsPatterns(settingsRead).find(([, each]) => each === pattern) ?? []
  return pointer === undefined ? undefined : settingsRead.positions?.value(pointer)
}

export const registryFor = ({ settings }: Pick<Workspace, 'settings'>): KindRegistry =>
  createKindRegistry(settings.extraFields)
