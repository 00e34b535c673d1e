// Every system of the Console API by the paths of its routes, and what becomes of it here. A kind belongs to the system
// whose path its list lies at, so that a new kind finds its own place.
import type { Kind } from './kind.ts'

export interface ApiArea {
  readonly name: string
  /** Paths below `/console/v1/`; the longest that fits wins. */
  readonly paths: readonly string[]
  /** Where it is read, or what of it is left out and why. A system without kinds always has one. */
  readonly note?: string
}

export const apiAreas: readonly ApiArea[] = [
  { name: 'Alerts', paths: ['alerts'] },
  {
    name: 'Audit Logs',
    paths: ['audit_logs'],
    note: 'Read, to say who changed what in the console; they are no state.',
  },
  {
    name: 'Autotunes',
    paths: ['autotunes'],
    note: 'Starting, deciding and resetting one is left to people: it acts on running traffic.',
  },
  {
    name: 'Change Validation',
    paths: ['change_validation'],
    note: 'Left out: it answers a webhook of the console, and is no state.',
  },
  {
    name: 'Company',
    paths: ['company'],
    note: 'Read before a plan, where definitions need a warehouse.',
  },
  {
    name: 'Configs',
    paths: ['exposure_count'],
    note: 'Left out: it counts exposures, and is no state.',
  },
  { name: 'Dynamic Configs', paths: ['dynamic_configs'] },
  { name: 'Environments', paths: ['environments'] },
  { name: 'Events', paths: ['events'], note: 'Left out: events appear when they are logged.' },
  {
    name: 'Experiments',
    paths: ['experiments'],
    note: 'Results and health are left out; resetting one is left to people.',
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
  { name: 'Holdouts', paths: ['holdouts'], note: 'Results are left out.' },
  {
    name: 'Ingestions',
    paths: ['ingestion'],
    note: 'Runs, backfills and counts are left out: they happen, and are no state.',
  },
  {
    name: 'Keys',
    paths: ['keys'],
    note: 'Creating, rotating and deactivating one is left to people: a file could not hold the secret.',
  },
  { name: 'Layers', paths: ['layers'] },
  { name: 'Metrics', paths: ['metrics'], note: 'Values and reloads are left out.' },
  { name: 'Metrics (Warehouse Native)', paths: ['metrics/metric_source'] },
  { name: 'Param Store', paths: ['param_stores'] },
  {
    name: 'Project',
    paths: ['project'],
    note: 'Read before a plan, where the settings say which project is meant.',
  },
  {
    name: 'Prompts',
    paths: ['prompts'],
    note: 'Left out: prompts change from their own editor, with evaluations in between.',
  },
  { name: 'Release Pipelines', paths: ['release_pipeline'], note: 'Triggers are left to people.' },
  {
    name: 'Reports',
    paths: ['reports'],
    note: 'Left out: a report is a file of results for one day, and is no state.',
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
    note: 'Left out: it counts what was used, and is no state.',
  },
  {
    name: 'Users',
    paths: ['users'],
    note: 'People are left out: they are invited, and leave, by what the company signs in with.',
  },
  {
    name: 'Warehouse Connections',
    paths: ['wh_connections'],
    note: 'Left out: a connection holds credentials.',
  },
]

/** The system that a path of the API belongs to, such as `/console/v1/gates/{id}`. */
export const apiAreaAtPath = (path: string): ApiArea | undefined => {
  const relativePath = path.replace(/^\/console\/v1\//, '')
  const matches = apiAreas.flatMap((area) =>
    area.paths.filter((own) => relativePath.startsWith(own)).map((own) => ({ own, system: area })),
  )
  return matches.sort((a, b) => b.own.length - a.own.length)[0]?.system
}

export const apiAreaOfKind = ({ routes }: Pick<Kind, 'routes'>): ApiArea | undefined =>
  apiAreaAtPath(routes.list)
