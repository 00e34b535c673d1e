// Finds the edits that turn the text of a definition into what it should say.

import { isJsonArray, type Json, type JsonObject, member } from '../core/json.ts'
import { join, type Pointer, segments, topLevelName, valueAt } from '../core/pointer.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { YamlDocument } from '../load/yaml/parse.ts'
import type { Definition } from '../model/index.ts'
import { editsBetween, type FileEdit } from '../write/file-edits.ts'

export const retireEdits = ({ content }: YamlDocument): readonly FileEdit[] =>
  member(content, 'lifecycle') === undefined
    ? [{ is: 'set', at: '/lifecycle', value: { retired: true } }]
    : [{ is: 'set', at: '/lifecycle/retired', value: true }]

export const memberEdits = (
  { aliases = {} }: Kind,
  { members }: Definition,
  wanted: JsonObject,
  { content }: YamlDocument,
): readonly FileEdit[] => {
  const aliasByName = new Map(
    Object.entries(aliases)
      .filter(([alias]) => Object.hasOwn(content, alias))
      .map(([alias, name]) => [name, alias]),
  )
  const names = new Set([...Object.keys(members), ...Object.keys(wanted)])
  return [...names].flatMap((name): readonly FileEdit[] => {
    const at = join('', aliasByName.get(name) ?? name)
    const [before, after] = [members[name], wanted[name]]
    if (canonicalJson(before) === canonicalJson(after)) return []
    if (after === undefined) return [{ is: 'remove', at }]
    if (before === undefined || (content[topLevelName(at)] ?? null) === null)
      return [{ is: 'set', at, value: after }]
    return editsBetween(before, after, at).map((edit) => setWhereEmpty(edit, content, after, at))
  })
}

/** An empty list of the file has no items to arrange: it is set as a whole. */
const setWhereEmpty = (
  edit: FileEdit,
  content: JsonObject,
  after: Json,
  top: Pointer,
): FileEdit => {
  if (edit.is !== 'arrange' || isJsonArray(valueAt(content, edit.at))) return edit
  const relative = segments(edit.at).slice(segments(top).length)
  const value = valueAt(after, relative.reduce<Pointer>(join, ''))
  return { is: 'set', at: edit.at, value: value ?? null }
}
