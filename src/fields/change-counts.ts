// Two sets by what they differ in, where telling them in full would help nobody.
import { isList, type Json } from '../json.ts'
import type { Counts } from './difference.ts'
import type { Field } from './field.ts'
import { textOf } from './normalize.ts'

/** Nobody reads more items than this. */
const mostItems = 100

/** Absent where the values themselves are to be shown. Both are in normal form. */
export const countsOf = (
  field: Field,
  label: string,
  before: Json | undefined,
  after: Json | undefined,
): Counts | undefined => {
  if (field.shape !== 'set') return undefined
  const [was, is] = [before, after].map((side) => new Set(isList(side) ? side.map(textOf) : []))
  if (was === undefined || is === undefined) return undefined
  if (field.file === undefined && Math.max(was.size, is.size) <= mostItems) return undefined
  const missing = (from: ReadonlySet<string>, among: ReadonlySet<string>): number =>
    [...from].reduce((sum, item) => (among.has(item) ? sum : sum + 1), 0)
  return {
    added: missing(is, was),
    removed: missing(was, is),
    of: is.size,
    what: field.file === undefined ? 'items' : label,
  }
}
