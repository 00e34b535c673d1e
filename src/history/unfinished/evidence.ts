// What the audit log says about one resource since an apply began.
import type { Kind } from '../../kinds/kind.ts'
import type { Resource } from '../../model/index.ts'
import type { AuditEntry } from '../../resources/api.ts'
import { isEntryOf } from '../../resources/last-author.ts'
import { modificationTime } from '../../resources/revision.ts'
import type { UnfinishedApply } from '../history.ts'
import type { Evidence } from './model.ts'

/** `undefined` where the log cannot be read, does not have the kind, or does not have the last change yet. */
export const evidenceFor = (
  kind: Kind,
  /** The resource as the files and as Statsig call it. */
  knownAs: readonly Pick<Resource, 'address' | 'raw'>[],
  entries: readonly AuditEntry[] | undefined,
  live: Pick<Resource, 'raw'> | undefined,
): Evidence | undefined => {
  const { auditActions } = kind
  if (entries === undefined || auditActions === undefined) return undefined
  const own = entries.filter((entry) => knownAs.some((each) => isEntryOf(kind, each, entry)))
  if (live !== undefined && isBehind(own, live)) return undefined
  return {
    byPerson: own.some(({ isApiKey }) => !isApiKey),
    byKey: own.some(({ isApiKey }) => isApiKey),
    isCreated: own.some(({ action }) => auditActions.creates?.includes(action)),
    isDeleted: own.some(({ action }) => auditActions.deletes?.includes(action)),
  }
}

/** The log has whole seconds. */
const entryToleranceMs = 2_000

/** An entry may appear some time after its change: what was changed later than the newest one is not in the log yet. */
const isBehind = (own: readonly AuditEntry[], live: Pick<Resource, 'raw'>): boolean => {
  const modified = modificationTime(live)
  const newest = Math.max(...own.map(({ at }) => (at === undefined ? Infinity : Date.parse(at))))
  return own.length > 0 && modified !== undefined && modified > newest + entryToleranceMs
}

/** The clocks of both sides may differ. */
const clockToleranceMs = 10 * 60 * 1_000

/** The entries since an apply began, of those that were read, newest first. `undefined` where older ones may be missing. */
export const entriesSince = (
  { at, auditPosition }: Pick<UnfinishedApply, 'at' | 'auditPosition'>,
  read: { readonly entries: readonly AuditEntry[]; readonly isWhole: boolean } | undefined,
): readonly AuditEntry[] | undefined => {
  if (read === undefined) return undefined
  const { entries, isWhole } = read
  if (auditPosition !== undefined) {
    const index = entries.findIndex(({ id }) => id === auditPosition)
    if (index >= 0) return entries.slice(0, index)
    return isWhole ? entries : undefined
  }
  const from = Date.parse(at) - clockToleranceMs
  const isSince = (entry: AuditEntry) => entry.at === undefined || Date.parse(entry.at) >= from
  const reachesBack = entries.some((entry) => !isSince(entry))
  return isWhole || reachesBack ? entries.filter(isSince) : undefined
}
