// The notices of a plan about its history: the record, the work tree, pending settings and pruning.

import type { Settings } from '../load/settings/index.ts'
import { settingChanges } from '../load/settings/setting-changes.ts'
import type { Workspace } from '../load/workspace.ts'
import type { Notice, PruneBlock } from '../model/index.ts'
import { appliedRefName, type RecordName } from '../model/record-name.ts'
import type { AppliedDefinitions } from './applied-definitions.ts'
import type { FormerRecords } from './former-records.ts'
import type { GitState } from './history.ts'
import type { GitFindings } from './read-git.ts'

export const historyNotices = (
  own: RecordName,
  { applied, former, formerRecords, refusals }: GitFindings,
): readonly Notice[] => [
  ...refusals,
  ...(applied === undefined && !refusals.some(({ code }) => code === 'record-not-fetched')
    ? [{ code: 'no-applied-state', target: own.target, ...rootMember(own) } as const]
    : []),
  ...possibleRecordsNotice(formerRecords, appliedRefName(own)),
  ...(former === undefined
    ? []
    : [
        {
          code: 'former-record',
          ref: appliedRefName(former),
          own: appliedRefName(own),
        } as const,
      ]),
]

/** A plan and a drift say so, and take nothing over. */
export const lockNotices = ({ lock }: Pick<GitState, 'lock'>): readonly Notice[] => {
  if (lock === undefined) return []
  const { at, lease } = lock
  const { commit, run, until } = lease
  return [
    {
      code: 'apply-under-way',
      until,
      ...(at !== undefined && { at }),
      ...(commit !== undefined && { commit }),
      ...(run && { run: run.id }),
    },
  ]
}

/** Absent for the repository itself. */
export const rootMember = ({ root }: RecordName): { readonly root?: string } =>
  root === '' ? {} : { root }

/** Where it is unclear which one to continue, or whether. */
const possibleRecordsNotice = (
  formerRecords: FormerRecords | undefined,
  own: string,
): readonly Notice[] => {
  const names = [
    ...(formerRecords?.fitting ?? []).map(({ name }) => name),
    ...(formerRecords?.copied ?? []),
  ]
  return names.length === 0
    ? []
    : [{ code: 'possible-records', refs: names.map(appliedRefName), own }]
}

export const pruningNotices = (pruneBlock: PruneBlock | undefined): readonly Notice[] =>
  pruneBlock === undefined ? [] : [{ code: 'pruning-off', block: pruneBlock }]

/** What the files change in the settings that were applied last. */
export const settingNotices = (
  before: Settings | undefined,
  { desired }: Pick<AppliedDefinitions, 'desired'>,
  workspace: Workspace,
  targetName: string | undefined,
): readonly Notice[] =>
  settingChanges(before && { settings: before, desired }, workspace, targetName).map((change) => ({
    code: 'setting-changed',
    ...change,
  }))
