// What `import` says: a line a kind with counts, then whatever was passed over, with the reason.
import { compareText } from '../../diagnostic.ts'
import type { Left } from '../../import/select.ts'
import type { Unread } from '../../import/sub-resources.ts'
import { filesOf, type ReadProject, type Told } from '../../import/to-files.ts'
import type { Members } from '../../json.ts'
import { clean, guarded } from '../../report/escape/terminal.ts'

export interface Imported {
  readonly isDryRun: boolean
  readonly written: readonly Told[]
  readonly left: readonly (Left | Omit<Left, 'why'>)[]
  readonly refused: ReadProject['refused']
  readonly unread: readonly Unread[]
  /** What is wrong with the place that the files were written to. */
  readonly warning?: string
}

const words: Readonly<Record<Exclude<Left['why'], 'needed'>, string>> = {
  defined: 'already defined',
  archived: 'archived',
  generated: 'generated',
  unmanaged: 'not to be managed',
}

export const importText = (imported: Imported, isQuiet: boolean): string => {
  const { isDryRun, refused, unread, written } = imported
  const skipped = skippedIn(imported)
  const parts = [
    isDryRun && !isQuiet ? written.flatMap(filesOf).map(({ path }) => path) : [],
    countLines(imported),
    skipped.length > 0
      ? ['Skipped:', ...skipped.map(({ address, reason }) => `  ${address}: ${reason}`)]
      : [],
    refused.length > 0
      ? ['Passed over:', ...refused.map(({ kind, reason }) => `  ${kind}: ${reason}`)]
      : [],
    isQuiet
      ? []
      : unreadLines(unread, (words) =>
          isDryRun
            ? `Add ${words} to have them too.`
            : `To have them too, delete these files and import again with ${words}.`,
        ),
    isDryRun ? ['Nothing was written: this was a dry run.'] : [],
  ]
  return guarded(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map(clean).join('\n'))
      .join('\n\n'),
  )
}

export const importJson = (imported: Imported): Members => ({
  version: 1,
  dryRun: imported.isDryRun,
  written: imported.written.map(({ file, list, resource }) => ({
    address: resource.address,
    path: file.path,
    ...(imported.isDryRun && { text: file.text }),
    ...(list && { list: { path: list.path, ...(imported.isDryRun && { text: list.text }) } }),
  })),
  left: imported.left.map((each) => ({
    address: each.address,
    why: 'why' in each ? each.why : 'fault',
    reason: each.reason,
  })),
  refused: imported.refused.map(({ kind, reason }) => ({ kind, reason })),
  unread: unreadJson(imported.unread),
  ...(imported.warning !== undefined && { warning: imported.warning }),
})

/** What has routes of its own and was not asked for. `advice` is told what to write. */
export const unreadLines = (
  unread: readonly Unread[],
  advice: (words: string) => string,
): readonly string[] => {
  if (unread.length === 0) return []
  const counts = unread.map(
    ({ name, resources }) => `${name} of ${resources} resource${resources === 1 ? '' : 's'}`,
  )
  return [
    `Not read, since each takes a request of its own: ${counts.join(', ')}.`,
    advice(`\`--include ${unread.map(({ name }) => name).join(',')}\``),
  ]
}

export const unreadJson = (unread: readonly Unread[]): readonly Members[] =>
  unread.map(({ name, resources }) => ({ name, resources }))

/** What is skipped for a reason of its own; the rest is counted. */
const skippedIn = ({ left }: Imported): readonly Omit<Left, 'why'>[] =>
  left
    .filter((each) => !('why' in each) || each.why === 'needed')
    .toSorted((one, other) => compareText(one.address, other.address))

const countLines = (imported: Imported): readonly string[] => {
  const counts = new Map<string, Map<string, number>>()
  const count = (address: string, what: string) => {
    const kind = address.slice(0, address.indexOf('/'))
    const own = counts.get(kind) ?? new Map<string, number>()
    own.set(what, (own.get(what) ?? 0) + 1)
    counts.set(kind, own)
  }
  for (const { resource } of imported.written)
    count(resource.address, imported.isDryRun ? 'to write' : 'written')
  for (const each of imported.left)
    count(each.address, 'why' in each && each.why !== 'needed' ? words[each.why] : 'skipped')
  const pad = Math.max(0, ...[...counts.keys()].map((kind) => kind.length))
  const lines = [...counts]
    .sort(([one], [other]) => compareText(one, other))
    .map(
      ([kind, own]) =>
        `${kind.padEnd(pad)}  ${[...own].map(([what, number]) => `${number} ${what}`).join(', ')}`,
    )
  return lines.length > 0 ? lines : ['There is nothing to import.']
}
