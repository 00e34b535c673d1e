// Notes in the git directory that an apply begins, before its first write, and what of it has not ended.
import type { KindRegistry } from '../kinds/registry.ts'
import type { BegunApply, LocalBegunApply, UnusableFile } from '../model/begun-apply.ts'
import type { Address, LiveState, Plan, Report } from '../model/index.ts'
import { type AppliedRecord, type AppliedRecordCommit, GitError } from '../model/repository.ts'
import type { AuditPosition } from '../resources/audit-position.ts'
import { stillBegun } from './begun-apply.ts'
import { begunOperationsOf } from './begun-operations.ts'
import type { GitState } from './history.ts'
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

/** Throws a `GitError` where it cannot be written: then nothing may be applied. */
export const beginLocally = async (
  { localApplies, recorded, repository, target, unusableFile }: GitState,
  begunWith: BeginApply,
): Promise<void> => {
  if (localApplies === undefined) return
  const found = unusableFile ?? (await localApplies.read())
  if ('unusable' in found) throw new GitError(unusableText(found))
  const earlier = await withoutRecorded(found.begun, repository, target, recorded)
  const digestKey = randomKey()
  const begun: LocalBegunApply = {
    ...begunWith(keyedDigest(digestKey)),
    ...(recorded && { record: recorded.id }),
    digestKey,
  }
  await localApplies.update(() => ({ begun: [...earlier, begun] }))
}

/** Nothing was written: it has not begun. */
export const undoLocally = async ({ localApplies }: GitState, at: string): Promise<void> => {
  await localApplies?.update(({ begun }) => ({ begun: begun.filter((each) => each.at !== at) }))
}

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
  await localApplies.update(({ begun }) => ({
    begun: stillBegun(begun, plan, report, unapplied, recordedNow).map(
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
