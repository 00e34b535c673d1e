// Formats and parses the members of a record about applies that have begun: operations, lease, confirmations and seal.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import type {
  ApplyLease,
  BegunApply,
  BegunOperation,
  RunReference,
} from '../../model/begun-apply.ts'
import type { AppliedRecord, RecordSeal } from '../../model/repository.ts'
import { isObjectId } from './history.ts'

type ApprovalMembers = Pick<AppliedRecord, 'begun' | 'confirmedRuns' | 'lease' | 'seal'>

export const approvalMembers = ['begun', 'confirmedRuns', 'lease', 'seal'] as const

/** Members without a content are left out, so that a record without any has its earlier form. */
export const formatApprovalMembers = ({
  begun = [],
  confirmedRuns = [],
  lease,
  seal,
}: ApprovalMembers): ApprovalMembers => ({
  ...(begun.length > 0 && { begun }),
  ...(confirmedRuns.length > 0 && { confirmedRuns }),
  ...(lease && { lease }),
  ...(seal && { seal }),
})

export const parseApprovalMembers = (value: JsonObject): ApprovalMembers | 'damaged' => {
  const [begun, runs, lease, seal] = approvalMembers.map((name) => member(value, name))
  const [parsedBegun, parsedSeal] = [parseAll(begun, parseBegun), seal && parseSeal(seal)]
  const parsedLease = lease && parseLease(lease)
  const parsedRuns = parseAll(runs, (each) => (isCount(each) ? each : undefined))
  if (parsedBegun === undefined || parsedRuns === undefined) return 'damaged'
  if (seal !== undefined && !parsedSeal) return 'damaged'
  if (lease !== undefined && !parsedLease) return 'damaged'
  return formatApprovalMembers({
    begun: parsedBegun,
    confirmedRuns: parsedRuns,
    ...(parsedLease && { lease: parsedLease }),
    ...(parsedSeal && { seal: parsedSeal }),
  })
}

/** `undefined` where one of them is not valid. An absent list is empty. */
export const parseAll = <T>(
  value: Json | undefined,
  parse: (each: Json) => T | undefined,
): readonly T[] | undefined => {
  if (value === undefined) return []
  if (!isJsonArray(value)) return undefined
  const parsed = value.map(parse).filter((each) => each !== undefined)
  return parsed.length === value.length ? parsed : undefined
}

export const parseBegun = (value: Json): BegunApply | undefined => {
  const [at, commit, auditPosition] = ['at', 'commit', 'auditPosition'].map((name) =>
    member(value, name),
  )
  const operations = parseAll(member(value, 'operations'), parseOperation)
  const run = parseRun(member(value, 'run'))
  const isPosition = auditPosition === undefined || auditPosition === null || isText(auditPosition)
  return run !== 'damaged' && isTime(at) && isCommitId(commit) && operations && isPosition
    ? {
        ...(run && { run }),
        commit,
        at,
        ...(auditPosition !== undefined && { auditPosition }),
        operations,
      }
    : undefined
}

const parseRun = (value: Json | undefined): RunReference | undefined | 'damaged' => {
  if (value === undefined) return undefined
  const [id, attempt] = [member(value, 'id'), member(value, 'attempt')]
  return isCount(id) && isCount(attempt) ? { id, attempt } : 'damaged'
}

const parseOperation = (value: Json): BegunOperation | undefined => {
  const [id, address, action, revision, subResource] = [
    'id',
    'address',
    'action',
    'revision',
    'subResource',
  ].map((name) => member(value, name))
  const isReviewed = member(value, 'isReviewed')
  if (!isText(id) || !isText(address)) return undefined
  if (isReviewed !== undefined && isReviewed !== true) return undefined
  if (![action, revision, subResource].every((each) => each === undefined || isText(each)))
    return undefined
  return {
    id,
    address,
    ...(isText(action) && { action }),
    ...(isText(subResource) && { subResource }),
    ...(isReviewed === true && { isReviewed }),
    ...(isText(revision) && { revision }),
  }
}

export const parseLease = (value: Json): ApplyLease | undefined => {
  const [holder, commit, until] = ['holder', 'commit', 'until'].map((name) => member(value, name))
  const run = parseRun(member(value, 'run'))
  if (!isText(holder) || !isTime(until) || run === 'damaged') return undefined
  if (commit === undefined) return { holder, ...(run && { run }), until }
  return isCommitId(commit) ? { holder, ...(run && { run }), commit, until } : undefined
}

const parseSeal = (value: Json): RecordSeal | undefined => {
  const [at, hmac, previous] = ['at', 'hmac', 'previous'].map((name) => member(value, name))
  const sequence = member(value, 'sequence')
  if (!isJsonObject(value) || !isTime(at) || !isText(hmac) || !isCount(sequence)) return undefined
  if (previous === undefined) return { sequence, at, hmac }
  return isCommitId(previous) ? { previous, sequence, at, hmac } : undefined
}

const isText = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== ''

const isCommitId = (value: Json | undefined): value is string => isText(value) && isObjectId(value)

const isTime = (value: Json | undefined): value is string =>
  isText(value) && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
