// Formats and parses the record of an apply: a commit message with a subject line and a line of JSON.
import { isJsonArray, isJsonObject, type Json, member, parseJson } from '../../core/json.ts'
import {
  type AppliedPart,
  type AppliedPlace,
  type AppliedRecord,
  shortId,
} from '../../model/repository.ts'
import { isObjectId } from './history.ts'

/** The committer of records; readers recognise a record by it. */
export const recorder = { name: 'statsig-gitops', mail: 'statsig-gitops@localhost' }

/** The commits in a record, the most recently applied one first. */
export const commitsInRecord = ({ commit, parts }: AppliedRecord): readonly string[] => {
  const partCommits = parts.map((part) => part.commit).reverse()
  return [...new Set(commit === undefined ? partCommits : [commit, ...partCommits])]
}

export const formatRecordMessage = (
  target: string,
  { commit, ids, parts, project, root, target: of }: AppliedRecord,
): string => {
  const last = parts.at(-1)
  const subject = last === undefined ? shortId(commit ?? '') : `a part of ${shortId(last.commit)}`
  const record = {
    version: 1,
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
  }
  return `Applied ${subject} to ${target}\n\n${JSON.stringify(record)}\n`
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

/** `damaged` or `newer` if the message is not a record that this version can read. */
export const parseRecordMessage = (message: string): AppliedRecord | 'damaged' | 'newer' => {
  const [, blank, line = '', ...rest] = message.replace(/\n$/, '').split('\n')
  if (blank !== '' || rest.length > 0) return 'damaged'
  const value = parseJson(line)
  if (!isJsonObject(value)) return 'damaged'
  const version = member(value, 'version')
  if (typeof version === 'number' && version > 1) return 'newer'
  const [commit, project] = [member(value, 'commit'), member(value, 'project')]
  const parts = parseParts(member(value, 'parts'))
  const place = parsePlace(value)
  const ids = parseIds(member(value, 'ids'))
  const isValid =
    version === 1 &&
    hasOnly(value, ['version', 'commit', 'project', 'root', 'target', 'ids', 'parts']) &&
    (commit === undefined || isCommitId(commit)) &&
    (project === undefined || isNonEmptyText(project))
  if (!isValid || parts === undefined || place === undefined || ids === undefined) return 'damaged'
  if (commit === undefined && parts.length === 0) return 'damaged'
  return {
    version: 1,
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    ...place,
    ...(Object.keys(ids).length > 0 && { ids }),
    parts,
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
