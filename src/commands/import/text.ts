// What `import` says: a line a kind with counts, then whatever was passed over, with the reason.
import { compareText } from '../../diagnostic.ts'
import type { SkippedResource } from '../../import/select.ts'
import type { UnreadSubResource } from '../../import/sub-resources.ts'
import { filesOf, type ImportedFile, type ReadProject } from '../../import/to-files.ts'
import type { JsonObject } from '../../json.ts'
import { escapeText, neutralizeCommands } from '../../report/escape/terminal.ts'

export interface ImportResult {
  readonly isDryRun: boolean
  readonly written: readonly ImportedFile[]
  readonly skipped: readonly (SkippedResource | Omit<SkippedResource, 'why'>)[]
  readonly refused: ReadProject['refused']
  readonly unread: readonly UnreadSubResource[]
  /** What is wrong with the place that the files were written to. */
  readonly warning?: string
}

const skipLabels: Readonly<Record<Exclude<SkippedResource['why'], 'needed'>, string>> = {
  defined: 'already defined',
  archived: 'archived',
  generated: 'generated',
  unmanaged: 'not to be managed',
}

export const importText = (result: ImportResult, isQuiet: boolean): string => {
  const { isDryRun, refused, unread, written } = result
  const skipped = listSkipped(result)
  const parts = [
    isDryRun && !isQuiet ? written.flatMap(filesOf).map(({ path }) => path) : [],
    countLines(result),
    skipped.length > 0
      ? ['Skipped:', ...skipped.map(({ address, reason }) => `  ${address}: ${reason}`)]
      : [],
    refused.length > 0
      ? ['Passed over:', ...refused.map(({ kind, reason }) => `  ${kind}: ${reason}`)]
      : [],
    isQuiet
      ? []
      : unreadLines(unread, (option) =>
          isDryRun
            ? `Add ${option} to have them too.`
            : `To have them too, delete these files and import again with ${option}.`,
        ),
    isDryRun ? ['Nothing was written: this was a dry run.'] : [],
  ]
  return neutralizeCommands(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map(escapeText).join('\n'))
      .join('\n\n'),
  )
}

export const importJson = (result: ImportResult): JsonObject => ({
  version: 1,
  dryRun: result.isDryRun,
  written: result.written.map(({ file, list, resource }) => ({
    address: resource.address,
    path: file.path,
    ...(result.isDryRun && { text: file.text }),
    ...(list && { list: { path: list.path, ...(result.isDryRun && { text: list.text }) } }),
  })),
  left: result.skipped.map((each) => ({
    address: each.address,
    why: 'why' in each ? each.why : 'fault',
    reason: each.reason,
  })),
  refused: result.refused.map(({ kind, reason }) => ({ kind, reason })),
  unread: unreadJson(result.unread),
  ...(result.warning !== undefined && { warning: result.warning }),
})

/** What has routes of its own and was not asked for. `advice` is told what to write. */
export const unreadLines = (
  unread: readonly UnreadSubResource[],
  advice: (option: string) => string,
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

export const unreadJson = (unread: readonly UnreadSubResource[]): readonly JsonObject[] =>
  unread.map(({ name, resources }) => ({ name, resources }))

/** What is skipped for a reason of its own; the rest is counted. */
const listSkipped = ({ skipped }: ImportResult): readonly Omit<SkippedResource, 'why'>[] =>
  skipped
    .filter((each) => !('why' in each) || each.why === 'needed')
    .toSorted((one, other) => compareText(one.address, other.address))

const countLines = (result: ImportResult): readonly string[] => {
  const counts = new Map<string, Map<string, number>>()
  const count = (address: string, label: string) => {
    const kind = address.slice(0, address.indexOf('/'))
    const kindCounts = counts.get(kind) ?? new Map<string, number>()
    kindCounts.set(label, (kindCounts.get(label) ?? 0) + 1)
    counts.set(kind, kindCounts)
  }
  for (const { resource } of result.written)
    count(resource.address, result.isDryRun ? 'to write' : 'written')
  for (const each of result.skipped)
    count(each.address, 'why' in each && each.why !== 'needed' ? skipLabels[each.why] : 'skipped')
  const pad = Math.max(0, ...[...counts.keys()].map((kind) => kind.length))
  const lines = [...counts]
    .sort(([one], [other]) => compareText(one, other))
    .map(
      ([kind, kindCounts]) =>
        `${kind.padEnd(pad)}  ${[...kindCounts].map(([label, number]) => `${number} ${label}`).join(', ')}`,
    )
  return lines.length > 0 ? lines : ['There is nothing to import.']
}
