// Finds the kind of resource that a document defines: from its `kind`, or from the folder of its file.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import type { JsonObject } from '../../core/json.ts'
import { didYouMean, nearestWord } from '../../core/suggest.ts'
import { isKindName, type KindName, kinds } from '../../kinds/index.ts'
import type { Positions } from '../../model/index.ts'
import { listText, quoteValue } from '../message-text.ts'

export const kindOfDocument = (
  path: string,
  content: JsonObject,
  positions: Positions,
): KindName | Diagnostic => {
  if (!Object.hasOwn(content, 'kind')) return kindOfFolder(path, positions)
  const written = content['kind']
  if (isKindName(written)) return written
  const isText = typeof written === 'string' && written !== ''
  return error(
    'unknown-kind',
    isText ? `${quoteValue(written)} is not a kind.` : '`kind` must be the name of a kind.',
    {
      at: positions.value('/kind'),
      hint:
        (isText ? suggestKind(written) : undefined) ??
        `The kinds are ${listText(kindNames, 'and')}.`,
    },
  )
}

const kindNames = kinds.map(({ kind }) => kind)

/** Suggests `gate` for `gates` and for `feature_gate`, which are too far from it to be typos. */
const suggestKind = (written: string): string | undefined => {
  const contained = kindNames.find((name) => new RegExp(`(^|_)${name}s?$`).test(written))
  return contained === undefined ? didYouMean(written, kindNames) : `Did you mean \`${contained}\`?`
}

const kindOfFolder = (path: string, positions: Positions): KindName | Diagnostic => {
  const folders = path.split('/').slice(0, -1).reverse()
  for (const folder of folders) {
    const found = kinds.find((each) => each.folder === folder)
    if (found) return found.kind
  }
  const folderNames = kinds.map((each) => each.folder)
  const [near] = folders.flatMap((folder) => nearestWord(folder, folderNames) ?? [])
  return error(
    'unknown-kind',
    'The document has no `kind`, and its file is not in the folder of a kind.',
    {
      at: positions.key(''),
      hint: near
        ? `Did you mean the folder \`${near}\`?`
        : `Start the document with \`kind:\` and one of ${listText(kindNames)}.`,
    },
  )
}
