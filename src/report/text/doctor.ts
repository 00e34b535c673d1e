// What `doctor` has found, for terminals: each difference with its likely rule, and unknown members.

import { formatPointer } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import type { AddressReason, DoctorFindings, DoctorResult } from '../results.ts'
import { inlineSides } from '../values/inline-values.ts'
import { likelyRule } from '../values/likely-rule.ts'
import { shortenApart } from '../values/shorten.ts'
import { pluralize } from '../values/text-style.ts'
import { refusedLines, unreadLines } from './import.ts'
import { joinParts } from './parts.ts'
import { roundTripText } from './round-trip.ts'

export const isSound = ({ changing, faulty }: DoctorFindings): boolean =>
  faulty.every(({ isIndistinct }) => isIndistinct) && changing.length === 0

export const doctorText = ({ findings, source }: DoctorResult): string => {
  const { examined, faulty, changing, refused, unknown, unread } = findings
  const members = faulty.filter(({ field }) => field !== undefined)
  const partly = new Set(members.map(({ address }) => address)).size
  const parts = [
    [`Compared with ${source}.`],
    changing.flatMap(({ address, because, edits }) => [
      `${address}: ${roundTripText(because)}`,
      ...edits.map(
        (edit) => `  ${edit.label}: ${sidesText(edit)}\n    likely rule: ${likelyRule(edit)}`,
      ),
    ]),
    listResources(
      'Resources that no file can describe:',
      faulty.filter(({ field, isIndistinct }) => !isIndistinct && field === undefined),
    ),
    listResources('Members that no file can describe:', listMembers(faulty)),
    listResources(
      'Resources that files cannot tell apart:',
      faulty.filter(({ isIndistinct }) => isIndistinct),
    ),
    unknown.length > 0
      ? [
          'Members that this version does not know:',
          ...unknown.map(
            ({ count, example, kind, pointer }) =>
              `  ${kind} ${formatPointer(pointer)}: in ${pluralize(count, 'resource')}, such as ${example}`,
          ),
        ]
      : [],
    refusedLines(refused),
    unreadLines(unread, (option) => `Add ${option} to examine them too.`),
    [
      isSound(findings)
        ? `Sound: a plan of ${pluralize(examined, 'imported resource')} changes nothing.`
        : `${changing.length} of ${pluralize(examined, 'resource')} would change, and ${pluralize(faulty.length - members.length, 'resource')} cannot be described by a file.${partly > 0 ? ` ${pluralize(partly, 'resource')} can be described only in part.` : ''}`,
    ],
  ]
  return joinParts(parts)
}

const listMembers = (faulty: DoctorFindings['faulty']): readonly AddressReason[] =>
  faulty.flatMap(({ address, field, reason }) =>
    field === undefined ? [] : [{ address: `${address} \`${field}\``, reason }],
  )

const listResources = (title: string, resources: readonly AddressReason[]): readonly string[] =>
  resources.length > 0
    ? [title, ...resources.map(({ address, reason }) => `  ${address}: ${reason}`)]
    : []

const maxValueLength = 66

const sidesText = ({ after, before }: Edit): string => {
  const [live, file] = shortenApart(...inlineSides(before, after), maxValueLength)
  return `in Statsig ${live}, in the file ${file}`
}
