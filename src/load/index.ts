// Loads files into the desired state. It throws no errors: it returns the diagnostics of all files together.
import {
  compareText,
  type Diagnostic,
  error,
  sortDiagnostics,
  warning,
} from '../core/diagnostic.ts'
import { join } from '../core/pointer.ts'
import { didYouMean } from '../core/suggest.ts'
import { isKindName } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import { kindText } from '../kinds/kind-name.ts'
import { createKindRegistry, type KindRegistry } from '../kinds/registry.ts'
import type { Address, Definition, DesiredState, SourceFile } from '../model/index.ts'
import { findSharedNames, sharedNameFault } from '../resources/shared-names.ts'
import { isIdentityPointer } from './definition/identity.ts'
import { readListFile } from './definition/list-file.ts'
import { type ValidatedDocument, validateDocument } from './definition/validate.ts'
import { findReferenceCycles } from './references/cycles.ts'
import { undeclaredKeyFaults } from './references/declared-keys.ts'
import {
  collectReferences,
  nameHint,
  retiredReferenceFaults,
  unresolvedReferences,
} from './references/index.ts'
import { unknownItemWarnings } from './references/named-items.ts'
import { unknownReferencedItemWarnings } from './references/referenced-items.ts'
import type { Settings } from './settings/index.ts'
import { parseDefinitionFile } from './yaml/parse.ts'

export interface LoadResult {
  readonly desired: DesiredState
  /** All diagnostics except the deferred ones, which depend on live state; in the order of the files. */
  readonly diagnostics: readonly Diagnostic[]
  /** The number of references that only Statsig can resolve. */
  readonly unchecked: number
}

/** `lists`: the files that `LoadedFiles.lists` names. */
export const load = (
  files: readonly SourceFile[],
  settings: Settings,
  lists: readonly SourceFile[] = [],
): LoadResult => assembleDesiredState(loadFiles(files, settings), settings, lists)

/** The definition files, before the list files that they name are read. */
export interface LoadedFiles {
  readonly validated: readonly ValidatedDocument[]
  readonly diagnostics: readonly Diagnostic[]
  /** Paths of the list files. */
  readonly lists: readonly string[]
}

/** Results by file, so that a file that several trees contain is parsed once. */
export type ParseCache = Map<string, ValidatedFile>

interface ValidatedFile {
  readonly validated: readonly ValidatedDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

export const loadFiles = (
  files: readonly SourceFile[],
  settings: Settings,
  cache: ParseCache = new Map(),
): LoadedFiles => {
  const { caps, extraFields } = settings
  const registry = createKindRegistry(extraFields)
  // All settings that the result of a file depends on.
  const settingsKey = JSON.stringify([caps, extraFields])
  const results = files.map((file) => {
    const key = [settingsKey, file.path, file.fault, file.text].join('\0')
    const result = cache.get(key) ?? validateFile(file, caps, registry)
    cache.set(key, result)
    return result
  })
  const validated = results.flatMap((each) => each.validated)
  return {
    validated,
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
    lists: [...new Set(validated.flatMap(({ list }) => list?.path ?? []))].sort(compareText),
  }
}

const validateFile = (
  file: SourceFile,
  caps: Settings['caps'],
  registry: KindRegistry,
): ValidatedFile => {
  const { diagnostics, documents } = parseDefinitionFile(file, caps)
  const validated = documents.map((document) => validateDocument(file.path, document, registry))
  return {
    validated,
    diagnostics: [...diagnostics, ...validated.flatMap((each) => each.diagnostics)],
  }
}

export const assembleDesiredState = (
  { diagnostics: loaded, validated }: LoadedFiles,
  settings: Settings,
  lists: readonly SourceFile[],
): LoadResult => {
  const registry = createKindRegistry(settings.extraFields)
  const byPath = new Map(lists.map((file) => [file.path, file]))
  const desired = new Map<Address, Definition>()
  const diagnostics: Diagnostic[] = [...loaded]
  for (const each of validated) {
    const { definition, diagnostics: found } = attachList(each, byPath)
    diagnostics.push(...found)
    if (definition === undefined) continue
    const first = desired.get(definition.address)
    if (first === undefined) desired.set(definition.address, definition)
    else diagnostics.push(duplicateAddressFault(registry(definition.kind).kind, first, definition))
  }
  const references = collectReferences(desired, registry)
  return {
    desired,
    diagnostics: sortDiagnostics([
      ...diagnostics,
      ...retiredReferenceFaults(references, desired),
      ...undeclaredKeyFaults(references, desired, registry),
      ...findReferenceCycles(references, desired),
    ]),
    unchecked: unresolvedReferences(references).length,
  }
}

/** The definition with the items of its list file. */
const attachList = (
  { definition, list }: ValidatedDocument,
  files: ReadonlyMap<string, SourceFile>,
): ValidatedDocument => {
  if (definition === undefined || list === undefined)
    return { ...(definition && { definition }), diagnostics: [] }
  const at = definition.positions.value(join('', list.field))
  const { diagnostics, items } = readListFile(list, files.get(list.path ?? ''), at)
  const members = { ...definition.members, [list.field]: items }
  return { definition: { ...definition, members }, diagnostics }
}

const duplicateAddressFault = (
  { identity }: Kind,
  first: Definition,
  duplicate: Definition,
): Diagnostic => {
  const { file, line } = first.positions.key('')
  return error(
    'duplicate-address',
    `\`${duplicate.address}\` is already defined in ${file}:${line}.`,
    {
      at: duplicate.positions.key(''),
      hint:
        identity.by === 'project'
          ? 'Delete one of the two: a project has exactly one.'
          : `Delete one of the two, or give one of them another ${identity.by === 'id' ? 'id' : 'name'}.`,
    },
  )
}

/** Extra diagnostics of an offline run: deferred faults, and references that look like typos. */
export const offlineDiagnostics = (
  { desired }: LoadResult,
  settings: Settings,
): readonly Diagnostic[] => {
  const registry = createKindRegistry(settings.extraFields)
  const deferredDiagnostics = [...desired.values()].flatMap(({ deferredFaults: all, kind }) =>
    all.flatMap(
      ({
        diagnostic,
        alternativePointers,
        hasNearMatch,
        isEnumValue,
        keptMessage,
        pointer,
      }): readonly Diagnostic[] => {
        if (alternativePointers !== undefined && !hasNearMatch) return []
        // Statsig may have the value. An identity may also be older than all limits on it.
        const mayBeOld = isIdentityPointer(registry(kind).kind, pointer) && !isEnumValue
        const message = keptMessage ?? diagnostic.message
        return [
          mayBeOld || alternativePointers !== undefined || keptMessage !== undefined
            ? { ...diagnostic, message, severity: 'warning' }
            : diagnostic,
        ]
      },
    ),
  )
  const unresolved = collectReferences(desired, registry).filter(({ to }) => to === undefined)
  const likelyMistakes = unresolved.flatMap(({ from, isUnverified, kind, name, pointer }) => {
    const { builtInNames = [] } = isKindName(kind) ? registry(kind).kind : {}
    // Built-in resources need no file. An unverified reference has only the built-in names to compare with.
    if (builtInNames.includes(name) || (isUnverified && builtInNames.length === 0)) return []
    const hint = didYouMean(name, builtInNames) ?? nameHint(name, kind, desired.keys())
    const message = `No file defines the ${kindText(kind)} \`${name}\`.`
    return hint === undefined
      ? []
      : [warning('unknown-reference', message, { at: from.positions.value(pointer), hint })]
  })
  // Statsig may have both: only a plan can tell.
  const shared = findSharedNames(desired.values(), registry).map(
    (each): Diagnostic => ({ ...sharedNameFault(each), severity: 'warning' }),
  )
  return [
    ...deferredDiagnostics,
    ...shared,
    ...likelyMistakes,
    ...unknownItemWarnings(desired, registry),
    ...unknownReferencedItemWarnings(desired, registry),
  ]
}
