// Formats and parses the record of an apply: a commit message with a subject line and a line of JSON.
import { isJsonArray, isJsonObject, type Json, member, parseJson } from '../../core/json.ts'
import { type AppliedPart, type AppliedRecord, shortId } from '../../model/repository.ts'
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
  { commit, parts, project }: AppliedRecord,
): string => {
  const last = parts.at(-1)
  const subject = last === undefined ? shortId(commit ?? '') : `a part of ${shortId(last.commit)}`
  const record = {
    version: 1,
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    parts: parts.map(({ addresses, commit: commitId, operations }) => ({
      commit: commitId,
      addresses,
      operations,
    })),
  }
  return `Applied ${subject} to ${target}\n\n${JSON.stringify(record)}\n`
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
  const isValid =
    version === 1 &&
    hasOnly(value, ['version', 'commit', 'project', 'parts']) &&
    (commit === undefined || isCommitId(commit)) &&
    (project === undefined || isNonEmptyText(project))
  if (!isValid || parts === undefined) return 'damaged'
  if (commit === undefined && parts.length === 0) return 'damaged'
  return {
    version: 1,
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    parts,
  }
}

const parseParts = (value: Json | undefined): readonly AppliedPart[] | undefined => {
  if (!isJsonArray(value)) return undefined
  const parts = value.map(parsePart).filter((part) => part !== undefined)
  return parts.length === value.length ? parts : undefined
}

const parsePart = (value: Json): AppliedPart | undefined => {
  if (!isJsonObject(value) || !hasOnly(value, ['commit', 'addresses', 'operations']))
    return undefined
  const [commit, addresses, operations] = [
    member(value, 'commit'),
    member(value, 'addresses'),
    member(value, 'operations'),
  ]
  return isCommitId(commit) && areNonEmptyTexts(addresses) && areNonEmptyTexts(operations)
    ? { commit, addresses, operations }
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
