// Splits long lists into list files: one item on each line, beside the definition that names the file.
import { compareText } from '../core/diagnostic.ts'
import { isJsonArray, type Json, type JsonObject } from '../core/json.ts'
import { join } from '../core/pointer.ts'
import type { Kind } from '../kinds/kind.ts'
import { isListable, listFileLimits } from '../load/definition/list-file.ts'
import type { SourceFile } from '../model/index.ts'

export interface SplitDefinition {
  readonly members: JsonObject
  readonly list?: SourceFile
  /** Why a member cannot be written. */
  readonly fault?: { readonly name: string; readonly reason: string }
}

/** Moves a list that is too long for the definition into a list file. `path` is the path of the definition. */
export const splitList = (kind: Kind, members: JsonObject, path: string): SplitDefinition => {
  for (const [name, field] of Object.entries(kind.fields)) {
    const items = members[name]
    if (field.shape !== 'set' || field.fileKey === undefined || !isJsonArray(items)) continue
    const texts = sortedTexts(items)
    if (texts.length <= maxInlineItems(kind, name))
      return { members: replaceMember(members, name, name, texts) }
    const list = { path: path.replace(/\.yaml$/, `.${name}.txt`), text: `${texts.join('\n')}\n` }
    const fault = listFault(name, texts, list)
    const fileName = list.path.slice(list.path.lastIndexOf('/') + 1)
    return fault === undefined
      ? { members: replaceMember(members, name, field.fileKey, fileName), list }
      : { members, fault: { name, reason: fault } }
  }
  return { members }
}

/** Sorted, because Statsig returns ids in any order. */
const sortedTexts = (items: readonly Json[]): readonly string[] =>
  [...new Set(items.map(String))].sort(compareText)

const maxInlineItems = ({ requirements = [] }: Kind, name: string): number =>
  Math.min(
    ...requirements.flatMap(({ needs }) =>
      needs.rule === 'items' && needs.at === join('', name) ? (needs.max ?? []) : [],
    ),
  )

const replaceMember = (members: JsonObject, name: string, by: string, value: Json): JsonObject =>
  Object.fromEntries(Object.entries(members).map((each) => (each[0] === name ? [by, value] : each)))

const listFault = (
  name: string,
  texts: readonly string[],
  list: SourceFile,
): string | undefined => {
  const unlistable = texts.filter((text) => !isListable(text))
  if (unlistable.length > 0)
    return `its \`${name}\` cannot be written to a file: ${unlistable.length.toLocaleString('en')} of them ${unlistable.length === 1 ? 'is' : 'are'} empty, or ${unlistable.length === 1 ? 'has' : 'have'} line breaks, outer blanks or invisible characters`
  if (new TextEncoder().encode(list.text).length > listFileLimits.bytes)
    return `its \`${name}\` are larger than the limit of a list file, ${(listFileLimits.bytes >> 20).toLocaleString('en')} MB`
  return undefined
}
