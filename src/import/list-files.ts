// Long lists beside the files that name them: one item a line.
import { compareText } from '../diagnostic.ts'
import { isList, type Json, type Members } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { isListable, listCaps } from '../load/definition/list-file.ts'
import type { SourceFile } from '../model.ts'
import { join } from '../pointer.ts'

export interface Parted {
  readonly members: Members
  readonly list?: SourceFile
  readonly fault?: string
}

/** Takes the list out that is too long to stand among other things. `path` is that of the file that names it. */
export const withListApart = (kind: Kind, members: Members, path: string): Parted => {
  for (const [name, field] of Object.entries(kind.fields)) {
    const items = members[name]
    if (field.shape !== 'set' || field.file === undefined || !isList(items)) continue
    const texts = textsIn(items)
    if (texts.length <= mostAmongOthers(kind, name))
      return { members: replaced(members, name, name, texts) }
    const list = { path: path.replace(/\.yaml$/, `.${name}.txt`), text: `${texts.join('\n')}\n` }
    const fault = faultOf(name, texts, list)
    const said = list.path.slice(list.path.lastIndexOf('/') + 1)
    return fault === undefined
      ? { members: replaced(members, name, field.file, said), list }
      : { members, fault }
  }
  return { members }
}

/** The same, whichever way Statsig goes through its ids. */
const textsIn = (items: readonly Json[]): readonly string[] =>
  [...new Set(items.map(String))].sort(compareText)

const mostAmongOthers = ({ requirements = [] }: Kind, name: string): number =>
  Math.min(
    ...requirements.flatMap(({ needs }) =>
      needs.rule === 'items' && needs.at === join('', name) ? (needs.max ?? []) : [],
    ),
  )

const replaced = (members: Members, name: string, by: string, value: Json): Members =>
  Object.fromEntries(Object.entries(members).map((each) => (each[0] === name ? [by, value] : each)))

const faultOf = (name: string, texts: readonly string[], list: SourceFile): string | undefined => {
  const odd = texts.filter((text) => !isListable(text))
  if (odd.length > 0)
    return `no file can hold its \`${name}\`: ${odd.length.toLocaleString('en')} of them ${odd.length === 1 ? 'is' : 'are'} empty, or ${odd.length === 1 ? 'has' : 'have'} line breaks, outer blanks or characters that cannot be seen`
  if (new TextEncoder().encode(list.text).length > listCaps.bytes)
    return `its \`${name}\` are more than a file may hold: ${(listCaps.bytes >> 20).toLocaleString('en')} MB`
  return undefined
}
