// Lists that lie in files of their own, when what Statsig has is written into them.
import { isList, type Json } from '../json.ts'
import { begin } from '../load/index.ts'
import { type Settings, settingsFile } from '../load/settings/index.ts'
import type { Address, SourceFile } from '../model.ts'

/** Another definition whose list lies in the same file. */
export const sharing = (
  path: string,
  address: Address,
  { settings, sources }: { readonly settings: Settings; readonly sources: readonly SourceFile[] },
): Address | undefined => {
  const { validated } = begin(sources.filter(isDefinition), settings)
  return validated.find(
    ({ definition, list }) => list?.path === path && definition?.address !== address,
  )?.definition?.address
}

const isDefinition = ({ path }: SourceFile): boolean =>
  /\.ya?ml$/.test(path) && path !== settingsFile

/** Lines that stay keep their places; what is new comes at the end. */
export const withLines = (text: string, items: Json | undefined): string => {
  const wanted = new Set((isList(items) ? items : []).map(String))
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const bare = (line: string) => line.replace(/^\uFEFF/, '')
  const kept = lines.filter((line) => line === '' || wanted.has(bare(line)))
  const held = new Set(kept.map(bare))
  const added = [...wanted].filter((item) => !held.has(item))
  const body = kept.at(-1) === '' ? kept.slice(0, -1) : kept
  return `${[...body, ...added].join(end)}${end}`
}
