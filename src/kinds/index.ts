// Lists every kind. To add a kind, write its descriptor in `definitions/` and add it here.
import { alert } from './definitions/alert.ts'
import { assignmentSource } from './definitions/assignment-source.ts'
import { autotune } from './definitions/autotune.ts'
import { dynamicConfig } from './definitions/dynamic-config.ts'
import { entityPropertySource } from './definitions/entity-property-source.ts'
import { environment } from './definitions/environment.ts'
import { experiment } from './definitions/experiment.ts'
import { gate } from './definitions/gate.ts'
import { holdout } from './definitions/holdout.ts'
import { ingestion } from './definitions/ingestion.ts'
import { ingestionSchedule } from './definitions/ingestion-schedule.ts'
import { key } from './definitions/key.ts'
import { layer } from './definitions/layer.ts'
import { metric } from './definitions/metric.ts'
import { metricSource } from './definitions/metric-source.ts'
import { paramStore } from './definitions/param-store.ts'
import { projectSettings } from './definitions/project-settings.ts'
import { qualifyingEvent } from './definitions/qualifying-event.ts'
import { releasePipeline } from './definitions/release-pipeline.ts'
import { reviewSettings } from './definitions/review-settings.ts'
import { role } from './definitions/role.ts'
import { roleSettings } from './definitions/role-settings.ts'
import { segment } from './definitions/segment.ts'
import { tag } from './definitions/tag.ts'
import { targetApp } from './definitions/target-app.ts'
import { team } from './definitions/team.ts'
import { teamSettings } from './definitions/team-settings.ts'
import { unitIdType } from './definitions/unit-id-type.ts'
import type { Kind } from './kind.ts'

export const kinds = [
  tag,
  unitIdType,
  targetApp,
  team,
  role,
  environment,
  projectSettings,
  reviewSettings,
  roleSettings,
  teamSettings,
  key,
  ingestion,
  ingestionSchedule,
  metricSource,
  assignmentSource,
  entityPropertySource,
  qualifyingEvent,
  metric,
  segment,
  releasePipeline,
  gate,
  dynamicConfig,
  layer,
  experiment,
  holdout,
  autotune,
  paramStore,
  alert,
] as const
export type KindName = (typeof kinds)[number]['kind']

const kindsByName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.kind, kind]))

export const isKindName = (name: unknown): name is KindName =>
  typeof name === 'string' && kindsByName.has(name)

/** Throws for a name that is not a kind, which only unchecked input can contain. */
export const kindOf = (name: KindName): Kind => {
  const kind = kindsByName.get(name)
  if (kind === undefined) throw new Error(`\`${name}\` is not a kind.`)
  return kind
}
