// Seals the records of applies with an HMAC, and finds the newest record whose seal is valid. People who can push do not
// have its key.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { toPlainJson } from '../../core/json.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { RecordName } from '../../model/record-name.ts'
import {
  type AppliedRecord,
  type AppliedRecordCommit,
  GitError,
  type GitRepository,
  type OpenRepository,
  type RecordSeal,
  type UntrustedRecord,
} from '../../model/repository.ts'
import { recordLineage } from './applied-ref.ts'

export interface SealOptions {
  readonly secret: string
  /** The secret before: its seals are valid, and no record gets a new one. */
  readonly previousSecret?: string
  /** The time, as an ISO text. */
  readonly now: () => string
  /** Whether a record without a valid seal is passed over. Otherwise it is read as it is, and sealed by the next apply. */
  readonly isStrict: boolean
  /** The id of a record that a person has checked: it counts as sealed. */
  readonly confirmed?: string
}

/** The same repository: what it records is sealed, and what it reads is checked. */
export const withSealedRecords = (
  repository: GitRepository,
  options: SealOptions,
): GitRepository => {
  const { isStrict, now, secret } = options
  const stateOf = sealChecker(options)
  return {
    ...repository,
    checksSeals: true,
    digest: createDigest(secret),
    readApplied: async (target, root = repository.root) => {
      const found = await repository.readApplied(target, root)
      if (found === undefined) return undefined
      const name = { target, root }
      const state = stateOf(name, found)
      if (state === 'current') return found
      if (state === 'previous' || state === 'confirmed' || !isStrict)
        return { ...found, needsSeal: state }
      const untrusted: UntrustedRecord = { id: found.id, why: state }
      const sealed = await findSealedAncestor(repository, name, found, stateOf)
      return sealed
        ? { ...sealed, untrusted }
        : { version: 1, parts: [], id: found.id, at: found.at, untrusted }
    },
    recordApplied: async (target, record, before) => {
      if (before?.untrusted)
        throw new GitError(
          `The record ${before.untrusted.id} has no valid seal, and is not replaced.`,
        )
      const seal = {
        ...(before && { previous: before.id }),
        sequence: (before?.seal?.sequence ?? 0) + 1,
        at: `${now().slice(0, 19)}Z`,
      }
      const hmac = sealHmac(secret, { target, root: repository.root }, record, seal)
      return repository.recordApplied(target, { ...record, seal: { ...seal, hmac } }, before)
    },
  }
}

/** The variable with the seal secret for the command line. */
export const sealVariable = 'STATSIG_GITOPS_SEAL'

/** Opens repositories for the command line, which reads every record and seals where it has the secret. */
export const sealingOpener =
  (open: OpenRepository, secret: string | undefined): OpenRepository =>
  async (root) => {
    const repository = await open(root)
    if (repository === undefined || secret === undefined || secret === '') return repository
    const now = () => new Date().toISOString()
    return withSealedRecords(repository, { secret, now, isStrict: false })
  }

type SealState = 'current' | 'previous' | 'confirmed' | UntrustedRecord['why']
type CheckSeal = (name: RecordName, record: AppliedRecordCommit) => SealState

const sealChecker = ({ confirmed, previousSecret, secret }: SealOptions): CheckSeal => {
  const isSealedWith = (key: string | undefined, name: RecordName, record: AppliedRecordCommit) =>
    key !== undefined &&
    record.seal !== undefined &&
    isEqual(record.seal.hmac, sealHmac(key, name, record, record.seal)) &&
    hasOwnParents(record)
  return (name, record) => {
    if (isSealedWith(secret, name, record)) return 'current'
    if (isSealedWith(previousSecret, name, record)) return 'previous'
    if (confirmed === record.id) return 'confirmed'
    return record.seal === undefined ? 'unsealed' : 'foreign'
  }
}

/** Digests whose texts cannot be guessed without the secret. */
export const createDigest = (secret: string): ((text: string) => string) => {
  const key = deriveKey(secret, 'digest')
  return (text) => createHmac('sha256', key).update(text).digest('hex')
}

/** A key for one purpose. The secret cannot be computed from it. */
export const deriveKey = (secret: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `statsig-gitops/${purpose}/v1`, 32))

/** The root and the target are part of it: a record of others is not valid. Commits bind it to the repository. */
const sealHmac = (
  secret: string,
  name: RecordName,
  record: AppliedRecord,
  { at, previous, sequence }: Omit<RecordSeal, 'hmac'>,
): string => {
  const {
    begun = [],
    commit,
    confirmedRuns = [],
    ids,
    lease,
    parts,
    project,
    root,
    target,
  } = record
  const content = {
    name,
    record: { begun, commit, confirmedRuns, ids, lease, parts, project, root, target },
    seal: { at, previous, sequence },
  }
  return createHmac('sha256', deriveKey(secret, 'record'))
    .update(canonicalJson(toPlainJson(content)))
    .digest('hex')
}

const isEqual = (actual: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A sealed message in a commit with other parents is a copy: an older record would follow a newer one. */
const hasOwnParents = (record: AppliedRecordCommit): boolean => {
  const previous = record.seal?.previous
  const { parents } = recordLineage(record, previous === undefined ? undefined : { id: previous })
  const actual = new Set(record.parents)
  return actual.size === parents.length && parents.every((each) => actual.has(each))
}

/** More steps would take many requests. */
const maxSteps = 40

const findSealedAncestor = async (
  repository: GitRepository,
  name: RecordName,
  from: AppliedRecordCommit,
  stateOf: CheckSeal,
): Promise<AppliedRecordCommit | undefined> => {
  const [waiting, seen] = [[...(from.parents ?? [])], new Set<string>()]
  const sealed: AppliedRecordCommit[] = []
  while (waiting.length > 0 && seen.size < maxSteps) {
    const id = waiting.shift() ?? ''
    if (seen.has(id)) continue
    seen.add(id)
    const record = await readIfRecord(repository, name, id)
    if (record === undefined) continue
    const state = stateOf(name, record)
    if (state === 'current' || state === 'previous') sealed.push(record)
    else waiting.push(...(record.parents ?? []))
  }
  return sealed.toSorted((one, other) => (other.seal?.sequence ?? 0) - (one.seal?.sequence ?? 0))[0]
}

/** A damaged record is none. */
const readIfRecord = async (
  repository: GitRepository,
  name: RecordName,
  id: string,
): Promise<AppliedRecordCommit | undefined> => {
  try {
    return await repository.readRecord(name, id)
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}
