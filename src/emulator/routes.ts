// Which handler a path belongs to: fixed segments win over `*`, from left to right.
import { alerts } from './alerts.ts'
import { assignmentSources } from './assignment-sources.ts'
import { auditLogs } from './audit-logs.ts'
import { autotunes } from './autotunes.ts'
import { company } from './company.ts'
import { dynamicConfigs } from './dynamic-configs.ts'
import { entityPropertySources } from './entity-property-sources.ts'
import { environments } from './environments.ts'
import { experiments } from './experiments.ts'
import { gates } from './gates.ts'
import { holdouts } from './holdouts.ts'
import { ingestions } from './ingestion.ts'
import { ingestionConnections } from './ingestion-connections.ts'
import { ingestionRuns } from './ingestion-runs.ts'
import { ingestionSchedules } from './ingestion-schedules.ts'
import { layers } from './layers.ts'
import { metricSources } from './metric-sources.ts'
import { metrics } from './metrics.ts'
import { paramStores } from './param-stores.ts'
import { projectKeys } from './project-keys.ts'
import { qualifyingEvents } from './qualifying-events.ts'
import { badRequest } from './refusal.ts'
import { releasePipelines } from './release-pipelines.ts'
import { reports } from './reports.ts'
import { roles } from './roles.ts'
import { segments } from './segments.ts'
import { settings } from './settings.ts'
import type { Collection } from './store.ts'
import { tags } from './tags.ts'
import { targetApps } from './target-apps.ts'
import { teams } from './teams.ts'
import { unitIdTypes } from './unit-id-types.ts'
import { users } from './users.ts'
import type { Resource, Route } from './world.ts'

export const resources: readonly Resource[] = [
  gates,
  segments,
  experiments,
  layers,
  metrics,
  metricSources,
  tags,
  dynamicConfigs,
  autotunes,
  holdouts,
  paramStores,
  releasePipelines,
  teams,
  targetApps,
  unitIdTypes,
  roles,
  environments,
  settings,
  projectKeys,
  users,
  assignmentSources,
  entityPropertySources,
  qualifyingEvents,
  alerts,
  ingestions,
  ingestionSchedules,
  ingestionConnections,
  ingestionRuns,
]

export const resourceOf = (collection: Collection): Resource => {
  const resource = resources.find((one) => one.collection === collection)
  if (resource) return resource
  throw new Error(`The emulator has no collection \`${collection}\`.`)
}

const BASE = '/console/v1/'

const rank = ({ path }: Route): string =>
  path
    .split('/')
    .map((segment) => (segment === '*' ? '1' : '0'))
    .join('')

const routes: readonly (Route & { readonly segments: readonly string[] })[] = [
  ...resources.flatMap((resource) => resource.routes),
  ...company,
  ...auditLogs,
  ...reports,
]
  .toSorted((a, b) => rank(a).localeCompare(rank(b)))
  .map((route) => ({ ...route, segments: route.path.split('/') }))

export interface Match {
  readonly route: Route
  readonly params: readonly string[]
}

export const routeFor = (method: string, path: string): Match | undefined => {
  const found = matching(method, path)
  return found && { route: found.route, params: found.params.map(decoded) }
}

const matching = (method: string, path: string): Match | undefined => {
  if (!path.startsWith(BASE)) return undefined
  const given = path.slice(BASE.length).split('/')
  const route = routes.find(
    (one) =>
      one.method === method &&
      one.segments.length === given.length &&
      one.segments.every((segment, index) => fits(segment, given[index] ?? '')),
  )
  if (!route) return undefined
  return { route, params: given.filter((_, index) => route.segments[index] === '*') }
}

export const isList = (method: string, path: string): boolean =>
  matching(method, path)?.route.pages === true

const fits = (segment: string, given: string): boolean =>
  segment === '*' ? given !== '' : segment === given

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw badRequest('Invalid request. Please check the request input and try again.')
  }
}
