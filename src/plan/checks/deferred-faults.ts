// Checks faults that live state may excuse: limits and patterns apply to values that a request changes, not to values
// that Statsig already has.
import type { Diagnostic } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json } from '../../core/json.ts'
import { segments, topLevelName, valueAt } from '../../core/pointer.ts'
import { canonicalJson, canonicalText } from '../../fields/normalize.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { DeferredFault, Definition, Resource } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'

export const checkDeferredFaults = (
  kind: Kind,
  { deferredFaults, members }: Definition,
  live: Resource | undefined,
  names: NameResolver,
): readonly Diagnostic[] =>
  deferredFaults.flatMap(
    ({
      diagnostic,
      alternativePointers = [],
      isEnumValue,
      keptMessage,
      pointer,
    }: DeferredFault): readonly Diagnostic[] => {
      if (live === undefined) return [diagnostic]
      const name = topLevelName(pointer)
      const field = kind.fields[name]
      const isUntouched =
        field === undefined ||
        canonicalText(field, live.raw[name], names.resolveName) ===
          canonicalText(field, members[name], names.resolveName)
      const value = valueAt(members, pointer)
      const liveMatches = [pointer, ...alternativePointers]
        .flatMap((place) => valuesAt(live.raw, segments(place)))
        .filter((each) => canonicalJson(each) === canonicalJson(value))
      const wanted = diagnostic.code === 'duplicate-name' ? 2 : 1
      if (!isUntouched && liveMatches.length < wanted) return [diagnostic]
      const message = keptMessage ?? diagnostic.message
      return isEnumValue ? [{ ...diagnostic, message, severity: 'warning' }] : []
    },
  )

/** All live values at a path, in any item of a list. */
const valuesAt = (value: Json | undefined, path: readonly string[]): readonly Json[] => {
  const [first, ...rest] = path
  if (first === undefined) return value === undefined ? [] : [value]
  if (isJsonArray(value)) return value.flatMap((item) => valuesAt(item, rest))
  return isJsonObject(value) && Object.hasOwn(value, first) ? valuesAt(value[first], rest) : []
}
