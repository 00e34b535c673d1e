// A repository on disk: its settings and its definitions.
import { join } from 'node:path'
import { compareText, type Diagnostic, error, inOrder, isFatal, warning } from '../diagnostic.ts'
import { UsageError } from '../io/console-api/index.ts'
import { patternFault, readSource, readSources } from '../io/files.ts'
import { folderExists } from '../io/texts.ts'
import { type Loaded, load } from '../load/index.ts'
import { type ReadSettings, readSettings, type Settings, settingsFile } from '../load/settings.ts'

export interface Workspace extends Loaded {
  readonly settings: Settings
  readonly files: number
}

const usual = ['statsig/**/*.{yaml,yml}']
/** The layout of Statsig's own sync example; looked at only where `statsig/` does not exist. */
const example = ['metrics/**/*.{yaml,yml}', 'metric_sources/**/*.{yaml,yml}']

/** `paths` narrow what is loaded. */
export const openWorkspace = async (
  root: string,
  paths: readonly string[] = [],
): Promise<Workspace> => {
  for (const path of paths) {
    const fault = patternFault(path)
    if (fault !== undefined) throw new UsageError(fault)
  }
  const read = readSettings(await readSource(root, settingsFile))
  const { settings } = read
  const faults: readonly Diagnostic[] = [...read.diagnostics, ...unusablePlaces(read)]
  if (isFatal(faults))
    return { settings, files: 0, desired: new Map(), unchecked: 0, diagnostics: inOrder(faults) }
  const chosen = paths.length > 0 ? paths : settings.definitions
  const places = chosen ?? ((await folderExists(join(root, 'statsig'))) ? usual : example)
  const { empty, files } = await filesAt(root, places, settings.caps.bytes)
  const [nowhere] = empty
  if (paths.length > 0 && nowhere !== undefined)
    throw new UsageError(`\`${nowhere}\` names no file.`)
  const loaded = load(files, settings)
  const diagnostics: readonly Diagnostic[] = inOrder([
    ...faults,
    ...(settings.definitions && paths.length === 0 ? empty : []).map((pattern) =>
      warning('invalid-settings', `\`${pattern}\` names no file.`, placeOf(pattern, read)),
    ),
    ...loaded.diagnostics,
  ])
  return { ...loaded, settings, files: files.length, diagnostics }
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
  (read.settings.definitions ?? []).flatMap((pattern) => {
    const fault = patternFault(pattern)
    return fault === undefined ? [] : [error('invalid-settings', fault, placeOf(pattern, read))]
  })

const placeOf = (pattern: string, { positions, settings }: ReadSettings) => ({
  at: positions?.value(`/definitions/${(settings.definitions ?? []).indexOf(pattern)}`),
})
