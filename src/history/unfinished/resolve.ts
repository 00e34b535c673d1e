// Works out what counts as applied where applies have begun and not ended: one after the other, oldest first. Pure.

import type { KindRegistry } from '../../kinds/registry.ts'
import type { BegunOperation } from '../../model/begun-apply.ts'
import type { Address, Definition, DesiredState, LiveState, Resource } from '../../model/index.ts'
import { createBaseLookup, isSameDefinition } from '../../plan/base-definition.ts'
import type { AuditEntry } from '../../resources/api.ts'
import { createNameResolver, findLiveResource } from '../../resources/name-resolver.ts'
import { revisionText } from '../../resources/revision.ts'
import type { UnfinishedApply } from '../history.ts'
import { evidenceFor } from './evidence.ts'
import { judge } from './judge.ts'
import type { Finding, LoadedApply, Resolution, Trace } from './model.ts'

export interface ResolveInput {
  readonly base: DesiredState
  /** Oldest first. */
  readonly applies: readonly LoadedApply[]
  readonly live: LiveState
  readonly registry: KindRegistry
  /** The entries of the audit log since an apply began. `undefined` where they cannot be read. */
  readonly entriesOf: (apply: UnfinishedApply) => readonly AuditEntry[] | undefined
}

export const resolveUnfinished = ({
  applies,
  base: recorded,
  entriesOf,
  live,
  registry,
}: ResolveInput): Resolution => {
  const names = createNameResolver([], live.resources.values())
  const findLive = (definition: Definition) => findLiveResource(definition, live, names)
  const base = new Map(recorded)
  const commits = new Map<Address, string>()
  const findings = new Map<Address, Finding>()
  for (const [index, { apply, definitions }] of applies.entries()) {
    const findBase = createBaseLookup(definitions, { base }, findLive)
    const later = applies.slice(index + 1).flatMap((each) => each.apply.operations)
    const entries = entriesOf(apply)
    // All are judged by the base that this apply began with.
    const judged = [...byAddress(apply)].flatMap(([text, operations]) => {
      const begun = findDefinition(definitions, text)
      const before = begun ? findBase(begun) : findDefinition(base, text)
      const known = begun ?? before
      // Nothing is known of a resource that no file defines, such as a tag that others name.
      if (known === undefined) return []
      const { kind } = registry(known.kind)
      const resource = findLive(known) ?? (before && findLive(before))
      const knownAs = [
        ...(resource ? [resource] : []),
        ...[begun, before].flatMap((each) => (each ? [asNamed(each)] : [])),
      ]
      const trace: Trace = {
        kind,
        base: before,
        begun,
        live: resource,
        isAmbiguous: resource !== undefined && live.ambiguous.has(resource.address),
        operations,
        evidence: evidenceFor(kind, knownAs, entries, resource),
        hasNotedRevision: hasNotedRevision(apply, operations, kind, resource),
        resolveName: names.resolveName,
        isSuperseded: later.some(
          ({ action, address }) => address === text && action !== undefined && action !== 'create',
        ),
      }
      return [{ address: known.address, before, begun, judgement: judge(trace), operations }]
    })
    for (const { address, before, begun, judgement, operations } of judged) {
      const { base: next, isProved, left, pending, verdict } = judgement
      if (next !== before) {
        if (before !== undefined) base.delete(before.address)
        if (next !== undefined) base.set(next.address, next)
        if (next !== undefined && next.positions === begun?.positions)
          commits.set(next.address, apply.commit)
        else commits.delete(address)
      }
      findings.set(address, {
        ...{ apply, address, verdict, pending, operations, left, isProved },
        definition: begun,
      })
    }
  }
  const isSame = (one: Definition, other: Definition | undefined): boolean =>
    other !== undefined && isSameDefinition(one, other)
  return {
    base,
    commits: new Map(
      [...commits].filter(([address]) => {
        const own = base.get(address)
        return own !== undefined && !isSame(own, recorded.get(address))
      }),
    ),
    findings: [...findings.values()],
  }
}

const byAddress = ({
  operations,
}: UnfinishedApply): ReadonlyMap<string, readonly BegunOperation[]> => {
  const found = new Map<string, readonly BegunOperation[]>()
  for (const each of operations) found.set(each.address, [...(found.get(each.address) ?? []), each])
  return found
}

/** A record has texts. */
const findDefinition = (
  definitions: ReadonlyMap<string, Definition>,
  text: string,
): Definition | undefined => definitions.get(text)

const asNamed = ({ address, members }: Definition): Pick<Resource, 'address' | 'raw'> => ({
  address,
  raw: members,
})

/** Of the first operation that writes the resource itself. `undefined` where none noted it, or its digest cannot be made. */
const hasNotedRevision = (
  { digest }: UnfinishedApply,
  operations: readonly BegunOperation[],
  kind: Parameters<typeof revisionText>[0],
  live: Resource | undefined,
): boolean | undefined => {
  const noted = operations.find(({ subResource }) => subResource === undefined)?.revision
  const now = live && revisionText(kind, live)
  return noted === undefined || now === undefined || digest === undefined
    ? undefined
    : digest(now) === noted
}
