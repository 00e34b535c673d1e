// Notes in the git directory that an apply begins, before its first write, and what of it has not ended.
import type { KindRegistry } from '../kinds/registry.ts'
import type {
  ApplyLease,
  BegunApply,
  LocalApplies,
  LocalBegunApply,
  UnusableFile,
} from '../model/begun-apply.ts'
import type { Address, LiveState, Plan, Report } from '../model/index.ts'
import { type AppliedRecord, type AppliedRecordCommit, GitError } from '../model/repository.ts'
import type { AuditPosition } from '../resources/audit-position.ts'
import { stillBegun } from './begun-apply.ts'
import { begunOperationsOf } from './begun-operations.ts'
import type { GitState } from './history.ts'
import { type ApplyLock, findLock, type LockContext } from './lease.ts'
import { keyedDigest, randomKey, withoutRecorded } from './local-applies.ts'

/** The beginning of an apply, as data; without digests where there is no key for them. */
export type BeginApply = (digest?: (revision: string) => string) => BegunApply

export const beginningOf =
  (
    commit: string,
    at: string,
    auditPosition: AuditPosition | undefined,
    { live, plan }: { readonly live: LiveState; readonly plan: Plan },
    registry: KindRegistry,
  ): BeginApply =>
  (digest) => ({
    commit,
    at,
    ...(auditPosition !== undefined && { auditPosition }),
    operations: begunOperationsOf(plan.operations, live, registry, digest),
  })

/**
 * Takes the lease of this clone, and notes what begins where there is something to note. Returns the lease of another apply
 * that is under way. Throws a `GitError` where it cannot be written: then nothing may be applied.
 */
export const beginLocally = async (
  { localApplies, recorded, repository, target, unusableFile }: GitState,
  beginning: BeginApply | undefined,
  lease: ApplyLease,
  locks: LockContext,
): Promise<ApplyLock | undefined> => {
  if (localApplies === undefined) return undefined
  const found = unusableFile ?? (await localApplies.read())
  if ('unusable' in found) throw new GitError(unusableText(found))
  const earlier = await withoutRecorded(found.begun, repository, target, recorded)
  const digestKey = randomKey()
  const begun: readonly LocalBegunApply[] =
    beginning === undefined
      ? []
      : [
          {
            ...beginning(keyedDigest(digestKey)),
            ...(recorded && { record: recorded.id }),
            digestKey,
          },
        ]
  let lock: ApplyLock | undefined
  await localApplies.update((current) => {
    lock = findLock(current, undefined, locks)
    return lock ? undefined : { begun: [...earlier, ...begun], lease }
  })
  return lock
}

/** Whether the holder still has the lease of this clone. Throws a `GitError` where it cannot be written. */
export const renewLocally = async (
  { localApplies }: GitState,
  lease: ApplyLease,
): Promise<boolean> => {
  let isHeld = localApplies === undefined
  await localApplies?.update((current) => {
    isHeld = current.lease?.holder === lease.holder
    return isHeld ? { ...current, lease } : undefined
  })
  return isHeld
}

/** Nothing was written: it has not begun. */
export const undoLocally = async (
  { localApplies }: GitState,
  at: string,
  holder: string,
): Promise<void> => {
  await localApplies?.update((current) => ({
    ...withoutLease(current, holder),
    begun: current.begun.filter((each) => each.at !== at),
  }))
}

/** What has begun stays noted. */
export const releaseLocally = async ({ localApplies }: GitState, holder: string): Promise<void> => {
  await localApplies?.update((current) =>
    current.lease?.holder === holder ? withoutLease(current, holder) : undefined,
  )
}

const withoutLease = (current: LocalApplies, holder: string): LocalApplies =>
  current.lease?.holder === holder ? { begun: current.begun } : current

/** Throws a `GitError` where it cannot be written. */
export const endLocally = async (
  { localApplies }: GitState,
  next: AppliedRecord | undefined,
  recorded: AppliedRecordCommit | undefined,
  plan: Plan,
  report: Report,
  unapplied: ReadonlySet<Address>,
): Promise<void> => {
  if (localApplies === undefined) return
  const recordedNow = next?.parts.at(-1)?.addresses ?? []
  const found = await localApplies.read()
  if ('unusable' in found || found.begun.length === 0) return
  await localApplies.update((current) => ({
    ...current,
    begun: stillBegun(current.begun, plan, report, unapplied, recordedNow).map(
      ({ record: _, ...each }) => ({ ...each, ...(recorded && { record: recorded.id }) }),
    ),
  }))
}

const unusableText = ({ path, unusable }: UnusableFile): string => {
  const advice =
    'It says which applies have begun. Look at it, remove it, and apply again: what an earlier apply has half made then counts as a change of other people.'
  switch (unusable) {
    case 'damaged':
      return `\`${path}\` is damaged. ${advice}`
    case 'newer':
      return `A newer version of statsig-gitops wrote \`${path}\`: use that version.`
    case 'link':
      return `\`${path}\`, or its folder, is a link or no file. ${advice}`
    case 'not-private':
      return `Others may change or read \`${path}\`, or its folder. ${advice}`
    case 'other-owner':
      return `\`${path}\`, or its folder, belongs to another user. Apply as that user. Or: ${advice}`
    case 'unreadable':
      return `\`${path}\` cannot be read. Make it readable, and apply again.`
  }
}
