// What the API has gained since the published document (October 2025), each with its source.
import { alertsSince } from './additions-alerts.ts'
import { metricsSince } from './additions-metrics.ts'
import { experimentMembers, operators, rollout } from './additions-names.ts'
import { overridesSince } from './additions-overrides.ts'
import { workspaceSince } from './additions-workspace.ts'
import type { Patch } from './correction.ts'
import {
  inPath,
  inSchemas,
  readConditions,
  segmentConditions,
  writesOf,
  writtenConditions,
} from './schema-paths.ts'

const text = { type: 'string' }
const anything = {}

const flag = { type: 'string', enum: ['true', 'false'] }

export const documentAdditions: readonly Patch[] = [
  {
    at: [...writtenConditions, ...readConditions].map((at) => `${at}/type`),
    change: { op: 'allow', values: ['user_agent', 'experiment_group'] },
    why: 'two types of condition are new (not in segments)',
    source: 'facts 8.2, 5.3 (SDK spec 2026-03, spec-C)',
  },
  {
    at: [...writtenConditions, ...segmentConditions].map((at) => `${at}/operator`),
    change: { op: 'set', keyword: 'enum', was: undefined, is: operators },
    why: 'an operator was a free text, and is one of 26 now',
    source: 'facts 8.2, 5.3 (spec-C ExternalGateDto)',
  },
  ...['includeArchived', 'includeArchiveMetadata', 'store0100Exposures'].map(
    (name): Patch => ({
      at: [inPath('/gates', '/get')],
      change: { op: 'query', name, schema: flag },
      why: `gates can be listed by ${name}`,
      source: 'facts 8.2, 2.1 (spec-C)',
    }),
  ),
  ...['teamID', 'targetAppID'].map(
    (name): Patch => ({
      at: [inPath('/gates', '/get')],
      change: { op: 'query', name, schema: text },
      why: `gates can be listed by ${name}`,
      source: 'facts 8.2, 2.1 (spec-C)',
    }),
  ),
  {
    at: inSchemas(['GateFullUpdateDto', 'GatePartialUpdateDto'], ''),
    change: { op: 'declare', members: { gradual_rollout_strategy: rollout } },
    why: 'a project may demand a strategy for raising a rule',
    source: 'facts 8.2, 4.2, 7.5 (spec-C)',
  },
  {
    at: inSchemas(['DynamicConfigFullUpdateDto', 'DynamicConfigPartialUpdateDto'], ''),
    change: {
      op: 'declare',
      members: { type: { type: 'string', enum: ['PERMANENT', 'TEMPORARY'] } },
    },
    why: 'a dynamic config has a type, honoured on update only',
    source: 'facts 8.2, 4.3 (spec-C)',
  },
  {
    at: inSchemas(
      ['LayerFullUpdateContractDto', 'LayerPartialUpdateContractDto'],
      '/properties/parameters/items',
    ),
    change: { op: 'declare', members: { description: text, schema: text } },
    why: 'a parameter of a layer can be described, and an object can have a schema',
    source: 'facts 8.2, 4.8 (spec-C)',
  },
  {
    at: inSchemas(writesOf.experiment, ''),
    change: {
      op: 'declare',
      members: Object.fromEntries(experimentMembers.map((name) => [name, anything])),
    },
    why: 'experiments have gained members whose shape the facts do not give',
    source: 'facts 8.2, 4.4 (spec-C adds)',
  },
  {
    at: inSchemas(writesOf.experiment, ''),
    change: {
      op: 'set',
      keyword: 'patternProperties',
      was: undefined,
      is: { '^defaultSPRT': anything, '^sidecar': anything },
    },
    why: 'and two families of members whose names the facts do not spell out',
    source: 'facts 4.4 (spec-C adds)',
  },
  {
    at: inSchemas(['ExperimentCreateDto'], ''),
    change: { op: 'declare', members: { isTemplate: { type: 'boolean' } } },
    why: 'an experiment can be created as a template',
    source: 'facts 8.2, 4.4 (spec-C adds)',
  },
  {
    at: inSchemas(writesOf.experiment, '/properties/groups/items'),
    change: { op: 'declare', members: { highlighted: { type: 'boolean' } } },
    why: 'a group can be highlighted',
    source: 'facts 4.4 (spec-C)',
  },
  {
    at: inSchemas(['MetricSourceCreationContractDto', 'MetricSourceUpdateContractDto'], ''),
    change: {
      op: 'declare',
      members: {
        disableCURE: { type: 'boolean' },
        skip_validation: { type: 'boolean' },
        all_columns: anything,
        column_types: anything,
      },
    },
    why: 'metric sources and qualifying events can leave out CURE and the check of their SQL',
    source: 'facts 8.2, 4.7 (spec-C)',
  },
  {
    at: [inPath('/param_stores/{name}')],
    change: {
      op: 'set',
      keyword: 'delete',
      was: undefined,
      is: {
        responses: {
          200: {
            content: { 'application/json': { schema: { properties: { message: text } } } },
          },
        },
      },
    },
    why: 'a param store can be deleted',
    source: 'facts 8.2, 2.6 (SDK spec 2026-03)',
  },
  ...metricsSince,
  ...alertsSince,
  ...overridesSince,
  ...workspaceSince,
]
