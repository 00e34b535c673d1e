// Computes digests of live state and ids of operations.
import { createHash } from 'node:crypto'
import { type Json, type JsonObject, pick } from '../core/json.ts'
import { createItemNamer, renameItems } from '../fields/item-references.ts'
import { canonicalJson, normalizeMembers, normalizeValue } from '../fields/normalize.ts'
import { withoutSubResources } from '../fields/sub-resource.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Address, Overwritten, Resource } from '../model/index.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const keepName = (_: string, text: string): string => text

/** Digest of the writable members and the status, in normal form: not of counters, health or the last author. */
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

/** Digest of one sub-resource, which calls items of lists as the definition does: a plan may rename them. */
export const subResourceDigest = (
  { fields }: Kind,
  name: string,
  raw: JsonObject,
  members: JsonObject,
): string => {
  const field = fields[name]
  const itemText = createItemNamer(fields, raw, members, keepName)
  const value = field && renameItems(field, raw[name], itemText)
  return sha256(canonicalJson(field && normalizeValue(field, value, keepName)))
}

export interface OperationIdentity {
  readonly target: string
  readonly address: Address
  readonly action: string
  readonly before: JsonObject
  readonly after: JsonObject
  /** Changes in Statsig that the operation overwrites. */
  readonly overwrites?: readonly Overwritten[]
}

/** An id does not depend on positions, labels, order or run: the same change has the same id in every plan. */
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

/** Part of operation ids: another text would change the id of the same change, and lose its approval. */
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

/** Digest of a value, independent of the order of members and of formatting. */
export const jsonDigest = (value: Json): string => sha256(canonicalJson(value))
