// Release pipelines: phases in order, each with rules of its own; both keep their identity by id.
import type { Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import {
  accepted,
  flag,
  type Keys,
  list,
  nullable,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { requireFreeName } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, created, found, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { requireRuleTargets, rulesIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { withValueSpelling } from '../../shared/value-spellings.ts'
import { contrary } from '../../shared/worst-case.ts'

const MISSING = 'Release pipeline not found.'
// The samples say this for whatever was done.
const DONE = 'Get pipeline success'

const rule = record(
  {
    id: text(),
    name: text(),
    conditions: keys.gateConditions,
    environments: nullable(keys.texts),
  },
  ['name', 'conditions'],
)

const phase = record(
  { id: text(), name: text(), timeIntervalMs: number(), requiredReview: flag, rules: list(rule) },
  ['name', 'timeIntervalMs', 'requiredReview', 'rules'],
)

const taken: Keys = { name: text(), phases: list(phase) }

const fresh = (world: World, body: Members): Members => {
  const { creatorID = null, createdTime = 0, lastModifierID = null } = created(world)
  return completed(world, {
    id: opaqueId(world.ids),
    name: '',
    creatorID,
    createdTime,
    lastModifierID,
    phases: [],
    ...body,
  })
}

const completed = (world: World, pipeline: Members): Members => ({
  ...pipeline,
  phases: membersIn(pipeline['phases']).map((one) => ({
    ...withId(world, one),
    rules: membersIn(one['rules']).map((rule) => withId(world, rule)),
  })),
})

const withId = (world: World, object: Members): Members => ({
  ...object,
  id: textOf(object['id']) || opaqueId(world.ids),
})

/** In a new pipeline everything is new, whatever ids the body carries. */
const unnamed = (phases: readonly Members[]): readonly Members[] =>
  phases.map(({ id: _id, ...one }) => ({
    ...one,
    rules: membersIn(one['rules']).map(({ id: _id, ...rule }) => rule),
  }))

const read = (world: World, pipeline: Members): Members =>
  asRead(world, 'release_pipelines', {
    ...pipeline,
    phases: membersIn(pipeline['phases']).map((one) => {
      const rules = membersIn(one['rules']).map((rule) => withValueSpelling(world, rule))
      return { ...one, ...contrary(world, { rules }, 'release_pipelines') }
    }),
  })

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), taken, ['name'])
  requireRuleTargets(world, rulesIn(body))
  requireFreeName(world, 'release_pipelines', body['name'], '')
  const pipeline = fresh(world, { ...body, phases: unnamed(membersIn(body['phases'])) })
  world.store.put('release_pipelines', pipeline)
  return answer(DONE, read(world, pipeline))
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, 'release_pipelines', MISSING)
  const body = accepted(bodyOf(call), taken, [])
  requireRuleTargets(world, rulesIn(body))
  requireFreeName(world, 'release_pipelines', body['name'], textOf(live['id']))
  refuseStrangers(membersIn(body['phases']), membersIn(live['phases']), 'phase')
  refuseStrangers(rulesIn(body), rulesIn(live), 'rule')
  const pipeline = save(world, 'release_pipelines', completed(world, { ...live, ...body }))
  return answer(DONE, read(world, pipeline))
}

const refuseStrangers = (
  sent: readonly Members[],
  live: readonly Members[],
  noun: string,
): void => {
  const ids = sent.map(({ id }) => textOf(id)).filter((id) => id !== '')
  const known = new Set(live.map(({ id }) => textOf(id)))
  if (ids.some((id) => !known.has(id)))
    throw badField('phases', `A provided ${noun} ID does not match an existing ${noun} ID`)
  if (new Set(ids).size < ids.length) throw badField('phases', `Duplicate ${noun} ID(s) given`)
}

const remove = (call: Call): Answer => {
  const pipeline = found(call, 'release_pipelines', MISSING)
  call.world.store.remove('release_pipelines', textOf(pipeline['id']))
  return answer('Pipeline deleted successfully.')
}

export const releasePipelines: Resource = {
  collection: 'release_pipelines',
  fresh,
  completed,
  routes: [
    {
      method: 'GET',
      path: 'release_pipelines',
      pages: true,
      handle: (call) => {
        const pipelines = call.world.store.all('release_pipelines')
        return listed(call, 'List pipelines success', 'release_pipelines', pipelines, read)
      },
    },
    { method: 'POST', path: 'release_pipelines', handle: create },
    {
      method: 'GET',
      path: 'release_pipelines/*',
      handle: (call) => answer(DONE, read(call.world, found(call, 'release_pipelines', MISSING))),
    },
    { method: 'POST', path: 'release_pipelines/*', handle: update },
    { method: 'DELETE', path: 'release_pipelines/*', handle: remove },
    {
      // Nothing is ever rolled out here.
      method: 'GET',
      path: 'release_pipeline_triggers',
      pages: true,
      handle: (call) =>
        listed(call, 'Pipeline triggers listed correctly.', 'release_pipelines', []),
    },
  ],
}
