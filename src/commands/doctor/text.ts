// What `doctor` says: each difference with its likely rule, and the members that nobody here knows.
import type { Edit } from '../../fields/difference.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { RoundTrip } from '../../import/round-trip.ts'
import type { UnreadSubResource } from '../../import/sub-resources.ts'
import type { ReadProject } from '../../import/to-files.ts'
import { isEmpty, isJsonArray, type Json, type JsonObject } from '../../json.ts'
import { formatPointer } from '../../pointer.ts'
import { escapeText, neutralizeCommands } from '../../report/escape/terminal.ts'
import { inlineValue } from '../../report/values/inline-values.ts'
import { truncateMiddle } from '../../report/values/text-style.ts'
import { leakText } from '../../session/round-trip-text.ts'
import type { UnknownMember } from '../../write/unknown-members.ts'
import { unreadJson, unreadLines } from '../import/text.ts'

export interface DoctorFindings extends Pick<RoundTrip, 'faulty' | 'changing'> {
  readonly examined: number
  readonly unknown: readonly UnknownMember[]
  readonly refused: ReadProject['refused']
  readonly unread: readonly UnreadSubResource[]
}

export const isClean = ({ faulty, changing }: DoctorFindings): boolean =>
  faulty.length + changing.length === 0

export const doctorText = (findings: DoctorFindings, source: string): string => {
  const { examined, faulty, changing, refused, unknown, unread } = findings
  const parts = [
    [`Compared with ${source}.`],
    changing.flatMap(({ address, because, edits }) => [
      `${address}: ${leakText(because)}`,
      ...edits.map((edit) => `  ${edit.label}: ${sidesText(edit)}\n    likely ${likelyRule(edit)}`),
    ]),
    faulty.length > 0
      ? ['No file can tell:', ...faulty.map((each) => `  ${each.address}: ${each.reason}`)]
      : [],
    unknown.length > 0
      ? [
          'Members that this version does not know:',
          ...unknown.map(
            ({ count, example, kind, pointer }) =>
              `  ${kind} ${formatPointer(pointer)}: ${count} of them, such as ${example}`,
          ),
        ]
      : [],
    refused.length > 0
      ? ['Passed over:', ...refused.map(({ kind, reason }) => `  ${kind}: ${reason}`)]
      : [],
    unreadLines(unread, (option) => `Add ${option} to examine them too.`),
    [
      isClean(findings)
        ? `Sound: ${examined} resources, imported in memory, plan nothing.`
        : `${changing.length} of ${examined} resources would change, and ${faulty.length} cannot be told.`,
    ],
  ]
  const lines = (part: readonly string[]) =>
    part.flatMap((each) => each.split('\n')).map(escapeText)
  return neutralizeCommands(
    parts
      .filter((part) => part.length > 0)
      .map((part) => lines(part).join('\n'))
      .join('\n\n'),
  )
}

export const doctorJson = (findings: DoctorFindings): JsonObject => ({
  version: 1,
  clean: isClean(findings),
  examined: findings.examined,
  leaks: findings.changing.map(({ address, because, edits }) => ({
    address,
    reason: leakText(because),
    edits: edits.map((edit) => ({
      pointer: edit.pointer,
      label: edit.label,
      ...(edit.before !== undefined && { live: edit.before }),
      ...(edit.after !== undefined && { file: edit.after }),
      likely: likelyRule(edit),
    })),
  })),
  faulty: findings.faulty.map(({ address, reason }) => ({ address, reason })),
  unknown: findings.unknown.map(({ count, example, kind, pointer }) => ({
    kind,
    pointer,
    count,
    example,
  })),
  refused: findings.refused.map(({ kind, reason }) => ({ kind, reason })),
  unread: unreadJson(findings.unread),
})

const maxValueLength = 80

const sidesText = ({ after, before }: Edit): string =>
  [`in Statsig ${inlineValue(before)}`, `in the file ${inlineValue(after)}`]
    .map((side) => truncateMiddle(side, maxValueLength))
    .join(', ')

/** What rule about the field, were it written down here, would explain the difference. */
export const likelyRule = ({ after, before, item }: Edit): string => {
  if (item === 'order' || (isJsonArray(before) && isJsonArray(after) && isPermuted(before, after)))
    return 'a set: the order means nothing'
  if (isEmpty(before) && isEmpty(after)) return 'an equivalence: both say that nothing is there'
  if (before !== undefined && after !== undefined && isSpelling(before, after))
    return 'an equivalence: two spellings of one value'
  if (isEmpty(before) || isEmpty(after))
    return 'a default: Statsig fills it in where it is left out'
  return 'a read-only member: Statsig computes it'
}

const isPermuted = (one: readonly Json[], other: readonly Json[]): boolean =>
  canonicalJson(one.map(canonicalJson).sort()) === canonicalJson(other.map(canonicalJson).sort())

/** A number and its digits, a lone item and a list of it, capitals and blanks. */
const isSpelling = (one: Json, other: Json): boolean => {
  const single = (value: Json): string =>
    isJsonArray(value) && value.length === 1 ? single(value[0] ?? null) : normalised(value)
  const normalised = (value: Json): string =>
    (typeof value === 'string' ? value : canonicalJson(value)).trim().toLowerCase()
  return single(one) === single(other)
}
