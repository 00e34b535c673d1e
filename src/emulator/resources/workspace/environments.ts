// Environments: one document. A write removes what it leaves out; production must stay.
import { type Json, type JsonObject, pick } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { type BodyKeys, flag, list, parseBody, record, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { hashOf, randomOf } from '../../core/random.ts'
import { keptUnknownMembers, readBody, respond } from '../../shared/handlers.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'

const COLLECTION = 'environments'

const bodyKeys: BodyKeys = {
  environments: list(
    record(
      {
        name: text({ min: 1 }),
        id: text(),
        isProduction: flag,
        requiresReview: flag,
        requiredReviewGroupID: text(),
        requiresReleasePipeline: flag,
      },
      ['name', 'isProduction', 'requiresReview', 'requiresReleasePipeline'],
    ),
  ),
}

const environmentTier = (name: string, id: string, isProduction: boolean): JsonObject => ({
  name,
  id,
  isProduction,
  requiresReview: false,
  requiresReleasePipeline: false,
})

const defaultTiers: readonly JsonObject[] = [
  environmentTier('development', '0.3560000000000001', false),
  environmentTier('staging', '0.0150000000000001', false),
  environmentTier('production', '0.4060000000000001', true),
]

/** Statsig's own are decimal fractions as text. */
const newEnvironmentId = (context: EmulatorContext): string =>
  String(randomOf(hashOf(context.newId()))())

/** An environment without an id is a new one, even if its name exists. */
const assignIds = (
  context: EmulatorContext,
  environments: readonly JsonObject[],
): readonly JsonObject[] =>
  environments.map((environment) =>
    environment['id'] === undefined
      ? { ...environment, id: newEnvironmentId(context) }
      : environment,
  )

const newEnvironments = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: COLLECTION,
  environments: assignIds(context, membersIn(body['environments'] ?? defaultTiers)),
})

const liveEnvironments = (context: EmulatorContext): readonly JsonObject[] =>
  membersIn(context.store.find(COLLECTION, COLLECTION)?.['environments'])

const serializeEnvironments = (context: EmulatorContext): Json => {
  const serialized = serializeObject(
    context,
    COLLECTION,
    context.store.find(COLLECTION, COLLECTION) ?? {},
  )
  const environments = membersIn(serialized['environments']).map((environment) => ({
    ...(context.has('worst-case') ? { requiredReviewGroupID: '' } : {}),
    ...environment,
    ...(context.has('unknown-members') ? { addedNextMonth: 'by Statsig' } : {}),
  }))
  return { ...pick(serialized, (name) => name !== 'id'), environments }
}

const replace = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), bodyKeys, ['environments'])
  const sent = membersIn(body['environments'])
  for (const production of liveEnvironments(context).filter(
    ({ isProduction }) => isProduction === true,
  )) {
    const isKept = sent.some(
      ({ id, isProduction, name }) =>
        id === production['id'] && name === production['name'] && isProduction === true,
    )
    if (!isKept)
      throw badField(COLLECTION, 'The production environment cannot be removed or renamed')
  }
  const unknownMembers = keptUnknownMembers(
    call,
    context.store.find(COLLECTION, COLLECTION) ?? {},
    body,
  )
  context.store.put(COLLECTION, {
    ...unknownMembers,
    id: COLLECTION,
    environments: assignIds(context, sent),
  })
  return respond('Environments updated successfully.', serializeEnvironments(context))
}

export const environments: Resource = {
  collection: COLLECTION,
  newObject: newEnvironments,
  builtIn: (context) => [newEnvironments(context, {})],
  routes: [
    {
      method: 'GET',
      path: COLLECTION,
      handle: ({ context }) =>
        respond('Environments read successfully.', serializeEnvironments(context)),
    },
    { method: 'POST', path: COLLECTION, handle: replace },
  ],
}
