// Writes adopted items into list files, and finds other definitions that name the same list file.
import { isJsonArray, type Json } from '../core/json.ts'
import { loadFiles } from '../load/index.ts'
import { type Settings, settingsFile } from '../load/settings/index.ts'
import type { Address, SourceFile } from '../model/index.ts'

/** Another definition that names the same list file. */
export const findListOwner = (
  path: string,
  address: Address,
  { settings, sources }: { readonly settings: Settings; readonly sources: readonly SourceFile[] },
): Address | undefined => {
  const { validated } = loadFiles(sources.filter(isDefinition), settings)
  return validated.find(
    ({ definition, list }) => list?.path === path && definition?.address !== address,
  )?.definition?.address
}

const isDefinition = ({ path }: SourceFile): boolean =>
  /\.ya?ml$/.test(path) && path !== settingsFile

/** Remaining lines keep their order; new items are added at the end. */
export const replaceLines = (text: string, items: Json | undefined): string => {
  const wantedItems = new Set((isJsonArray(items) ? items : []).map(String))
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const withoutBom = (line: string) => line.replace(/^\uFEFF/, '')
  const keptLines = lines.filter((line) => line === '' || wantedItems.has(withoutBom(line)))
  const present = new Set(keptLines.map(withoutBom))
  const added = [...wantedItems].filter((item) => !present.has(item))
  const body = keptLines.at(-1) === '' ? keptLines.slice(0, -1) : keptLines
  return `${[...body, ...added].join(lineEnd)}${lineEnd}`
}
