// The resources of the Console API, and the routes of each.

import type { Collection } from '../core/collections.ts'
import type { Resource, Route } from '../core/context.ts'
import { alerts } from './alerts/alerts.ts'
import { autotunes } from './autotunes/autotunes.ts'
import { dynamicConfigs } from './dynamic-configs/dynamic-configs.ts'
import { experiments } from './experiments/experiments.ts'
import { gates } from './gates/gates.ts'
import { holdouts } from './holdouts/holdouts.ts'
import { ingestions } from './ingestion/ingestion.ts'
import { ingestionConnections } from './ingestion/ingestion-connections.ts'
import { ingestionRuns } from './ingestion/ingestion-runs.ts'
import { ingestionSchedules } from './ingestion/ingestion-schedules.ts'
import { layers } from './layers/layers.ts'
import { metricSources } from './metrics/metric-sources.ts'
import { metrics } from './metrics/metrics.ts'
import { projectOverrides } from './overrides/project-overrides.ts'
import { paramStores } from './param-stores/param-stores.ts'
import { segments } from './segments/segments.ts'
import { assignmentSources } from './warehouse/assignment-sources.ts'
import { entityPropertySources } from './warehouse/entity-property-sources.ts'
import { qualifyingEvents } from './warehouse/qualifying-events.ts'
import { auditLogs } from './workspace/audit-logs.ts'
import { company } from './workspace/company.ts'
import { environments } from './workspace/environments.ts'
import { projectKeys } from './workspace/project-keys.ts'
import { releasePipelines } from './workspace/release-pipelines.ts'
import { reports } from './workspace/reports.ts'
import { roles } from './workspace/roles.ts'
import { settings } from './workspace/settings.ts'
import { tags } from './workspace/tags.ts'
import { targetApps } from './workspace/target-apps.ts'
import { teams } from './workspace/teams.ts'
import { unitIdTypes } from './workspace/unit-id-types.ts'
import { users } from './workspace/users.ts'

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

export const resourceRoutes: readonly Route[] = [
  ...resources.flatMap((resource) => resource.routes),
  ...company,
  ...auditLogs,
  ...reports,
  ...projectOverrides,
]
