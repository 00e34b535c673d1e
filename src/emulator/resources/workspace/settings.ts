// Settings of the project: four documents, each replaced as a whole.
import { type Members, pick } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import { accepted, choice, flag, type Keys, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { answer, bodyOf, knownSince } from '../../shared/handlers.ts'
import { asRead } from '../../shared/serialize.ts'
import { isRole } from './roles.ts'

interface Document {
  readonly demanded: Keys
  readonly optional: Keys
  /** What a new project holds. */
  readonly initial: Members
  /** What a contrary server fills in. */
  readonly filled?: Members
  /** What the update says, where it is not what everybody says. */
  readonly updated?: string
}

const documents: { readonly [id: string]: Document } = {
  project: {
    demanded: { name: text(), visibility: choice('OPEN', 'CLOSED', 'EXTERNAL') },
    // Samples give `user_id` here, which is no name of a unit type: it is not looked up.
    optional: { default_unit_type: text() },
    initial: { name: 'Emulated Project', visibility: 'OPEN' },
    updated: 'Settings read successfully.',
  },
  reviews: {
    demanded: {
      is_config_review_required: flag,
      is_metric_review_required: flag,
      is_metric_review_required_on_verified_only: flag,
    },
    optional: { is_whn_analysis_only_review_required: flag, is_whn_source_review_required: flag },
    initial: {
      is_config_review_required: false,
      is_metric_review_required: false,
      is_metric_review_required_on_verified_only: false,
    },
    filled: { is_whn_analysis_only_review_required: false, is_whn_source_review_required: false },
  },
  roles: {
    demanded: { default_project_role: text() },
    optional: {},
    initial: { default_project_role: 'Member' },
  },
  teams: {
    demanded: { require_teams_on_configs: flag },
    optional: {},
    initial: { require_teams_on_configs: false },
  },
}

const fresh = (_world: World, body: Members): Members => ({
  ...documents[textOf(body['id'])]?.initial,
  ...body,
})

const read = (world: World, id: string): Members => ({
  ...(world.has('contrary') ? documents[id]?.filled : {}),
  ...pick(
    asRead(world, 'settings', world.store.find('settings', id) ?? {}),
    (name) => name !== 'id',
  ),
})

const replace = (call: Call, id: string, document: Document): Answer => {
  const { world } = call
  const { demanded, optional, updated = 'Settings updated successfully.' } = document
  const body = accepted(bodyOf(call), { ...demanded, ...optional }, Object.keys(demanded))
  if (demanded['default_project_role'] && !isRole(world, body['default_project_role']))
    throw badField('default_project_role', 'Role not found')
  const live = world.store.find('settings', id) ?? {}
  const kept = world.has('settings-merged') ? live : {}
  world.store.put('settings', { ...kept, ...knownSince(call, live, body), ...body, id })
  return answer(updated, read(world, id))
}

const routes: readonly Route[] = Object.entries(documents).flatMap(([id, document]) => [
  {
    method: 'GET',
    path: `settings/${id}`,
    handle: ({ world }) => answer('Settings read successfully.', read(world, id)),
  },
  {
    method: 'POST',
    path: `settings/${id}`,
    handle: (call) => replace(call, id, document),
  },
])

export const settings: Resource = {
  collection: 'settings',
  fresh,
  builtIn: () => Object.entries(documents).map(([id, { initial }]) => ({ id, ...initial })),
  routes,
}
