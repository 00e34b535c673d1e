// Lists every area of the Console API by the paths of its routes, and what is managed of it. A kind belongs to the area
// that contains the path of its list.
import type { Kind } from './kind.ts'

export interface ApiArea {
  readonly name: string
  /** Paths below `/console/v1/`. The longest match decides. */
  readonly paths: readonly string[]
  /** Where it is read, or what is not managed and why. An area without kinds always has a note. */
  readonly note?: string
}

export const apiAreas: readonly ApiArea[] = [
  { name: 'Alerts', paths: ['alerts'] },
  {
    name: 'Audit Logs',
    paths: ['audit_logs'],
    note: 'Read, to name who changed what in the console. Not managed: logs are not configuration.',
  },
  {
    name: 'Autotunes',
    paths: ['autotunes'],
    note: 'Not managed: starting, deciding and resetting an autotune, which affect running traffic. Do it in the console.',
  },
  {
    name: 'Change Validation',
    paths: ['change_validation'],
    note: 'Not managed: it answers a webhook of the console, and is not configuration.',
  },
  {
    name: 'Company',
    paths: ['company'],
    note: 'Read before a plan, where definitions need a warehouse native project.',
  },
  {
    name: 'Configs',
    paths: ['exposure_count'],
    note: 'Not managed: it returns counts of exposures, not configuration.',
  },
  { name: 'Dynamic Configs', paths: ['dynamic_configs'] },
  { name: 'Environments', paths: ['environments'] },
  {
    name: 'Events',
    paths: ['events'],
    note: 'Not managed: Statsig creates an event when an SDK logs it.',
  },
  {
    name: 'Experiments',
    paths: ['experiments'],
    note: 'Not managed: results, health checks, and resetting an experiment, which is done in the console.',
  },
  {
    name: 'Experiments (Warehouse Native)',
    paths: [
      'experiments/assignment_source',
      'experiments/entity_propert',
      'experiments/qualifying_events',
    ],
  },
  { name: 'Gates', paths: ['gates'] },
  { name: 'Holdouts', paths: ['holdouts'], note: 'Not managed: results.' },
  {
    name: 'Ingestions',
    paths: ['ingestion'],
    note: 'Not managed: runs, backfills and counts, which are not configuration.',
  },
  {
    name: 'Keys',
    paths: ['keys'],
    note: 'Not managed: creating, rotating and deactivating a key, since a file must not contain the secret. Do it in the console.',
  },
  { name: 'Layers', paths: ['layers'] },
  { name: 'Metrics', paths: ['metrics'], note: 'Not managed: values and reloads.' },
  { name: 'Metrics (Warehouse Native)', paths: ['metrics/metric_source'] },
  {
    name: 'Overrides',
    paths: ['overrides'],
    note: 'The overrides of the whole project at once. They are managed as a field of the resource that they belong to.',
  },
  { name: 'Param Store', paths: ['param_stores'] },
  {
    name: 'Project',
    paths: ['project'],
    note: 'Read before a plan, where the settings name the project.',
  },
  {
    name: 'Prompts',
    paths: ['prompts'],
    note: 'Not managed: prompts are edited and evaluated in the console.',
  },
  {
    name: 'Release Pipelines',
    paths: ['release_pipeline'],
    note: 'Not managed: triggering a release, which is done in the console.',
  },
  {
    name: 'Reports',
    paths: ['reports'],
    note: 'Not managed: a report contains the results of one day, not configuration.',
  },
  { name: 'Roles', paths: ['roles'] },
  { name: 'Segments', paths: ['segments'] },
  { name: 'Settings', paths: ['settings'] },
  { name: 'Tags', paths: ['tags'] },
  { name: 'Target App', paths: ['target_app'] },
  { name: 'Unit ID Types', paths: ['unit_id_types'] },
  {
    name: 'Usage',
    paths: ['project/usage_billing'],
    note: 'Not managed: it returns counts of usage, not configuration.',
  },
  {
    name: 'Users',
    paths: ['users'],
    note: 'Not managed: users are invited and removed in the console or by the identity provider.',
  },
  {
    name: 'Warehouse Connections',
    paths: ['wh_connections'],
    note: 'Not managed: a connection contains credentials.',
  },
]

/** The area of a path of the API, such as `/console/v1/gates/{id}`. */
export const apiAreaAtPath = (path: string): ApiArea | undefined => {
  const relativePath = path.replace(/^\/console\/v1\//, '')
  const matches = apiAreas.flatMap((area) =>
    area.paths
      .filter((prefix) => relativePath.startsWith(prefix))
      .map((prefix) => ({ prefix, area })),
  )
  return matches.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.area
}

export const apiAreaOfKind = ({ routes }: Pick<Kind, 'routes'>): ApiArea | undefined =>
  apiAreaAtPath(routes.list)
