// Every kind the engine knows. To add one, write its file and name it here.
import { alert } from './alert.ts'
import { assignmentSource } from './assignment-source.ts'
import { autotune } from './autotune.ts'
import { dynamicConfig } from './dynamic-config.ts'
import { entityPropertySource } from './entity-property-source.ts'
import { environment } from './environment.ts'
import { experiment } from './experiment.ts'
import { gate } from './gate.ts'
import { holdout } from './holdout.ts'
import { ingestion } from './ingestion.ts'
import { ingestionSchedule } from './ingestion-schedule.ts'
import { key } from './key.ts'
import type { Kind } from './kind.ts'
import { layer } from './layer.ts'
import { metric } from './metric.ts'
import { metricSource } from './metric-source.ts'
import { paramStore } from './param-store.ts'
import { projectSettings } from './project-settings.ts'
import { qualifyingEvent } from './qualifying-event.ts'
import { releasePipeline } from './release-pipeline.ts'
import { reviewSettings } from './review-settings.ts'
import { role } from './role.ts'
import { roleSettings } from './role-settings.ts'
import { segment } from './segment.ts'
import { tag } from './tag.ts'
import { targetApp } from './target-app.ts'
import { team } from './team.ts'
import { teamSettings } from './team-settings.ts'
import { unitIdType } from './unit-id-type.ts'

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

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.kind, kind]))

export const isKindName = (name: unknown): name is KindName =>
  typeof name === 'string' && byName.has(name)

/** Throws for a name that is no kind: only unchecked input can hold one. */
export const kindOf = (name: KindName): Kind => {
  const kind = byName.get(name)
  if (kind === undefined) throw new Error(`\`${name}\` is not a kind.`)
  return kind
}
