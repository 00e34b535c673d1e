// What `import` has written, for terminals: counts for each kind, then what was left out and why.
import { compareText } from '../../core/diagnostic.ts'
import type {
  AddressReason,
  ImportResult,
  ImportSkip,
  UnreadableKind,
  UnreadSubResource,
} from '../results.ts'
import { pluralize } from '../values/text-style.ts'
import { joinParts } from './parts.ts'

const skipLabels: Readonly<Record<Exclude<ImportSkip['why'], undefined>, string>> = {
  defined: 'already defined',
  archived: 'archived',
  generated: 'generated',
  internal: 'internal to Statsig',
  referenced: 'skipped',
}

export const importText = (result: ImportResult, isQuiet: boolean): string => {
  const { isDryRun, refused, unread, written } = result
  const skipped = listSkipped(result)
  const parts = written.filter(isPart)
  return joinParts([
    isDryRun && !isQuiet ? written.flatMap(({ file, list }) => [file.path, ...pathOf(list)]) : [],
    countLines(result),
    parts.length > 0
      ? [
          isDryRun ? 'To write in part:' : 'Written in part:',
          ...parts.flatMap(({ leftOut, resource }) =>
            leftOut.map(
              ({ field, reason }) => `  ${resource.address} without \`${field}\`: ${reason}`,
            ),
          ),
          'What is left out stays as it is in Statsig, and is not managed.',
        ]
      : [],
    skipped.length > 0
      ? ['Skipped:', ...skipped.map(({ address, reason }) => `  ${address}: ${reason}`)]
      : [],
    refusedLines(refused),
    isQuiet
      ? []
      : unreadLines(unread, (option) =>
          isDryRun
            ? `Add ${option} to import them too.`
            : `To import them too, delete these files and import again with ${option}.`,
        ),
    isDryRun ? ['Dry run: no file was written.'] : [],
  ])
}

const isPart = ({ leftOut }: ImportResult['written'][number]): boolean => leftOut.length > 0

const pathOf = (file: { readonly path: string } | undefined): readonly string[] =>
  file ? [file.path] : []

export const refusedLines = (refused: readonly UnreadableKind[]): readonly string[] =>
  refused.length > 0
    ? [
        'Kinds that Statsig did not return:',
        ...refused.map(({ kind, reason }) => `  ${kind}: ${reason}`),
      ]
    : []

/** The sub-resources that were not read; `advice` says which option reads them. */
export const unreadLines = (
  unread: readonly UnreadSubResource[],
  advice: (option: string) => string,
): readonly string[] => {
  if (unread.length === 0) return []
  const counts = unread.map(
    ({ name, resources }) => `${name} of ${pluralize(resources, 'resource')}`,
  )
  return [
    `Not read, since each takes an API request of its own: ${counts.join(', ')}.`,
    advice(`\`--include ${unread.map(({ name }) => name).join(',')}\``),
  ]
}

/** Resources whose reason is their own; the others are only counted. */
const listSkipped = ({ skipped }: ImportResult): readonly AddressReason[] =>
  skipped
    .filter(({ why }) => why === undefined || why === 'referenced')
    .toSorted((one, other) => compareText(one.address, other.address))

const countLines = (result: ImportResult): readonly string[] => {
  const counts = new Map<string, Map<string, number>>()
  const count = (address: string, label: string) => {
    const kind = address.slice(0, address.indexOf('/'))
    const kindCounts = counts.get(kind) ?? new Map<string, number>()
    kindCounts.set(label, (kindCounts.get(label) ?? 0) + 1)
    counts.set(kind, kindCounts)
  }
  for (const each of result.written) {
    const label = result.isDryRun ? 'to write' : 'written'
    count(each.resource.address, isPart(each) ? `${label} in part` : label)
  }
  for (const { address, why } of result.skipped) count(address, skipLabels[why ?? 'referenced'])
  const pad = Math.max(0, ...[...counts.keys()].map((kind) => kind.length))
  const lines = [...counts]
    .sort(([one], [other]) => compareText(one, other))
    .map(
      ([kind, kindCounts]) =>
        `${kind.padEnd(pad)}  ${[...kindCounts].map(([label, number]) => `${number} ${label}`).join(', ')}`,
    )
  return lines.length > 0 ? lines : ['No resource matches: nothing was imported.']
}
