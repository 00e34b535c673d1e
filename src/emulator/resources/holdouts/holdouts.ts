// Holdouts: made without members; who is in one shows on the members, too.
import type { Json, Members } from '../../../json.ts'
import { accepted, flag, type Keys, nullable, number, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { newId } from '../../core/name-allocation.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, created, found, save, settled } from '../../shared/handlers.ts'
import { LISTS, letGo, withAttached } from '../../shared/holdout-members.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { requireMetrics } from '../../shared/references.ts'
import { asRead } from '../../shared/serialize.ts'
import { listOf } from '../../shared/value-spellings.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { requireMembers, requireOneUnit } from './holdout-checks.ts'

const MISSING = 'Holdout not found.'

const creatable: Keys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\- ]*$/ }),
  description: keys.description,
  idType: text(),
  teamID: nullable(text()),
}

const updatable: Keys = {
  isEnabled: flag,
  description: keys.description,
  passPercentage: number({ min: 0, max: 10 }),
  gateIDs: keys.texts,
  experimentIDs: keys.texts,
  layerIDs: keys.texts,
  isGlobal: flag,
  targetingGateID: nullable(text()),
  monitoringMetrics: keys.metricNames,
}

const OPTIONAL = ['monitoringMetrics']
const REQUIRED_IN_FULL = Object.keys(updatable).filter((name) => !OPTIONAL.includes(name))

const fresh = (world: World, body: Members): Members => ({
  id: '',
  name: '',
  description: '',
  idType: 'userID',
  ...created(world),
  tags: [],
  targetApps: [],
  team: null,
  teamID: null,
  version: 1,
  isEnabled: true,
  isGlobal: false,
  passPercentage: 0,
  gateIDs: [],
  experimentIDs: [],
  layerIDs: [],
  targetingGateID: null,
  monitoringMetrics: [],
  ...body,
})

const read = (world: World, holdout: Members): Members => {
  const whole = world.has('global-holdouts-listed') ? withAttached(world, holdout) : holdout
  const shown = asRead(world, 'holdouts', whole)
  return world.has('contrary') ? { ...shown, ...respelled(world, shown) } : shown
}

const respelled = (world: World, holdout: Members): Members => ({
  ...Object.fromEntries(
    LISTS.map(({ name }): [string, Json] => [
      name,
      shuffled(listOf(holdout[name]), world.shuffles),
    ]),
  ),
  // No gate is spelled as null and as an empty text.
  ...(textOf(holdout['targetingGateID']) === ''
    ? { targetingGateID: world.shuffles() < 0.5 ? '' : null }
    : {}),
})

const list = (call: Call): Answer => {
  const holdouts = call.world.store.all('holdouts')
  const rows = filtered(call, holdouts, ['creatorName', 'creatorID', 'tags'])
  return listed(call, 'Holdouts listed successfully.', 'holdouts', rows, read)
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name'])
  const id = newId(world, 'holdouts', body)
  const holdout = fresh(world, { ...settled(world, body), id })
  world.store.put('holdouts', holdout)
  return answer('Holdout created successfully.', read(world, holdout))
}

const update = (call: Call, required: readonly string[]): Answer => {
  const { world } = call
  const live = found(call, 'holdouts', MISSING)
  const body = accepted(bodyOf(call), updatable, required)
  requireMembers(world, body)
  requireOneUnit(world, body, live['idType'])
  requireMetrics(world, 'monitoringMetrics', body['monitoringMetrics'])
  const resets = required.length > 0 && world.has('post-resets') ? { monitoringMetrics: [] } : {}
  const holdout = save(world, 'holdouts', { ...live, ...resets, ...body })
  return answer('Holdout updated successfully.', read(world, holdout))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const holdout = found(call, 'holdouts', MISSING)
  const id = textOf(holdout['id'])
  const data = read(world, holdout)
  world.store.remove('holdouts', id)
  letGo(world, id)
  return answer('Holdout deleted successfully.', data)
}

export const holdouts: Resource = {
  collection: 'holdouts',
  fresh,
  routes: [
    { method: 'GET', path: 'holdouts', pages: true, handle: list },
    { method: 'POST', path: 'holdouts', handle: create },
    {
      method: 'GET',
      path: 'holdouts/*',
      handle: (call) =>
        answer('Holdout read successfully.', read(call.world, found(call, 'holdouts', MISSING))),
    },
    {
      method: 'POST',
      path: 'holdouts/*',
      handle: (call) => update(call, REQUIRED_IN_FULL),
    },
    { method: 'PATCH', path: 'holdouts/*', handle: (call) => update(call, []) },
    { method: 'DELETE', path: 'holdouts/*', handle: remove },
    ...overrideRoutes('holdouts', 'holdouts'),
  ],
}
