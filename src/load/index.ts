// Files to the desired state. Nothing is thrown: every fault of every file comes back at once.
import { type Diagnostic, error, inOrder, warning } from '../diagnostic.ts'
import type { Kind } from '../kinds/kind.ts'
import { lexicon } from '../kinds/lexicon.ts'
import type { Address, Definition, Desired, SourceFile } from '../model.ts'
import { ungiven } from './given.ts'
import { isIdentity } from './identity.ts'
import { parse } from './parse.ts'
import { nearName, referencesAmong, toRetired, unanswered } from './references.ts'
import { rings } from './rings.ts'
import type { Settings } from './settings.ts'
import { validate } from './validate.ts'

export interface Loaded {
  readonly desired: Desired
  /** Faults that no live state excuses, warnings and notes, in the order of the files. */
  readonly diagnostics: readonly Diagnostic[]
  /** References that only Statsig can answer. */
  readonly unchecked: number
}

export const load = (files: readonly SourceFile[], settings: Settings): Loaded => {
  const words = lexicon(settings.extraFields)
  const desired = new Map<Address, Definition>()
  const diagnostics: Diagnostic[] = []
  for (const file of files) {
    const parsed = parse(file, settings.caps)
    diagnostics.push(...parsed.diagnostics)
    for (const document of parsed.documents) {
      const { definition, diagnostics: found } = validate(file.path, document, words)
      diagnostics.push(...found)
      if (definition === undefined) continue
      const first = desired.get(definition.address)
      if (first === undefined) desired.set(definition.address, definition)
      else diagnostics.push(twice(words(definition.kind).kind, first, definition))
    }
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
  const slips = unanswered(referencesAmong(desired, words)).flatMap(
    ({ from, kind, name, pointer }) => {
      const hint = nearName(name, kind, desired.keys())
      const message = `No file describes the ${kind.replaceAll('_', ' ')} \`${name}\`.`
      return hint === undefined
        ? []
        : [warning('unknown-reference', message, { at: from.positions.value(pointer), hint })]
    },
  )
  return [...doubts, ...slips]
}
