// What a commit holds below a folder: files, links and submodules by their paths.

import { matcherOf } from '../../glob.ts'
import { searchOf } from '../disk/files.ts'
import { isSkipped } from '../disk/source-file.ts'

export interface Entry {
  readonly sort: 'file' | 'link' | 'submodule'
  readonly id: string
}

export interface Listing {
  readonly entries: ReadonlyMap<string, Entry>
  readonly folders: ReadonlySet<string>
}

/** From the lines of `ls-tree -r -z`, where paths stand as they are. */
export const listingFrom = (text: string, prefix: string): Listing =>
  listingOf(
    text.split('\0').flatMap((line) => {
      const [, mode = '', id = '', whole = ''] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(line) ?? []
      const isInside = whole.startsWith(prefix) && id !== ''
      return isInside ? [{ path: whole.slice(prefix.length), mode, id }] : []
    }),
  )

/** Whatever is no folder, by its path and the mode that git knows it by. */
export const listingOf = (
  given: readonly { readonly path: string; readonly mode: string; readonly id: string }[],
): Listing => {
  const entries = new Map<string, Entry>()
  const folders = new Set<string>([''])
  for (const { id, mode, path } of given) {
    entries.set(path, { sort: sortOf(mode), id })
    for (
      let at = path.lastIndexOf('/');
      at > 0 && !folders.has(path.slice(0, at));
      at = path.lastIndexOf('/', at - 1)
    )
      folders.add(path.slice(0, at))
  }
  return { entries, folders }
}

const sortOf = (mode: string): Entry['sort'] =>
  mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file'

/** The first link or submodule on the way to a path: what lies behind it is not ours. */
export const barrierOn = (
  { entries }: Listing,
  parts: readonly string[],
): { readonly path: string; readonly entry: Entry } | undefined => {
  for (const index of parts.keys()) {
    const path = parts.slice(0, index + 1).join('/')
    const entry = entries.get(path)
    if (entry !== undefined && entry.sort !== 'file') return { path, entry }
  }
  return undefined
}

/** The paths that a pattern names. `leadsToFolder` knows where links lead. */
export const pathsNamed = async (
  listing: Listing,
  pattern: string,
  leadsToFolder: (path: string) => Promise<boolean>,
): Promise<readonly string[]> => {
  const { base, isPlain, wanted } = searchOf(pattern)
  if (base.some(isSkipped)) return []
  const folder = base.join('/')
  const barrier = barrierOn(listing, base)
  if (barrier !== undefined) return [barrier.path]
  if (!listing.folders.has(folder)) return isPlain && listing.entries.has(folder) ? [folder] : []
  const isWanted = matcherOf(wanted.join('/'))
  const inside = folder === '' ? '' : `${folder}/`
  const below = [...listing.entries].filter(
    ([path]) => path.startsWith(inside) && !isHidden(path.slice(inside.length)),
  )
  const odd = below.filter(([path, { sort }]) => sort !== 'file' && !isWanted(path))
  const folders = await Promise.all(
    odd.map(async ([path, { sort }]) => {
      const isFolder = sort === 'submodule' ? reachesBelow(wanted, path) : await leadsToFolder(path)
      return isFolder ? [path] : []
    }),
  )
  return [...below.map(([path]) => path).filter(isWanted), ...folders.flat()]
}

/** As on disk: dots are found by their full names only. */
const isHidden = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.') || isSkipped(part))

/** Whether a pattern may name something behind a path. */
const reachesBelow = (wanted: readonly string[], path: string): boolean =>
  wanted.includes('**') || wanted.length > path.split('/').length

/** Where a link leads within the folder; `undefined` where it leads out of it. */
export const targetOf = (path: string, said: string): string | undefined => {
  if (said.startsWith('/')) return undefined
  const parts = path.split('/').slice(0, -1)
  for (const part of said.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
