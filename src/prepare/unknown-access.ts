// Finds members of live resources that say who may do what, and that this version does not know.
import { isJsonArray, isJsonObject, type Json, member } from '../core/json.ts'
import { type Pointer, segments } from '../core/pointer.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { DesiredState, LiveState, Notice } from '../model/index.ts'
import { unknownMembers } from '../write/unknown-members.ts'

/** For the defined resources of kinds that govern. A member that grants nothing (`false`, `null`, empty) is not reported. */
export const unknownAccess = (
  desired: DesiredState,
  live: LiveState,
  registry: KindRegistry,
): readonly Notice[] =>
  [...desired.values()].flatMap(({ address, kind: name }) => {
    const entry = registry(name)
    const resource = live.resources.get(address)
    if (resource === undefined || entry.kind.effects[''] !== 'changes-access') return []
    const pointers = unknownMembers(entry, [resource])
      .map(({ pointer }) => pointer)
      .filter((pointer) => grantsAny(resource.raw, pointer))
    return pointers.length === 0 ? [] : [{ code: 'unknown-access', address, pointers } as const]
  })

const grantsAny = (raw: Json, pointer: Pointer): boolean =>
  valuesAt(raw, segments(pointer)).some(
    (value) =>
      value !== false &&
      value !== null &&
      value !== '' &&
      !(isJsonArray(value) && value.length === 0),
  )

const valuesAt = (value: Json | undefined, [name, ...rest]: readonly string[]): readonly Json[] => {
  if (value === undefined) return []
  if (name === undefined) return [value]
  if (name === '*') return isJsonArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : []
  return isJsonObject(value) ? valuesAt(member(value, name), rest) : []
}
