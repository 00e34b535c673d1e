// Files to the desired state. Nothing is thrown: every fault of every file comes back at once.
import { compareText, type Diagnostic, error, inOrder, warning } from '../diagnostic.ts'
import { isKindName } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import { type Lexicon, lexicon } from '../kinds/registry.ts'
import type { Address, Definition, Desired, SourceFile } from '../model.ts'
import { join } from '../pointer.ts'
import { didYouMean } from '../suggest.ts'
import { isIdentity } from './definition/identity.ts'
import { listedIn } from './definition/list-file.ts'
import { type Validated, validate } from './definition/validate.ts'
import { rings } from './references/cycles.ts'
import { ungiven } from './references/declared-keys.ts'
import { nearName, referencesAmong, toRetired, unanswered } from './references/index.ts'
import type { Settings } from './settings/index.ts'
import { parse } from './yaml/parse.ts'

export interface Loaded {
  readonly desired: Desired
  /** Faults that no live state excuses, warnings and notes, in the order of the files. */
  readonly diagnostics: readonly Diagnostic[]
  /** References that only Statsig can answer. */
  readonly unchecked: number
}

/** `lists` are the files that `begin` asks for. */
export const load = (
  files: readonly SourceFile[],
  settings: Settings,
  lists: readonly SourceFile[] = [],
): Loaded => finish(begin(files, settings), settings, lists)

/** What the files of definitions say, before those are read that they name. */
export interface Begun {
  readonly validated: readonly Validated[]
  readonly diagnostics: readonly Diagnostic[]
  /** Paths of files that hold lists of definitions. */
  readonly lists: readonly string[]
}

/** What files have said, so that a file that stands in several trees is parsed once. */
export type Known = Map<string, FileSays>

interface FileSays {
  readonly validated: readonly Validated[]
  readonly diagnostics: readonly Diagnostic[]
}

export const begin = (
  files: readonly SourceFile[],
  settings: Settings,
  known: Known = new Map(),
): Begun => {
  const { caps, extraFields } = settings
  const words = lexicon(extraFields)
  // All that a file's own meaning depends on.
  const rules = JSON.stringify([caps, extraFields])
  const says = files.map((file) => {
    const key = [rules, file.path, file.fault, file.text].join('\0')
    const said = known.get(key) ?? fileSays(file, caps, words)
    known.set(key, said)
    return said
  })
  const validated = says.flatMap((each) => each.validated)
  return {
    validated,
    diagnostics: says.flatMap(({ diagnostics }) => diagnostics),
    lists: [...new Set(validated.flatMap(({ list }) => list?.path ?? []))].sort(compareText),
  }
}

const fileSays = (file: SourceFile, caps: Settings['caps'], words: Lexicon): FileSays => {
  const { diagnostics, documents } = parse(file, caps)
  const validated = documents.map((document) => validate(file.path, document, words))
  return {
    validated,
    diagnostics: [...diagnostics, ...validated.flatMap((each) => each.diagnostics)],
  }
}

export const finish = (
  { diagnostics: before, validated }: Begun,
  settings: Settings,
  lists: readonly SourceFile[],
): Loaded => {
  const words = lexicon(settings.extraFields)
  const byPath = new Map(lists.map((file) => [file.path, file]))
  const desired = new Map<Address, Definition>()
  const diagnostics: Diagnostic[] = [...before]
  for (const each of validated) {
    const { definition, diagnostics: found } = withList(each, byPath)
    diagnostics.push(...found)
    if (definition === undefined) continue
    const first = desired.get(definition.address)
    if (first === undefined) desired.set(definition.address, definition)
    else diagnostics.push(twice(words(definition.kind).kind, first, definition))
  }
  const references = referencesAmong(desired, words)
  return {
    desired,
    diagnostics: inOrder([
      ...diagnostics,
      ...toRetired(references, desired),
      ...ungiven(references, desired, words),
      ...rings(references, desired),
    ]),
    unchecked: unanswered(references).length,
  }
}

/** The definition with the list that lies in a file of its own. */
const withList = (
  { definition, list }: Validated,
  files: ReadonlyMap<string, SourceFile>,
): Validated => {
  if (definition === undefined || list === undefined)
    return { ...(definition && { definition }), diagnostics: [] }
  const at = definition.positions.value(join('', list.field))
  const { diagnostics, items } = listedIn(list, files.get(list.path ?? ''), at)
  const members = { ...definition.members, [list.field]: items }
  return { definition: { ...definition, members }, diagnostics }
}

const twice = ({ identity }: Kind, first: Definition, second: Definition): Diagnostic => {
  const { file, line } = first.positions.key('')
  return error(
    'duplicate-address',
    `\`${second.address}\` is already described in ${file}:${line}.`,
    {
      at: second.positions.key(''),
      hint:
        identity.by === 'project'
          ? 'Delete one of the two: a project has exactly one.'
          : `Delete one of the two, or give one of them another ${identity.by === 'id' ? 'id' : 'name'}.`,
    },
  )
}

/** What an offline run can say besides: limits on what may already live so, and references that look like slips. */
export const offline = ({ desired }: Loaded, settings: Settings): readonly Diagnostic[] => {
  const words = lexicon(settings.extraFields)
  const doubts = [...desired.values()].flatMap(({ doubts: all, kind }) =>
    all.flatMap(({ diagnostic, elsewhere, isLikely, isWord, pointer }): readonly Diagnostic[] => {
      if (elsewhere !== undefined && !isLikely) return []
      // The words that a resource is known by may be older than the limits on them.
      const mayBeOld = isIdentity(words(kind).kind, pointer) && !isWord
      return [
        mayBeOld || elsewhere !== undefined ? { ...diagnostic, severity: 'warning' } : diagnostic,
      ]
    }),
  )
  const open = referencesAmong(desired, words).filter(({ to }) => to === undefined)
  const slips = open.flatMap(({ from, isSoft, kind, name, pointer }) => {
    const { builtIn = [] } = isKindName(kind) ? words(kind).kind : {}
    // Of what every project has, some may go without a file; what nobody looks up is checked against nothing else.
    if (builtIn.includes(name) || (isSoft && builtIn.length === 0)) return []
    const hint = didYouMean(name, builtIn) ?? nearName(name, kind, desired.keys())
    const message = `No file describes the ${kind.replaceAll('_', ' ')} \`${name}\`.`
    return hint === undefined
      ? []
      : [warning('unknown-reference', message, { at: from.positions.value(pointer), hint })]
  })
  return [...doubts, ...slips]
}
