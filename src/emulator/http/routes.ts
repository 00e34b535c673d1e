// Which handler a path belongs to: fixed segments win over `*`, from left to right.

import { badRequest } from '../core/api-error.ts'
import type { Resource, Route } from '../core/context.ts'
import type { Collection } from '../core/store.ts'
import { alerts } from '../resources/alerts/alerts.ts'
import { autotunes } from '../resources/autotunes/autotunes.ts'
import { dynamicConfigs } from '../resources/dynamic-configs/dynamic-configs.ts'
import { experiments } from '../resources/experiments/experiments.ts'
import { gates } from '../resources/gates/gates.ts'
import { holdouts } from '../resources/holdouts/holdouts.ts'
import { ingestions } from '../resources/ingestion/ingestion.ts'
import { ingestionConnections } from '../resources/ingestion/ingestion-connections.ts'
import { ingestionRuns } from '../resources/ingestion/ingestion-runs.ts'
import { ingestionSchedules } from '../resources/ingestion/ingestion-schedules.ts'
import { layers } from '../resources/layers/layers.ts'
import { metricSources } from '../resources/metrics/metric-sources.ts'
import { metrics } from '../resources/metrics/metrics.ts'
import { paramStores } from '../resources/param-stores/param-stores.ts'
import { segments } from '../resources/segments/segments.ts'
import { assignmentSources } from '../resources/warehouse/assignment-sources.ts'
import { entityPropertySources } from '../resources/warehouse/entity-property-sources.ts'
import { qualifyingEvents } from '../resources/warehouse/qualifying-events.ts'
import { auditLogs } from '../resources/workspace/audit-logs.ts'
import { environments } from '../resources/workspace/environments.ts'
import { projectKeys } from '../resources/workspace/project-keys.ts'
import { releasePipelines } from '../resources/workspace/release-pipelines.ts'
import { reports } from '../resources/workspace/reports.ts'
import { roles } from '../resources/workspace/roles.ts'
import { settings } from '../resources/workspace/settings.ts'
import { tags } from '../resources/workspace/tags.ts'
import { targetApps } from '../resources/workspace/target-apps.ts'
import { teams } from '../resources/workspace/teams.ts'
import { unitIdTypes } from '../resources/workspace/unit-id-types.ts'
import { users } from '../resources/workspace/users.ts'
import { company } from '../shared/company.ts'

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
  const resource = resources.find((candidate) => candidate.collection === collection)
  if (resource) return resource
  throw new Error(`The emulator has no collection \`${collection}\`.`)
}

const BASE = '/console/v1/'

const routeRank = ({ path }: Route): string =>
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
  .toSorted((a, b) => routeRank(a).localeCompare(routeRank(b)))
  .map((route) => ({ ...route, segments: route.path.split('/') }))

export interface Match {
  readonly route: Route
  readonly params: readonly string[]
}

export const routeFor = (method: string, path: string): Match | undefined => {
  const found = findMatch(method, path)
  return found && { route: found.route, params: found.params.map(decodeSegment) }
}

const findMatch = (method: string, path: string): Match | undefined => {
  if (!path.startsWith(BASE)) return undefined
  const pathSegments = path.slice(BASE.length).split('/')
  const route = routes.find(
    (candidate) =>
      candidate.method === method &&
      candidate.segments.length === pathSegments.length &&
      candidate.segments.every((segment, index) =>
        matchesSegment(segment, pathSegments[index] ?? ''),
      ),
  )
  if (!route) return undefined
  return { route, params: pathSegments.filter((_, index) => route.segments[index] === '*') }
}

export const isListRoute = (method: string, path: string): boolean =>
  findMatch(method, path)?.route.isPaged === true

const matchesSegment = (segment: string, pathSegments: string): boolean =>
  segment === '*' ? pathSegments !== '' : segment === pathSegments

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw badRequest('Invalid request. Please check the request input and try again.')
  }
}
