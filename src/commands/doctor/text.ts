// What `doctor` says: each difference with its likely rule, and the members that nobody here knows.
import type { Edit } from '../../fields/difference.ts'
import { textOf } from '../../fields/normalize.ts'
import type { Proof } from '../../import/round-trip.ts'
import type { Unread } from '../../import/sub-resources.ts'
import type { ReadProject } from '../../import/to-files.ts'
import { isEmpty, isList, type Json, type Members } from '../../json.ts'
import { spoken } from '../../pointer.ts'
import { clean, guarded } from '../../report/escape/terminal.ts'
import { inline } from '../../report/values/inline-values.ts'
import { shortened } from '../../report/values/text-style.ts'
import { leakText } from '../../session/round-trip-text.ts'
import type { UnknownMember } from '../../write/unknown-members.ts'
import { unreadJson, unreadLines } from '../import/text.ts'

export interface Findings extends Pick<Proof, 'faulty' | 'leaking'> {
  readonly examined: number
  readonly unknown: readonly UnknownMember[]
  readonly refused: ReadProject['refused']
  readonly unread: readonly Unread[]
}

export const isClean = ({ faulty, leaking }: Findings): boolean =>
  faulty.length + leaking.length === 0

export const doctorText = (findings: Findings, source: string): string => {
  const { examined, faulty, leaking, refused, unknown, unread } = findings
  const parts = [
    [`Compared with ${source}.`],
    leaking.flatMap(({ address, because, edits }) => [
      `${address}: ${leakText(because)}`,
      ...edits.map((edit) => `  ${edit.label}: ${sides(edit)}\n    likely ${likelyRule(edit)}`),
    ]),
    faulty.length > 0
      ? ['No file can tell:', ...faulty.map((each) => `  ${each.address}: ${each.reason}`)]
      : [],
    unknown.length > 0
      ? [
          'Members that this version does not know:',
          ...unknown.map(
            ({ count, example, kind, pointer }) =>
              `  ${kind} ${spoken(pointer)}: ${count} of them, such as ${example}`,
          ),
        ]
      : [],
    refused.length > 0
      ? ['Passed over:', ...refused.map(({ kind, reason }) => `  ${kind}: ${reason}`)]
      : [],
    unreadLines(unread, (words) => `Add ${words} to examine them too.`),
    [
      isClean(findings)
        ? `Sound: ${examined} resources, imported in memory, plan nothing.`
        : `${leaking.length} of ${examined} resources would change, and ${faulty.length} cannot be told.`,
    ],
  ]
  const lines = (part: readonly string[]) => part.flatMap((each) => each.split('\n')).map(clean)
  return guarded(
    parts
      .filter((part) => part.length > 0)
      .map((part) => lines(part).join('\n'))
      .join('\n\n'),
  )
}

export const doctorJson = (findings: Findings): Members => ({
  version: 1,
  clean: isClean(findings),
  examined: findings.examined,
  leaks: findings.leaking.map(({ address, because, edits }) => ({
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

const mostOfAValue = 80

const sides = ({ after, before }: Edit): string =>
  [`in Statsig ${inline(before)}`, `in the file ${inline(after)}`]
    .map((side) => shortened(side, mostOfAValue))
    .join(', ')

/** What rule about the field, were it written down here, would explain the difference. */
export const likelyRule = ({ after, before, item }: Edit): string => {
  if (item === 'order' || (isList(before) && isList(after) && isPermuted(before, after)))
    return 'a set: the order means nothing'
  if (isEmpty(before) && isEmpty(after)) return 'an equivalence: both say that nothing is there'
  if (before !== undefined && after !== undefined && isSpelling(before, after))
    return 'an equivalence: two spellings of one value'
  if (isEmpty(before) || isEmpty(after))
    return 'a default: Statsig fills it in where it is left out'
  return 'a read-only member: Statsig computes it'
}

const isPermuted = (one: readonly Json[], other: readonly Json[]): boolean =>
  textOf(one.map(textOf).sort()) === textOf(other.map(textOf).sort())

/** A number and its digits, a lone item and a list of it, capitals and blanks. */
const isSpelling = (one: Json, other: Json): boolean => {
  const plain = (value: Json): string =>
    isList(value) && value.length === 1 ? plain(value[0] ?? null) : bare(value)
  const bare = (value: Json): string =>
    (typeof value === 'string' ? value : textOf(value)).trim().toLowerCase()
  return plain(one) === plain(other)
}
