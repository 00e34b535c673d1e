// Finds in the audit log what was done since the last apply and shows in no field: another salt, and unknown actions.

import { kinds } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type {
  Author,
  Definition,
  DesiredState,
  KeptDifference,
  LiveState,
  Notice,
} from '../model/index.ts'
import type { AuditEntry, Reader } from '../resources/api.ts'
import { isKnownAction } from '../resources/audit-actions.ts'
import { createNameCollisionCheck, isEntryOf } from '../resources/last-author.ts'
import { createNameResolver, findLiveResource } from '../resources/name-resolver.ts'
import { maxLogEntries } from './attribution.ts'

export interface ResaltContext {
  readonly desired: DesiredState
  readonly base: DesiredState
  readonly live: LiveState
  readonly registry: KindRegistry
  /** The time of the last apply. */
  readonly appliedAt: string
}

export interface InvisibleChanges {
  readonly kept: readonly KeptDifference[]
  readonly notices: readonly Notice[]
}

/** Sends requests of the audit log only. */
export const findInvisibleChanges = async (
  { appliedAt, base, desired, live, registry }: ResaltContext,
  reader: Pick<Reader, 'readAuditLog'>,
): Promise<InvisibleChanges> => {
  const inLog = [...desired.values()].filter(
    ({ kind }) => registry(kind).kind.auditActions !== undefined,
  )
  if (inLog.length === 0) return { kept: [], notices: [] }
  const entries = await reader.readAuditLog(appliedAt, maxLogEntries)
  if (entries === undefined) return { kept: [], notices: [{ code: 'audit-log-unreadable' }] }
  const concerning = entries.filter(({ action }) => resalts.has(action) || !isKnownAction(action))
  const names = createNameResolver([], live.resources.values())
  const found = inLog.map((definition) => {
    const resource = findLiveResource(definition, live, names)
    // It may have been renamed: the log has the name at the time of the change.
    const knownAs = [resource, definition, base.get(definition.address)].flatMap((each) =>
      each === undefined
        ? []
        : [{ address: each.address, raw: 'raw' in each ? each.raw : each.members }],
    )
    const { kind } = registry(definition.kind)
    const own = concerning.filter((entry) => knownAs.some((each) => isEntryOf(kind, each, entry)))
    const isNameTaken = createNameCollisionCheck(
      live,
      kinds,
      resource?.address ?? definition.address,
    )
    const newest = own.find(({ action }) => kind.auditActions?.resalts?.includes(action))
    return {
      kept:
        newest === undefined
          ? []
          : [resaltOf(definition, newest, isNameTaken(newest.name, newest.action))],
      notices: own
        .filter(({ action }) => !isKnownAction(action))
        .map((entry) => unknownActionOf(definition, entry)),
    }
  })
  return {
    kept: found.flatMap(({ kept }) => kept),
    notices: [
      ...(entries.length < maxLogEntries
        ? []
        : [{ code: 'audit-log-cut' as const, entries: maxLogEntries }]),
      ...found.flatMap(({ notices }) => notices),
    ],
  }
}

const allKinds: readonly Kind[] = kinds
const resalts = new Set(allKinds.flatMap(({ auditActions }) => auditActions?.resalts ?? []))

const resaltOf = (
  { address, lifecycle, positions }: Definition,
  entry: AuditEntry,
  isUncertain: boolean,
): KeptDifference => ({
  address,
  cause: 'resalted',
  reason: { code: 'resalted', isUncertain },
  edits: [],
  at: positions.key(''),
  sensitive: lifecycle.sensitive ?? [],
  isDefinitionUnchanged: true,
  author: authorOf(entry),
})

const authorOf = ({ actor, at, isApiKey }: AuditEntry): Author =>
  at === undefined || actor === ''
    ? { type: 'unknown' }
    : { type: isApiKey ? 'api-key' : 'person', by: actor, at }

const unknownActionOf = (
  { address }: Definition,
  { action, actor, at, isApiKey }: AuditEntry,
): Notice => ({
  code: 'unknown-action',
  action,
  address,
  ...(!isApiKey && actor !== '' && { by: actor }),
  ...(at !== undefined && { at }),
})
