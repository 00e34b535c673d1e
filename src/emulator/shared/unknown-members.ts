// Members that Statsig adds next month.
import type { Json, Members } from '../../json.ts'
import type { World } from '../core/context.ts'
import { membersIn } from './rules.ts'

const NESTED = ['rules', 'conditions', 'groups', 'parameters', 'variants', 'phases'] as const

export const withUnknowns = (world: World, object: Members): Members =>
  world.has('unknown-members')
    ? {
        ...nested(object),
        permalink: 'https://console.statsig.com/somewhere',
        addedNextMonth: { isNew: true },
      }
    : object

const nested = (object: Members): Members => {
  const lists = NESTED.filter((name) => object[name] !== undefined).map((name): [string, Json] => [
    name,
    membersIn(object[name]).map((item) => ({ ...nested(item), addedNextMonth: 'by Statsig' })),
  ])
  return { ...object, ...Object.fromEntries(lists) }
}
