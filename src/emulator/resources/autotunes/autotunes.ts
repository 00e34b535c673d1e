// Autotunes: variants compete from the start until a decision for one of them.
import type { JsonObject } from '../../../core/json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { flag, parseBody, text } from '../../core/body-schema.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { allocateId } from '../../core/name-allocation.ts'
import { readBody, requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { autotuneReviewChange } from '../reviews/experiment-review-changes.ts'
import { reviewRoutes } from '../reviews/review-routes.ts'
import {
  completeAutotune,
  creatable,
  hoursIn,
  newAutotune,
  REQUIRED,
  replaceVariants,
  resetOptional,
  resolveAutotuneBody,
  updatable,
} from './autotune-body.ts'

const MISSING = 'Autotune Experiment not found.'

const serializeAutotune = (context: EmulatorContext, autotune: JsonObject): JsonObject => {
  const serialized = serializeObject(context, 'autotunes', autotune)
  return context.has('worst-case')
    ? { featureList: [], ...serialized, ...respellWindows(context, serialized) }
    : serialized
}

const respellWindows = (context: EmulatorContext, autotune: JsonObject): JsonObject =>
  Object.fromEntries(
    ['explorationWindow', 'attributionWindow'].map((name) => {
      const unit = ['', 'hr', 'hrs'][Math.floor(context.shuffleRandom() * 3)] ?? ''
      return [name, `${hoursIn(autotune[name])}${unit}`]
    }),
  )

const list = (call: ApiCall): HandlerResponse =>
  respondWithPage(
    call,
    'Autotune Experiments listed successfully.',
    'autotunes',
    call.context.store.all('autotunes'),
    serializeAutotune,
  )

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name', ...REQUIRED])
  const changes = resolveAutotuneBody(context, body)
  const id = allocateId(context, 'autotunes', body)
  const autotune = newAutotune(context, { ...changes, id })
  context.store.put('autotunes', autotune)
  return respond(
    'Autotune Experiments created successfully.',
    serializeAutotune(context, autotune),
    201,
  )
}

const update = (call: ApiCall, required: readonly string[], message: string): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'autotunes', MISSING)
  const body = parseBody(readBody(call), updatable, required)
  const kept = required.length > 0 && context.has('post-resets') ? resetOptional(live) : live
  const { variants } = body
  const autotune = saveObject(context, 'autotunes', {
    ...kept,
    ...resolveAutotuneBody(context, body),
    ...(variants === undefined
      ? {}
      : { variants: replaceVariants(context, membersIn(variants), membersIn(live['variants'])) }),
  })
  return respond(message, serializeAutotune(context, autotune))
}

const start = (_call: ApiCall, live: JsonObject): JsonObject => {
  if (live['winner'] !== null) throw badRequest('Autotune experiment has already finished')
  if (live['isStarted'] === true) throw badRequest('Autotune experiment has already started')
  return { isStarted: true }
}

const decide = (call: ApiCall, live: JsonObject): JsonObject => {
  const decision = { id: text(), decisionReason: text(), removeTargeting: flag }
  const body = parseBody(readBody(call), decision, ['id', 'decisionReason'])
  refuseUnstarted(live)
  if (live['winner'] !== null) throw badRequest('Autotune experiment has already finished')
  const winner = membersIn(live['variants']).find(({ id }) => id === body['id'])
  if (!winner) throw badField('id', 'A provided variant ID does not match an existing variant ID')
  return { winner: { id: textOf(winner['id']), name: textOf(winner['name']) } }
}

const reset = (_call: ApiCall, live: JsonObject): JsonObject => {
  refuseUnstarted(live)
  return { isStarted: false, winner: null }
}

const refuseUnstarted = (live: JsonObject): void => {
  if (live['isStarted'] !== true) throw badRequest('Autotune experiment has not yet started')
}

const actionRoute = (
  name: string,
  message: string,
  change: (call: ApiCall, live: JsonObject) => JsonObject,
): Route => ({
  method: 'PUT',
  path: `autotunes/*/${name}`,
  handle: (call) => {
    const live = requireObject(call, 'autotunes', MISSING)
    saveObject(call.context, 'autotunes', { ...live, ...change(call, live) })
    return respond(message)
  },
})

const remove = (call: ApiCall): HandlerResponse => {
  call.context.store.remove('autotunes', textOf(requireObject(call, 'autotunes', MISSING)['id']))
  return respond('Autotune Experiment deleted successfully.')
}

const ownRoutes: readonly Route[] = [
  { method: 'GET', path: 'autotunes', isPaged: true, handle: list },
  { method: 'POST', path: 'autotunes', handle: create },
  {
    method: 'GET',
    path: 'autotunes/*',
    handle: (call) => {
      const autotune = requireObject(call, 'autotunes', MISSING)
      return respond(
        'Autotune Experiment read successfully.',
        serializeAutotune(call.context, autotune),
      )
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
  actionRoute('start', 'Autotune Experiment successfully started.', start),
  actionRoute('make_decision', 'Decision made for Autotune Experiment.', decide),
  actionRoute('reset', 'Autotune Experiment successfully restarted.', reset),
  ...overrideRoutes('autotunes'),
]

export const autotunes: Resource = {
  collection: 'autotunes',
  newObject: newAutotune,
  completeObject: completeAutotune,
  routes: [
    ...ownRoutes,
    ...reviewRoutes('autotunes', {
      collection: 'autotunes',
      missing: MISSING,
      readChange: autotuneReviewChange,
      routes: ownRoutes,
    }),
  ],
}
