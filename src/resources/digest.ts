// What a live object and an operation are known by.
import { createHash } from 'node:crypto'
import { canonicalJson, normalizeMembers, normalizeValue } from '../fields/normalize.ts'
import { withoutSubResources } from '../fields/sub-resource.ts'
import { type Json, type JsonObject, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Address, Overwritten, Resource } from '../model.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const keepName = (_: string, text: string): string => text

/** Covers what can be written and the status, in normal form: not counters, health or who changed it last. */
export const resourceDigest = (kind: Kind, { raw }: Resource): string => {
  const conditions = [
    ...(kind.archivedWhen ?? []),
    ...(kind.ignoreWhen ?? []).map(({ when }) => when),
  ]
  const stateMembers = new Set(conditions.map(({ member }) => member))
  return sha256(
    canonicalJson({
      members: normalizeMembers(withoutSubResources(kind.fields), raw, keepName),
      state: pick(raw, (name) => stateMembers.has(name)),
    }),
  )
}

/** Covers the one member that has routes of its own. */
export const subResourceDigest = (
  { fields }: Kind,
  name: string,
  value: Json | undefined,
): string => {
  const field = fields[name]
  return sha256(canonicalJson(field && normalizeValue(field, value, keepName)))
}

export interface OperationIdentity {
  readonly target: string
  readonly address: Address
  readonly action: string
  readonly before: JsonObject
  readonly after: JsonObject
  /** What the file wins although it was changed in Statsig as well. */
  readonly overwrites?: readonly Overwritten[]
}

/** No position, label, order or run is in an id: the same change has the same id wherever it is planned. */
export const operationId = (identity: OperationIdentity): string => {
  const { action, address, after, before, overwrites, target } = identity
  return sha256(
    canonicalJson({
      version: 1,
      target,
      address,
      action,
      before,
      after,
      ...(overwrites && { overwrites: overwrites.map(overwrittenKey).sort() }),
    }),
  )
}

/** Part of ids, and not for people: another spelling would give another id to the same change. */
const overwrittenKey = (overwritten: Overwritten): string => {
  switch (overwritten.code) {
    case 'edit':
      return overwritten.label
    case 'in-use':
      return 'that it is in use'
    case 'deletion':
      return 'it was deleted'
    case 'anything':
      return 'whatever has changed'
  }
}

export const planDigest = (ids: readonly string[]): string =>
  sha256(canonicalJson([...ids].sort() as Json))

/** Covers a whole value, however its members are ordered or printed. */
export const jsonDigest = (value: Json): string => sha256(canonicalJson(value))
