// Release pipelines: ordered phases with rules; phases and rules are matched by id.
import type { JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import {
  type BodyKeys,
  flag,
  list,
  nullable,
  number,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireFreeName } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  creationStamp,
  readBody,
  requireObject,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { requireRuleTargets, rulesIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { respellTargetValues } from '../../shared/value-spellings.ts'
import { applyWorstCase } from '../../shared/worst-case.ts'

const MISSING = 'Release pipeline not found.'
// The documented samples have this message for every action.
const READ_MESSAGE = 'Get pipeline success'

const ruleSchema = record(
  {
    id: text(),
    name: text(),
    conditions: keys.gateConditions,
    environments: nullable(keys.texts),
  },
  ['name', 'conditions'],
)

const phaseSchema = record(
  {
    id: text(),
    name: text(),
    timeIntervalMs: number(),
    requiredReview: flag,
    rules: list(ruleSchema),
  },
  ['name', 'timeIntervalMs', 'requiredReview', 'rules'],
)

const bodyKeys: BodyKeys = {
  name: text(),
  phases: list(phaseSchema),
  triggerNotice: nullable(text()),
}

const newReleasePipeline = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const {
    creatorID = null,
    createdTime = 0,
    lastModifierID = null,
    lastModifiedTime = 0,
  } = creationStamp(context)
  return assignIds(context, {
    id: context.newId(),
    name: '',
    creatorID,
    createdTime,
    lastModifierID,
    lastModifiedTime,
    phases: [],
    ...body,
  })
}

const assignIds = (context: EmulatorContext, pipeline: JsonObject): JsonObject => ({
  ...pipeline,
  phases: membersIn(pipeline['phases']).map((one) => ({
    ...assignId(context, one),
    rules: membersIn(one['rules']).map((rule) => assignId(context, rule)),
  })),
})

const assignId = (context: EmulatorContext, object: JsonObject): JsonObject => ({
  ...object,
  id: textOf(object['id']) || context.newId(),
})

/** In a new pipeline all phases and rules get new ids. Ids in the body are ignored. */
const withoutSentIds = (phases: readonly JsonObject[]): readonly JsonObject[] =>
  phases.map(({ id: _id, ...one }) => ({
    ...one,
    rules: membersIn(one['rules']).map(({ id: _id, ...rule }) => rule),
  }))

const serializeReleasePipeline = (context: EmulatorContext, pipeline: JsonObject): JsonObject =>
  serializeObject(context, 'release_pipelines', {
    ...shownNotice(pipeline),
    phases: membersIn(pipeline['phases']).map((one) => {
      const rules = membersIn(one['rules']).map((rule) => respellTargetValues(context, rule))
      return { ...one, ...applyWorstCase(context, { rules }, 'release_pipelines') }
    }),
  })

/** By the document, a pipeline without a notice has none; it is not null. */
const shownNotice = ({ triggerNotice = null, ...pipeline }: JsonObject): JsonObject =>
  triggerNotice === null ? pipeline : { ...pipeline, triggerNotice }

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), bodyKeys, ['name'])
  requireRuleTargets(context, rulesIn(body))
  requireFreeName(context, 'release_pipelines', body['name'], '')
  const pipeline = newReleasePipeline(context, {
    ...body,
    phases: withoutSentIds(membersIn(body['phases'])),
  })
  context.store.put('release_pipelines', pipeline)
  return respond(READ_MESSAGE, serializeReleasePipeline(context, pipeline))
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'release_pipelines', MISSING)
  const body = parseBody(readBody(call), bodyKeys, [])
  requireRuleTargets(context, rulesIn(body))
  requireFreeName(context, 'release_pipelines', body['name'], textOf(live['id']))
  refuseUnknownIds(membersIn(body['phases']), membersIn(live['phases']), 'phase')
  refuseUnknownIds(rulesIn(body), rulesIn(live), 'rule')
  const pipeline = saveObject(
    context,
    'release_pipelines',
    assignIds(context, { ...live, ...body }),
  )
  return respond(READ_MESSAGE, serializeReleasePipeline(context, pipeline))
}

const refuseUnknownIds = (
  sent: readonly JsonObject[],
  live: readonly JsonObject[],
  noun: string,
): void => {
  const ids = sent.map(({ id }) => textOf(id)).filter((id) => id !== '')
  const known = new Set(live.map(({ id }) => textOf(id)))
  if (ids.some((id) => !known.has(id)))
    throw badField('phases', `A provided ${noun} ID does not match an existing ${noun} ID`)
  if (new Set(ids).size < ids.length) throw badField('phases', `Duplicate ${noun} ID(s) given`)
}

const remove = (call: ApiCall): HandlerResponse => {
  const pipeline = requireObject(call, 'release_pipelines', MISSING)
  call.context.store.remove('release_pipelines', textOf(pipeline['id']))
  return respond('Pipeline deleted successfully.')
}

export const releasePipelines: Resource = {
  collection: 'release_pipelines',
  newObject: newReleasePipeline,
  completeObject: assignIds,
  routes: [
    {
      method: 'GET',
      path: 'release_pipelines',
      isPaged: true,
      handle: (call) => {
        const pipelines = call.context.store.all('release_pipelines')
        return respondWithPage(
          call,
          'List pipelines success',
          'release_pipelines',
          pipelines,
          serializeReleasePipeline,
        )
      },
    },
    { method: 'POST', path: 'release_pipelines', handle: create },
    {
      method: 'GET',
      path: 'release_pipelines/*',
      handle: (call) =>
        respond(
          READ_MESSAGE,
          serializeReleasePipeline(call.context, requireObject(call, 'release_pipelines', MISSING)),
        ),
    },
    { method: 'POST', path: 'release_pipelines/*', handle: update },
    { method: 'DELETE', path: 'release_pipelines/*', handle: remove },
    {
      // The emulator never rolls anything out.
      method: 'GET',
      path: 'release_pipeline_triggers',
      isPaged: true,
      handle: (call) =>
        respondWithPage(call, 'Pipeline triggers listed correctly.', 'release_pipelines', []),
    },
  ],
}
