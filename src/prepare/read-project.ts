// Reads whole kinds of a project. Kinds that Statsig does not show are named with the reason.

import { referencedKinds } from '../fields/references.ts'
import { ApiError } from '../io/statsig/console-api/index.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState } from '../model/index.ts'
import { ReadError, type Reader } from '../resources/api.ts'
import { mergeLiveStates } from '../resources/live.ts'

export interface ReadProject {
  readonly live: LiveState
  /** Kinds that Statsig does not return to this key or in this project type. */
  readonly refused: readonly { readonly kind: KindName; readonly reason: string }[]
}

/** Reads the kinds and those that they refer to. */
export const readProject = async (
  requestedKinds: Iterable<KindName>,
  registry: KindRegistry,
  reader: Reader,
  tick: () => void,
): Promise<ReadProject> => {
  const answers = await Promise.all(
    [...withReferencedKinds(requestedKinds, registry)].map(async (kind) => {
      try {
        return { kind, live: await reader.read(new Set([kind])) }
      } catch (error) {
        const reason = unreadableReason(error)
        if (reason === undefined) throw error
        return { kind, reason }
      } finally {
        tick()
      }
    }),
  )
  const lives = answers.flatMap(({ live }) => live ?? [])
  const refused = answers.flatMap(({ kind, reason }) =>
    reason === undefined ? [] : [{ kind, reason }],
  )
  return {
    live: { ...mergeLiveStates(lives), unreadableKinds: new Set(refused.map(({ kind }) => kind)) },
    refused,
  }
}

export const withReferencedKinds = (
  requestedKinds: Iterable<KindName>,
  registry: KindRegistry,
): ReadonlySet<KindName> => {
  const found = new Set(requestedKinds)
  for (const kind of [...found])
    for (const other of referencedKinds(registry(kind).root))
      if (isKindName(other)) found.add(other)
  return found
}

/** Set where the key lacks a scope or the project a feature. A key that Statsig rejects is an error. */
const unreadableReason = (error: unknown): string | undefined => {
  if (!(error instanceof ReadError) || error.isKeyRefused) return undefined
  const { cause } = error
  return cause instanceof ApiError && (cause.status === 403 || cause.status === 404)
    ? error.message
    : undefined
}
