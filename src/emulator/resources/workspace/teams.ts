// Teams: bodies name members by mail address; answers contain users.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../core/json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { type BodyKeys, choice, flag, nullable, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf, userIdOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import { keptUnknownMembers, readBody, requireObject, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { requireMetrics } from '../../shared/references.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { requireHoldout, resolveTargetApps, updateReferences } from '../../shared/workspace.ts'
import { userOf } from './users.ts'

const PATH = 'users/teams'
const MISSING = 'Team not found.'
const PEOPLE_LISTS = ['members', 'admins'] as const
const METRIC_LISTS = [
  'defaultGateMetrics',
  'defaultExperimentPrimaryMetrics',
  'defaultExperimentSecondaryMetrics',
  'defaultHoldoutMetrics',
] as const

const requiredKeys: BodyKeys = {
  name: text({ min: 1 }),
  members: keys.texts,
  admins: keys.texts,
  ...Object.fromEntries(METRIC_LISTS.map((name) => [name, keys.metricNames])),
  changeTeamConfigs: choice('anyone', 'team_only'),
  reviewApproval: choice('anyone', 'team_only', 'admin_only'),
  defaultTargetApplications: keys.texts,
}

const creatable: BodyKeys = {
  ...requiredKeys,
  description: text(),
  defaultHoldoutID: nullable(text()),
  requireReviews: nullable(flag),
  requireGateTemplates: nullable(flag),
  requireExperimentTemplates: nullable(flag),
  requireDynamicConfigTemplates: nullable(flag),
}

const teamDefaults: JsonObject = {
  members: [],
  admins: [],
  ...Object.fromEntries(METRIC_LISTS.map((name) => [name, []])),
  changeTeamConfigs: 'anyone',
  reviewApproval: 'anyone',
  defaultTargetApplications: [],
}

const newTeam = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  name: '',
  ...teamDefaults,
  ...body,
})

// An object that was inserted or edited in the process can contain users, as answers do.
const emailOf = (person: Json): string => textOf(isJsonObject(person) ? person['email'] : person)

const EMPTY_MEMBERS: JsonObject = {
  description: '',
  defaultHoldoutID: null,
  requireReviews: null,
  requireGateTemplates: null,
  requireExperimentTemplates: null,
  requireDynamicConfigTemplates: null,
}

const serializeTeam = (context: EmulatorContext, team: JsonObject): JsonObject => {
  const isWorstCase = context.has('worst-case')
  const setNames = [...PEOPLE_LISTS, 'defaultTargetApplications'] as const
  const { members, admins, ...rest } = {
    ...(isWorstCase ? EMPTY_MEMBERS : {}),
    ...serializeObject(context, 'teams', team),
    ...Object.fromEntries(
      setNames.map((name) => [
        name,
        isWorstCase ? shuffled(listIn(team, name), context.shuffleRandom) : listIn(team, name),
      ]),
    ),
  }
  const people = (emailAddresses: Json | undefined): Json =>
    isJsonArray(emailAddresses)
      ? emailAddresses.map((emailAddress) => personOf(context, emailOf(emailAddress)))
      : []
  return { ...rest, members: people(members), admins: people(admins) }
}

/** The document of September 2026 calls the items of the list `TeamDtoWithoutMembersDto`. */
const serializeListedTeam = (context: EmulatorContext, team: JsonObject): JsonObject => {
  const whole = serializeTeam(context, team)
  if (context.has('teams-listed-whole')) return whole
  const { members: _members, admins: _admins, ...listed } = whole
  return listed
}

const listIn = (team: JsonObject, name: string): readonly Json[] => {
  const value = member(team, name)
  return isJsonArray(value) ? value : []
}

const personOf = (context: EmulatorContext, emailAddress: string): JsonObject => {
  const { email, firstName, lastName, role } = userOf(context, emailAddress) ?? {
    email: emailAddress,
  }
  const respelledEmail = textOf(email)
  return {
    userID: userIdOf(textOf(email)),
    // Mail addresses do not distinguish upper and lower case.
    email: context.has('worst-case')
      ? respelledEmail.slice(0, 1).toUpperCase() + respelledEmail.slice(1)
      : respelledEmail,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    role: role ?? 'member',
  }
}

const requireValidTeam = (
  context: EmulatorContext,
  body: JsonObject,
  ownTeam?: JsonObject,
): JsonObject => {
  const clash = context.store
    .all('teams')
    .some((team) => team !== ownTeam && team['name'] === body['name'])
  if (clash && !context.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
  for (const name of METRIC_LISTS) requireMetrics(context, name, body[name])
  resolveTargetApps(context, body['defaultTargetApplications'], 'defaultTargetApplications')
  requireHoldout(context, body)
  if (context.has('unknown-users-refused'))
    for (const name of PEOPLE_LISTS) {
      const unknown = listIn(body, name)
        .map(emailOf)
        .filter((emailAddress) => !userOf(context, emailAddress))
      if (unknown.length > 0)
        throw badField(name, `The following users could not be found: [${unknown.join(', ')}]`)
    }
  return body
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, Object.keys(requiredKeys))
  const team = newTeam(context, requireValidTeam(context, body))
  context.store.put('teams', team)
  return respond('Team created successfully.', serializeTeam(context, team))
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'teams', MISSING)
  const body = requireValidTeam(context, parseBody(readBody(call), creatable, []), live)
  const { id = '', name = '' } = live
  const kept = context.has('team-patch-replaces') ? { id, name, ...teamDefaults } : live
  const team: JsonObject = { ...kept, ...keptUnknownMembers(call, live, body), ...body }
  context.store.put('teams', team)
  if (team['name'] !== name) renameTeam(context, id, team)
  return respond('Team updated successfully.', serializeTeam(context, team))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const { id = '' } = requireObject(call, 'teams', MISSING)
  context.store.remove('teams', textOf(id))
  renameTeam(context, id, undefined)
  return respond('Team deleted successfully')
}

/** Objects of a team contain the current name of the team. */
const renameTeam = (context: EmulatorContext, id: Json, team: JsonObject | undefined): void =>
  updateReferences(context, (object) =>
    object['teamID'] !== id
      ? object
      : { ...object, team: team?.['name'] ?? null, teamID: team ? id : null },
  )

export const teams: Resource = {
  collection: 'teams',
  newObject: newTeam,
  routes: [
    {
      method: 'GET',
      path: PATH,
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'Teams listed successfully.',
          'teams',
          call.context.store.all('teams'),
          serializeListedTeam,
        ),
    },
    { method: 'POST', path: PATH, handle: create },
    {
      method: 'GET',
      path: `${PATH}/*`,
      handle: (call) =>
        respond(
          'Team read successfully.',
          serializeTeam(call.context, requireObject(call, 'teams', MISSING)),
        ),
    },
    { method: 'PATCH', path: `${PATH}/*`, handle: update },
    { method: 'DELETE', path: `${PATH}/*`, handle: remove },
  ],
}
