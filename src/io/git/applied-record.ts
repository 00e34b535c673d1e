// Formats and parses the record of an apply: a commit message with a subject line and a line of JSON.
import { isJsonArray, isJsonObject, type Json, member, parseJson } from '../../core/json.ts'
import {
  type AppliedPart,
  type AppliedPlace,
  type AppliedRecord,
  shortId,
} from '../../model/repository.ts'
import { approvalMembers, formatApprovalMembers, parseApprovalMembers } from './approval-members.ts'
import { isObjectId } from './history.ts'

/** The committer of records; readers recognise a record by it. */
export const recorder = { name: 'statsig-gitops', mail: 'statsig-gitops@localhost' }

/** The commits in a record, the most recently applied one first. */
export const commitsInRecord = ({
  begun = [],
  commit,
  parts,
}: Pick<AppliedRecord, 'begun' | 'commit' | 'parts'>): readonly string[] => {
  const others = [...begun, ...parts].map((each) => each.commit).reverse()
  return [...new Set(commit === undefined ? others : [commit, ...others])]
}

export const formatRecordMessage = (
  target: string,
  { commit, ids, parts, project, root, target: of, ...record }: AppliedRecord,
): string => {
  const value = {
    version: formatVersionOf(record),
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    ...formatPlace({ root, target: of }),
    ...(ids !== undefined && { ids }),
    parts: parts.map(({ addresses, commit: commitId, operations, root: partRoot, target }) => ({
      commit: commitId,
      addresses,
      operations,
      ...formatPlace({ root: partRoot, target }),
    })),
    ...formatApprovalMembers(record),
  }
  return `${subjectOf({ commit, parts, ...record })} to ${target}\n\n${JSON.stringify(value)}\n`
}

/** Earlier versions call a record with a member that they do not know damaged. */
const formatVersionOf = (record: Partial<AppliedRecord>): 1 | 2 | 3 => {
  const { begun = [], lease } = record
  const isOfVersion3 = begun.some(
    ({ auditPosition, operations, run }) =>
      run === undefined ||
      auditPosition !== undefined ||
      operations.some(
        ({ action, isReviewed, subResource }) =>
          (action ?? isReviewed ?? subResource) !== undefined,
      ),
  )
  if (lease !== undefined || isOfVersion3) return 3
  return Object.keys(formatApprovalMembers(record)).length === 0 ? 1 : 2
}

const subjectOf = ({
  begun = [],
  commit,
  parts,
}: Pick<AppliedRecord, 'begun' | 'parts'> & { readonly commit: string | undefined }): string => {
  const [lastBegun, lastPart] = [begun.at(-1), parts.at(-1)]
  if (lastBegun !== undefined) return `Began to apply ${shortId(lastBegun.commit)}`
  if (lastPart !== undefined) return `Applied a part of ${shortId(lastPart.commit)}`
  return commit === undefined ? 'Applied nothing' : `Applied ${shortId(commit)}`
}

const formatPlace = ({
  root,
  target,
}: {
  readonly root: string | undefined
  readonly target: string | undefined
}): AppliedPlace => ({
  ...(root !== undefined && { root }),
  ...(target !== undefined && { target }),
})

/** `undefined` where it is none. */
const parsePlace = (value: Json): AppliedPlace | undefined => {
  const [root, target] = [member(value, 'root'), member(value, 'target')]
  const isPlace =
    (root === undefined || typeof root === 'string') &&
    (target === undefined || isNonEmptyText(target))
  return isPlace ? formatPlace({ root, target }) : undefined
}

const recordMembers: readonly string[] = [
  'version',
  'commit',
  'project',
  'root',
  'target',
  'ids',
  'parts',
  ...approvalMembers,
]

/** `damaged` or `newer` if the message is not a record that this version can read. */
export const parseRecordMessage = (message: string): AppliedRecord | 'damaged' | 'newer' => {
  const [, blank, line = '', ...rest] = message.replace(/\n$/, '').split('\n')
  if (blank !== '' || rest.length > 0) return 'damaged'
  const value = parseJson(line)
  if (!isJsonObject(value)) return 'damaged'
  const version = member(value, 'version')
  if (typeof version === 'number' && version > 3) return 'newer'
  const [commit, project] = [member(value, 'commit'), member(value, 'project')]
  const parts = parseParts(member(value, 'parts'))
  const [approvals, place] = [parseApprovalMembers(value), parsePlace(value)]
  const ids = parseIds(member(value, 'ids'))
  const isValid =
    (version === 1 || version === 2 || version === 3) &&
    hasOnly(value, recordMembers) &&
    (commit === undefined || isCommitId(commit)) &&
    (project === undefined || isNonEmptyText(project))
  if (
    !isValid ||
    parts === undefined ||
    place === undefined ||
    ids === undefined ||
    approvals === 'damaged'
  )
    return 'damaged'
  const isEmpty = commit === undefined && parts.length === 0
  if (isEmpty && Object.keys(approvals).length === 0) return 'damaged'
  return {
    version: 1,
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    ...place,
    ...(Object.keys(ids).length > 0 && { ids }),
    parts,
    ...approvals,
  }
}

/** Empty where there are none, `undefined` where they are damaged. */
const parseIds = (value: Json | undefined): Readonly<Record<string, string>> | undefined => {
  if (value === undefined) return {}
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([address, id]) =>
    isNonEmptyText(id) ? [[address, id] as const] : [],
  )
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined
}

const parseParts = (value: Json | undefined): readonly AppliedPart[] | undefined => {
  if (!isJsonArray(value)) return undefined
  const parts = value.map(parsePart).filter((part) => part !== undefined)
  return parts.length === value.length ? parts : undefined
}

const parsePart = (value: Json): AppliedPart | undefined => {
  const place = parsePlace(value)
  if (
    !isJsonObject(value) ||
    place === undefined ||
    !hasOnly(value, ['commit', 'addresses', 'operations', 'root', 'target'])
  )
    return undefined
  const [commit, addresses, operations] = [
    member(value, 'commit'),
    member(value, 'addresses'),
    member(value, 'operations'),
  ]
  return isCommitId(commit) && areNonEmptyTexts(addresses) && areNonEmptyTexts(operations)
    ? { commit, addresses, operations, ...place }
    : undefined
}

const hasOnly = (value: object, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name))

const isNonEmptyText = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== ''

const isCommitId = (value: Json | undefined): value is string =>
  isNonEmptyText(value) && isObjectId(value)

const areNonEmptyTexts = (value: Json | undefined): value is readonly string[] =>
  isJsonArray(value) && value.every(isNonEmptyText)
