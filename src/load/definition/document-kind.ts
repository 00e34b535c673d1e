// Which kind of resource a document describes: by its `kind`, or by the folder that its file lies in.
import { type Diagnostic, error } from '../../diagnostic.ts'
import type { Members } from '../../json.ts'
import { isKindName, type KindName, kinds } from '../../kinds/index.ts'
import type { Positions } from '../../model.ts'
import { didYouMean, nearest } from '../../suggest.ts'
import { listText, quoted } from '../message-text.ts'

export const kindIn = (
  path: string,
  content: Members,
  positions: Positions,
): KindName | Diagnostic => {
  if (!Object.hasOwn(content, 'kind')) return kindOfFolder(path, positions)
  const said = content['kind']
  if (isKindName(said)) return said
  const isText = typeof said === 'string' && said !== ''
  return error(
    'unknown-kind',
    isText ? `${quoted(said)} is not a kind.` : '`kind` names no kind.',
    {
      at: positions.value('/kind'),
      hint: (isText ? nearKind(said) : undefined) ?? `The kinds are ${listText(names, 'and')}.`,
    },
  )
}

const names = kinds.map(({ kind }) => kind)

/** `gates` and `feature_gate` both mean a gate. */
const nearKind = (said: string): string | undefined => {
  const within = names.find((name) => new RegExp(`(^|_)${name}s?$`).test(said))
  return within === undefined ? didYouMean(said, names) : `Did you mean \`${within}\`?`
}

const kindOfFolder = (path: string, positions: Positions): KindName | Diagnostic => {
  const folders = path.split('/').slice(0, -1).reverse()
  for (const folder of folders) {
    const found = kinds.find((each) => each.folder === folder)
    if (found) return found.kind
  }
  const usual = kinds.map((each) => each.folder)
  const [near] = folders.flatMap((folder) => nearest(folder, usual) ?? [])
  return error(
    'unknown-kind',
    'Neither a `kind` in the document nor a folder says what it describes.',
    {
      at: positions.key(''),
      hint: near
        ? `Did you mean the folder \`${near}\`?`
        : `Begin the document with \`kind:\` and one of ${listText(names)}.`,
    },
  )
}
