// Formats and parses the members of a record that are about approvals: what has begun, what is confirmed, and the seal.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import type {
  AppliedRecord,
  BegunApply,
  BegunOperation,
  RecordSeal,
} from '../../model/repository.ts'
import { isObjectId } from './history.ts'

type ApprovalMembers = Pick<AppliedRecord, 'begun' | 'confirmedRuns' | 'seal'>

export const approvalMembers = ['begun', 'confirmedRuns', 'seal'] as const

/** Members without a content are left out, so that a record without any has its earlier form. */
export const formatApprovalMembers = ({
  begun = [],
  confirmedRuns = [],
  seal,
}: ApprovalMembers): ApprovalMembers => ({
  ...(begun.length > 0 && { begun }),
  ...(confirmedRuns.length > 0 && { confirmedRuns }),
  ...(seal && { seal }),
})

export const parseApprovalMembers = (value: JsonObject): ApprovalMembers | 'damaged' => {
  const [begun, runs, seal] = approvalMembers.map((name) => member(value, name))
  const [parsedBegun, parsedSeal] = [parseAll(begun, parseBegun), seal && parseSeal(seal)]
  const parsedRuns = parseAll(runs, (each) => (isCount(each) ? each : undefined))
  if (parsedBegun === undefined || parsedRuns === undefined) return 'damaged'
  if (seal !== undefined && !parsedSeal) return 'damaged'
  return formatApprovalMembers({
    begun: parsedBegun,
    confirmedRuns: parsedRuns,
    ...(parsedSeal && { seal: parsedSeal }),
  })
}

/** `undefined` where one of them is not valid. An absent list is empty. */
const parseAll = <T>(
  value: Json | undefined,
  parse: (each: Json) => T | undefined,
): readonly T[] | undefined => {
  if (value === undefined) return []
  if (!isJsonArray(value)) return undefined
  const parsed = value.map(parse).filter((each) => each !== undefined)
  return parsed.length === value.length ? parsed : undefined
}

const parseBegun = (value: Json): BegunApply | undefined => {
  const run = member(value, 'run')
  const [id, attempt] = [member(run, 'id'), member(run, 'attempt')]
  const [at, commit] = [member(value, 'at'), member(value, 'commit')]
  const operations = parseAll(member(value, 'operations'), parseOperation)
  return isCount(id) && isCount(attempt) && isTime(at) && isCommitId(commit) && operations
    ? { run: { id, attempt }, commit, at, operations }
    : undefined
}

const parseOperation = (value: Json): BegunOperation | undefined => {
  const [id, address, revision] = ['id', 'address', 'revision'].map((name) => member(value, name))
  if (!isText(id) || !isText(address)) return undefined
  if (revision === undefined) return { id, address }
  return isText(revision) ? { id, address, revision } : undefined
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
