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
import { withNamesakes } from './namesakes.ts'

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

/** Reads the audit log, and where it has another salt the kinds that it may be about as well. */
export const findInvisibleChanges = async (
  { appliedAt, base, desired, live, registry }: ResaltContext,
  reader: Pick<Reader, 'read' | 'readAuditLog'>,
): Promise<InvisibleChanges> => {
  const inLog = [...desired.values()].filter(
    ({ kind }) => registry(kind).kind.auditActions !== undefined,
  )
  if (inLog.length === 0) return { kept: [], notices: [] }
  const entries = await reader.readAuditLog(appliedAt, maxLogEntries)
  if (entries === undefined) return { kept: [], notices: [{ code: 'audit-log-unreadable' }] }
  const concerning = entries.filter(
    ({ action, at }) => (resalts.has(action) || !isKnownAction(action)) && isAfter(at, appliedAt),
  )
  const names = createNameResolver([], live.resources.values())
  const found = inLog.flatMap((definition) => {
    const resource = findLiveResource(definition, live, names)
    // It may have been renamed: the log has the name at the time of the change.
    const knownAs = [resource, definition, base.get(definition.address)].flatMap((each) =>
      each === undefined
        ? []
        : [{ address: each.address, raw: 'raw' in each ? each.raw : each.members }],
    )
    const { kind } = registry(definition.kind)
    const own = concerning.filter((entry) => knownAs.some((each) => isEntryOf(kind, each, entry)))
    const resalt = own.find(({ action }) => kind.auditActions?.resalts?.includes(action))
    return own.length === 0 ? [] : [{ definition, resource, resalt, own }]
  })
  const actions = new Set(found.flatMap(({ resalt }) => (resalt ? [resalt.action] : [])))
  const withOthers = await withNamesakes(live, actions, reader)
  return {
    kept: found.flatMap(({ definition, resalt, resource }) => {
      if (resalt === undefined) return []
      const address = resource?.address ?? definition.address
      const isNameTaken = createNameCollisionCheck(withOthers, kinds, address)
      return [resaltOf(definition, resalt, isNameTaken(resalt.name, resalt.action))]
    }),
    notices: [
      ...(entries.length < maxLogEntries
        ? []
        : [{ code: 'audit-log-cut' as const, entries: maxLogEntries }]),
      ...found.flatMap(({ definition, own }) =>
        own
          .filter(({ action }) => !isKnownAction(action))
          .map((entry) => unknownActionOf(definition, entry)),
      ),
    ],
  }
}

const allKinds: readonly Kind[] = kinds
const resalts = new Set(allKinds.flatMap(({ auditActions }) => auditActions?.resalts ?? []))

/** In whole seconds: the record is written at the end of an apply, so that an entry of its second came before it. */
const isAfter = (at: string | undefined, appliedAt: string): boolean =>
  at === undefined || at.slice(0, 19) > appliedAt.slice(0, 19)

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
