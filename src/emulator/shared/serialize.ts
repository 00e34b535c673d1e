// A stored object as an answer shows it, with the spellings that the personalities ask for.
import type { Members } from '../../json.ts'
import type { World } from '../core/context.ts'
import type { Collection } from '../core/store.ts'
import { withHoldouts } from './holdout-members.ts'
import { membersIn, withRuleId } from './rules.ts'
import { withUnknowns } from './unknown-members.ts'
import { withValueSpelling } from './value-spellings.ts'
import { withWarehouseSpelling } from './warehouse-native.ts'
import { contrary } from './worst-case.ts'

type Dress = (world: World, object: Members, collection: Collection) => Members

export const asRead = (world: World, collection: Collection, object: Members): Members =>
  dresses.reduce((dressed, dress) => dress(world, dressed, collection), bare(object))

/** Without the emulator’s own memory. */
export const bare = (object: Members): Members =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('$')))

const withRules = (object: Members, change: (rule: Members) => Members): Members =>
  object['rules'] === undefined
    ? object
    : { ...object, rules: membersIn(object['rules']).map(change) }

const withStaleType: Dress = (world, object, collection) => {
  if (collection !== 'gates' || !world.has('stale-gates') || object['type'] !== 'TEMPORARY')
    return object
  return { ...object, type: 'STALE', typeReason: 'STALE_ALL_TRUE' }
}

// From the inside out: a later dress sees what an earlier one put on.
const dresses: readonly Dress[] = [
  (world, object) => withRules(object, (rule) => withRuleId(world, rule)),
  withStaleType,
  withHoldouts,
  withWarehouseSpelling,
  (world, object) => withRules(object, (rule) => withValueSpelling(world, rule)),
  contrary,
  withUnknowns,
]
