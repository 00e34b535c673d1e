// Environments: one document; what a write leaves out is gone, and production stays.
import { type Json, type Members, pick } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import { accepted, flag, type Keys, list, record, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { answer, bodyOf, knownSince } from '../../shared/handlers.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'

const AT = 'environments'

const taken: Keys = {
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

const tier = (name: string, id: string, isProduction: boolean): Members => ({
  name,
  id,
  isProduction,
  requiresReview: false,
  requiresReleasePipeline: false,
})

const tiers: readonly Members[] = [
  tier('development', '0.3560000000000001', false),
  tier('staging', '0.0150000000000001', false),
  tier('production', '0.4060000000000001', true),
]

/** Without an id it is a new one, whatever its name. */
const withIds = (world: World, environments: readonly Members[]): readonly Members[] =>
  environments.map((environment) =>
    environment['id'] === undefined ? { ...environment, id: String(world.ids()) } : environment,
  )

const fresh = (world: World, body: Members): Members => ({
  id: AT,
  environments: withIds(world, membersIn(body['environments'] ?? tiers)),
})

const liveOf = (world: World): readonly Members[] =>
  membersIn(world.store.find(AT, AT)?.['environments'])

const read = (world: World): Json => {
  const dressed = asRead(world, AT, world.store.find(AT, AT) ?? {})
  const environments = membersIn(dressed['environments']).map((environment) => ({
    ...(world.has('contrary') ? { requiredReviewGroupID: '' } : {}),
    ...environment,
    ...(world.has('unknown-members') ? { addedNextMonth: 'by Statsig' } : {}),
  }))
  return { ...pick(dressed, (name) => name !== 'id'), environments }
}

const replace = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), taken, ['environments'])
  const sent = membersIn(body['environments'])
  for (const production of liveOf(world).filter(({ isProduction }) => isProduction === true)) {
    const stays = sent.some(
      ({ id, isProduction, name }) =>
        id === production['id'] && name === production['name'] && isProduction === true,
    )
    if (!stays) throw badField(AT, 'The production environment cannot be removed or renamed')
  }
  const more = knownSince(call, world.store.find(AT, AT) ?? {}, body)
  world.store.put(AT, { ...more, id: AT, environments: withIds(world, sent) })
  return answer('Environments updated successfully.', read(world))
}

export const environments: Resource = {
  collection: AT,
  fresh,
  builtIn: (world) => [fresh(world, {})],
  routes: [
    {
      method: 'GET',
      path: AT,
      handle: ({ world }) => answer('Environments read successfully.', read(world)),
    },
    { method: 'POST', path: AT, handle: replace },
  ],
}
