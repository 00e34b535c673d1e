// Former versions of an object, the latest first.
import type { JsonObject } from '../../core/json.ts'
import { membersIn } from './rules.ts'
import { withoutInternalMembers } from './serialize.ts'

const VERSIONS_KEPT = 10

/** The former versions of an object that takes the place of this one. */
export const versionsAfter = (live: JsonObject): readonly JsonObject[] =>
  [withoutInternalMembers(live), ...membersIn(live['$versions'])].slice(0, VERSIONS_KEPT)

export const versionsOf = (live: JsonObject): readonly JsonObject[] => [
  live,
  ...membersIn(live['$versions']),
]
