// Autotunes: variants compete from the start on until one is decided for.
import type { Members } from '../../../json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { accepted, flag, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { newId } from '../../core/name-allocation.ts'
import { answer, bodyOf, found, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import {
  checked,
  completed,
  creatable,
  fresh,
  hoursIn,
  REQUIRED,
  updatable,
  variantsAfter,
  withoutOptional,
} from './autotune-body.ts'

const MISSING = 'Autotune Experiment not found.'

const read = (world: World, autotune: Members): Members => {
  const shown = asRead(world, 'autotunes', autotune)
  return world.has('contrary') ? { featureList: [], ...shown, ...respelled(world, shown) } : shown
}

const respelled = (world: World, autotune: Members): Members =>
  Object.fromEntries(
    ['explorationWindow', 'attributionWindow'].map((name) => {
      const unit = ['', 'hr', 'hrs'][Math.floor(world.shuffles() * 3)] ?? ''
      return [name, `${hoursIn(autotune[name])}${unit}`]
    }),
  )

const list = (call: Call): Answer =>
  listed(
    call,
    'Autotune Experiments listed successfully.',
    'autotunes',
    call.world.store.all('autotunes'),
    read,
  )

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name', ...REQUIRED])
  const changes = checked(world, body)
  const id = newId(world, 'autotunes', body)
  const autotune = fresh(world, { ...changes, id })
  world.store.put('autotunes', autotune)
  return answer('Autotune Experiments created successfully.', read(world, autotune), 201)
}

const update = (call: Call, required: readonly string[], message: string): Answer => {
  const { world } = call
  const live = found(call, 'autotunes', MISSING)
  const body = accepted(bodyOf(call), updatable, required)
  const kept = required.length > 0 && world.has('post-resets') ? withoutOptional(live) : live
  const { variants } = body
  const autotune = save(world, 'autotunes', {
    ...kept,
    ...checked(world, body),
    ...(variants === undefined
      ? {}
      : { variants: variantsAfter(world, membersIn(variants), membersIn(live['variants'])) }),
  })
  return answer(message, read(world, autotune))
}

const start = (_call: Call, live: Members): Members => {
  if (live['winner'] !== null) throw badRequest('Autotune experiment has already finished')
  if (live['isStarted'] === true) throw badRequest('Autotune experiment has already started')
  return { isStarted: true }
}

const decide = (call: Call, live: Members): Members => {
  const decision = { id: text(), decisionReason: text(), removeTargeting: flag }
  const body = accepted(bodyOf(call), decision, ['id', 'decisionReason'])
  refuseUnstarted(live)
  if (live['winner'] !== null) throw badRequest('Autotune experiment has already finished')
  const winner = membersIn(live['variants']).find(({ id }) => id === body['id'])
  if (!winner) throw badField('id', 'A provided variant ID does not match an existing variant ID')
  return { winner: { id: textOf(winner['id']), name: textOf(winner['name']) } }
}

const reset = (_call: Call, live: Members): Members => {
  refuseUnstarted(live)
  return { isStarted: false, winner: null }
}

const refuseUnstarted = (live: Members): void => {
  if (live['isStarted'] !== true) throw badRequest('Autotune experiment has not yet started')
}

const verb = (
  name: string,
  message: string,
  change: (call: Call, live: Members) => Members,
): Route => ({
  method: 'PUT',
  path: `autotunes/*/${name}`,
  handle: (call) => {
    const live = found(call, 'autotunes', MISSING)
    save(call.world, 'autotunes', { ...live, ...change(call, live) })
    return answer(message)
  },
})

const remove = (call: Call): Answer => {
  call.world.store.remove('autotunes', textOf(found(call, 'autotunes', MISSING)['id']))
  return answer('Autotune Experiment deleted successfully.')
}

export const autotunes: Resource = {
  collection: 'autotunes',
  fresh,
  completed,
  routes: [
    { method: 'GET', path: 'autotunes', pages: true, handle: list },
    { method: 'POST', path: 'autotunes', handle: create },
    {
      method: 'GET',
      path: 'autotunes/*',
      handle: (call) => {
        const autotune = found(call, 'autotunes', MISSING)
        return answer('Autotune Experiment read successfully.', read(call.world, autotune))
      },
    },
    {
      method: 'POST',
      path: 'autotunes/*',
      handle: (call) => update(call, REQUIRED, 'Autotune Experiment read successfully.'),
    },
    {
      method: 'PATCH',
      path: 'autotunes/*',
      handle: (call) => update(call, [], 'Autotune Experiment updated successfully.'),
    },
    { method: 'DELETE', path: 'autotunes/*', handle: remove },
    verb('start', 'Autotune Experiment successfully started.', start),
    verb('make_decision', 'Decision made for Autotune Experiment.', decide),
    verb('reset', 'Autotune Experiment successfully restarted.', reset),
  ],
}
