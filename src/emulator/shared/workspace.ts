// Checks the teams, target apps, unit ID types and holdouts that a body names.
import type { Json, JsonObject } from '../../core/json.ts'
import { badField } from '../core/api-error.ts'
import { collections } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { teamIdOf, textOf } from '../core/ids.ts'
import { textsIn } from './references.ts'

/** team and teamID as the stored pair. teamID wins. If unknown teams are accepted, they get an id. */
export const resolveTeam = (context: EmulatorContext, { team, teamID }: JsonObject): JsonObject => {
  const acceptsUnknown = context.has('unknown-teams-accepted')
  const teams = context.store.all('teams')
  if (teamID !== undefined && teamID !== null) {
    const known = teams.find(({ id }) => id === teamID)
    if (known) return { team: known['name'] ?? null, teamID }
    if (acceptsUnknown) return { team: team ?? null, teamID }
    throw badField('teamID', `The team with ID [${String(teamID)}] could not be found`)
  }
  if (team === undefined && teamID === undefined) return {}
  if (teamID === null || !team)
    return { team: teamID === null ? null : (team ?? null), teamID: null }
  const known = teams.find(({ name }) => name === team)
  if (known) return { team, teamID: known['id'] ?? null }
  if (acceptsUnknown) return { team, teamID: teamIdOf(team) }
  throw badField('team', `The team [${String(team)}] could not be found`)
}

/** The target apps by name, as stored. */
export const resolveTargetApps = (
  context: EmulatorContext,
  value: Json | undefined,
  property = 'targetApps',
): readonly string[] => {
  const names = textsIn(value)
  if (names.length === 0 || context.has('unknown-apps-accepted')) return names
  const known = new Set(context.store.all('target_apps').map(({ name }) => name))
  refuseUnknownNames(
    property,
    'target apps',
    names.filter((name) => !known.has(name)),
  )
  return names
}

export const requireUnits = (context: EmulatorContext, body: JsonObject): void => {
  if (context.has('unknown-units-accepted')) return
  for (const property of ['idType', 'unitTypes'] as const)
    refuseUnknownNames(
      property,
      'unit ID types',
      textsIn(body[property]).filter((name) => !context.store.find('unit_id_types', name)),
    )
}

/** The default holdout of a team must exist. */
export const requireHoldout = (context: EmulatorContext, body: JsonObject): void => {
  const id = textOf(body['defaultHoldoutID'])
  if (id === '' || context.store.find('holdouts', id)) return
  refuseUnknownNames('defaultHoldoutID', 'holdouts', [id])
}

const refuseUnknownNames = (property: string, noun: string, names: readonly string[]): void => {
  if (names.length > 0)
    throw badField(property, `The following ${noun} could not be found: [${names.join(', ')}]`)
}

/** Gates, configs and experiments need a team if the settings of the project say so. */
export const requireTeam = (context: EmulatorContext, { team, teamID }: JsonObject): void => {
  const isRequired = context.store.find('settings', 'teams')?.['require_teams_on_configs'] === true
  if (isRequired && !team && !teamID) throw badField('team', 'Required')
}

/** Rewrites every object that refers to something that was renamed or deleted. */
export const updateReferences = (
  context: EmulatorContext,
  change: (object: JsonObject) => JsonObject,
): void => {
  for (const collection of collections)
    for (const object of context.store.all(collection)) {
      const updated = change(object)
      if (updated !== object) context.store.put(collection, updated)
    }
}
