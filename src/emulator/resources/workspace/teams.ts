// Teams: members are sent as mails and come back as people.
import { isList, isMembers, type Json, type Members, member } from '../../../json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { accepted, choice, flag, type Keys, nullable, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, found, knownSince } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { requireMetrics } from '../../shared/references.ts'
import { asRead } from '../../shared/serialize.ts'
import { knownApps, requireHoldout, retouched } from '../../shared/workspace.ts'
import { userOf } from './users.ts'

const AT = 'users/teams'
const MISSING = 'Team not found.'
const PEOPLE = ['members', 'admins'] as const
const METRICS = [
  'defaultGateMetrics',
  'defaultExperimentPrimaryMetrics',
  'defaultExperimentSecondaryMetrics',
  'defaultHoldoutMetrics',
] as const

const demanded: Keys = {
  name: text({ min: 1 }),
  members: keys.texts,
  admins: keys.texts,
  ...Object.fromEntries(METRICS.map((name) => [name, keys.metricNames])),
  changeTeamConfigs: choice('anyone', 'team_only'),
  reviewApproval: choice('anyone', 'team_only', 'admin_only'),
  defaultTargetApplications: keys.texts,
}

const creatable: Keys = {
  ...demanded,
  description: text(),
  defaultHoldoutID: nullable(text()),
  requireReviews: nullable(flag),
  requireGateTemplates: nullable(flag),
  requireExperimentTemplates: nullable(flag),
  requireDynamicConfigTemplates: nullable(flag),
}

const defaults: Members = {
  members: [],
  admins: [],
  ...Object.fromEntries(METRICS.map((name) => [name, []])),
  changeTeamConfigs: 'anyone',
  reviewApproval: 'anyone',
  defaultTargetApplications: [],
}

const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  name: '',
  ...defaults,
  ...body,
})

// An object that was inserted or edited may hold people, as an answer does.
const mailOf = (person: Json): string => textOf(isMembers(person) ? person['email'] : person)

const FILLED: Members = {
  description: '',
  defaultHoldoutID: null,
  requireReviews: null,
  requireGateTemplates: null,
  requireExperimentTemplates: null,
  requireDynamicConfigTemplates: null,
}

const read = (world: World, team: Members): Members => {
  const isContrary = world.has('contrary')
  const sets = [...PEOPLE, 'defaultTargetApplications'] as const
  const { members, admins, ...rest } = {
    ...(isContrary ? FILLED : {}),
    ...asRead(world, 'teams', team),
    ...Object.fromEntries(
      sets.map((name) => [
        name,
        isContrary ? shuffled(listIn(team, name), world.shuffles) : listIn(team, name),
      ]),
    ),
  }
  const people = (mails: Json | undefined): Json =>
    isList(mails) ? mails.map((mail) => personOf(world, mailOf(mail))) : []
  return { ...rest, members: people(members), admins: people(admins) }
}

const listIn = (team: Members, name: string): readonly Json[] => {
  const value = member(team, name)
  return isList(value) ? value : []
}

const personOf = (world: World, mail: string): Members => {
  const { email, firstName, lastName, role } = userOf(world, mail) ?? { email: mail }
  const spelled = textOf(email)
  return {
    // Mails are the same mail in capitals.
    email: world.has('contrary') ? spelled.slice(0, 1).toUpperCase() + spelled.slice(1) : spelled,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    role: role ?? 'member',
  }
}

const checked = (world: World, body: Members, own?: Members): Members => {
  const clash = world.store
    .all('teams')
    .some((team) => team !== own && team['name'] === body['name'])
  if (clash && !world.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
  for (const name of METRICS) requireMetrics(world, name, body[name])
  knownApps(world, body['defaultTargetApplications'], 'defaultTargetApplications')
  requireHoldout(world, body)
  if (world.has('unknown-users-refused'))
    for (const name of PEOPLE) {
      const unknown = listIn(body, name)
        .map(mailOf)
        .filter((mail) => !userOf(world, mail))
      if (unknown.length > 0)
        throw badField(name, `The following users could not be found: [${unknown.join(', ')}]`)
    }
  return body
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, Object.keys(demanded))
  const team = fresh(world, checked(world, body))
  world.store.put('teams', team)
  return answer('Team created successfully.', read(world, team))
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, 'teams', MISSING)
  const body = checked(world, accepted(bodyOf(call), creatable, []), live)
  const { id = '', name = '' } = live
  const kept = world.has('team-patch-replaces') ? { id, name, ...defaults } : live
  const team: Members = { ...kept, ...knownSince(call, live, body), ...body }
  world.store.put('teams', team)
  if (team['name'] !== name) handOver(world, id, team)
  return answer('Team updated successfully.', read(world, team))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const { id = '' } = found(call, 'teams', MISSING)
  world.store.remove('teams', textOf(id))
  handOver(world, id, undefined)
  return answer('Team deleted successfully')
}

/** What a team owns says so by the team’s present name. */
const handOver = (world: World, id: Json, team: Members | undefined): void =>
  retouched(world, (object) =>
    object['teamID'] !== id
      ? object
      : { ...object, team: team?.['name'] ?? null, teamID: team ? id : null },
  )

export const teams: Resource = {
  collection: 'teams',
  fresh,
  routes: [
    {
      method: 'GET',
      path: AT,
      pages: true,
      handle: (call) =>
        listed(call, 'Teams listed successfully.', 'teams', call.world.store.all('teams'), read),
    },
    { method: 'POST', path: AT, handle: create },
    {
      method: 'GET',
      path: `${AT}/*`,
      handle: (call) =>
        answer('Team read successfully.', read(call.world, found(call, 'teams', MISSING))),
    },
    { method: 'PATCH', path: `${AT}/*`, handle: update },
    { method: 'DELETE', path: `${AT}/*`, handle: remove },
  ],
}
