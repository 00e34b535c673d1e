// Whether an update of something else hands back what a file leaves out.
import { compareText } from '../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json } from '../core/json.ts'
import { isOutsideLimits } from '../fields/field-limits.ts'
import { keepLiveValue, type RequestValueContext } from '../fields/to-request-value.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Resource } from '../model/index.ts'

/**
 * True where later updates keep the member as it is: they do not send it, or send it back unchanged. A full update that
 * lacks a member may reset it.
 */
export const keepsLiveMember = (
  { fields, routes }: Kind,
  name: string,
  { raw }: Resource,
): boolean => {
  const field = fields[name]
  const live = raw[name]
  const { body, replaces } = routes.update
  if (field === undefined || live === undefined || live === null) return true
  if (field.subResource || (body === 'changed' && !field.resetWhenOmitted)) return true
  if (!replaces && isOutsideLimits(field, live)) return false
  const sent = keepLiveValue(field, live, asItIs)
  return JSON.stringify(withoutNulls(sent)) === JSON.stringify(withoutNulls(live))
}

const asItIs: RequestValueContext = {
  resolveName: (_, text) => text,
  resolveId: (_, text) => text,
  resolveDisplayName: (_, text) => text,
  resolveItem: (_, text) => text,
  readSecret: (name) => name,
  form: 'usual',
}

/** Members in one order, and those that are `null` left out: Statsig reads both alike. */
const withoutNulls = (value: Json | undefined): Json | undefined => {
  if (isJsonArray(value)) return value.map((item) => withoutNulls(item) ?? null)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .sort(([one], [other]) => compareText(one, other))
      .map(([name, inner]) => [name, withoutNulls(inner) ?? null]),
  )
}
