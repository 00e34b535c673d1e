// What a body may name of the workspace: teams, target apps, unit id types.
import type { Json, Members } from '../../json.ts'
import { badField } from '../core/api-error.ts'
import type { World } from '../core/context.ts'
import { teamIdOf, textOf } from '../core/ids.ts'
import { collections } from '../core/store.ts'
import { textsIn } from './references.ts'

/** team and teamID as the pair that is stored; teamID wins, and an unknown team has an id all the same. */
export const teamOf = (world: World, { team, teamID }: Members): Members => {
  const mayBeUnknown = world.has('unknown-teams-accepted')
  const teams = world.store.all('teams')
  if (teamID !== undefined && teamID !== null) {
    const known = teams.find(({ id }) => id === teamID)
    if (known) return { team: known['name'] ?? null, teamID }
    if (mayBeUnknown) return { team: team ?? null, teamID }
    throw badField('teamID', `The team with ID [${String(teamID)}] could not be found`)
  }
  if (team === undefined && teamID === undefined) return {}
  if (teamID === null || !team)
    return { team: teamID === null ? null : (team ?? null), teamID: null }
  const known = teams.find(({ name }) => name === team)
  if (known) return { team, teamID: known['id'] ?? null }
  if (mayBeUnknown) return { team, teamID: teamIdOf(team) }
  throw badField('team', `The team [${String(team)}] could not be found`)
}

/** The target apps by name, as stored. */
export const knownApps = (
  world: World,
  value: Json | undefined,
  property = 'targetApps',
): readonly string[] => {
  const names = textsIn(value)
  if (names.length === 0 || world.has('unknown-apps-accepted')) return names
  const known = new Set(world.store.all('target_apps').map(({ name }) => name))
  refuseUnknown(
    property,
    'target apps',
    names.filter((name) => !known.has(name)),
  )
  return names
}

export const requireUnits = (world: World, body: Members): void => {
  if (world.has('unknown-units-accepted')) return
  for (const property of ['idType', 'unitTypes'] as const)
    refuseUnknown(
      property,
      'unit ID types',
      textsIn(body[property]).filter((name) => !world.store.find('unit_id_types', name)),
    )
}

/** A team may be made before the holdout that it names, but only without it. */
export const requireHoldout = (world: World, body: Members): void => {
  const id = textOf(body['defaultHoldoutID'])
  if (id === '' || world.store.find('holdouts', id)) return
  refuseUnknown('defaultHoldoutID', 'holdouts', [id])
}

const refuseUnknown = (property: string, noun: string, names: readonly string[]): void => {
  if (names.length > 0)
    throw badField(property, `The following ${noun} could not be found: [${names.join(', ')}]`)
}

/** Where the project demands it, gates, configs and experiments are made by teams only. */
export const requireTeam = (world: World, { team, teamID }: Members): void => {
  const isDemanded = world.store.find('settings', 'teams')?.['require_teams_on_configs'] === true
  if (isDemanded && !team && !teamID) throw badField('team', 'Required')
}

/** Rewrites whatever holds on to something that got another name or is gone. */
export const retouched = (world: World, change: (object: Members) => Members): void => {
  for (const collection of collections)
    for (const object of world.store.all(collection)) {
      const next = change(object)
      if (next !== object) world.store.put(collection, next)
    }
}
