// Corrections of errors in the published document. What it is too old for is laid over it (`overlay.ts`).
import type { Patch } from './correction.ts'
import { answerOf, inPath, inSchemas, readConditions, writesOf } from './schema-paths.ts'

const durations = [
  'duration',
  'targetExposures',
  'allocationDuration',
  'cohortedAnalysisDuration',
  'fixedAnalysisDuration',
]

const unpagedInSamples = [
  '/tags',
  '/target_app',
  '/segments',
  '/dynamic_configs',
  '/release_pipelines',
  '/keys',
  '/param_stores',
]

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const message = { type: 'string' }

/** A body that need not be there; `{}` is the same as none. */
const optionalBody = (name: string) => ({
  required: false,
  content: {
    'application/json': {
      schema: { anyOf: [reference(name), { type: 'object', properties: {} }] },
    },
  },
})

export const patches: readonly Patch[] = [
  {
    at: inSchemas(['GateCreateDto'], ''),
    change: { op: 'require', members: ['name'] },
    why: 'a gate cannot be created without a name: the API answers 400 name "Required"',
    source: 'facts 8.3, 4.2 (docs-2024)',
  },
  {
    at: durations.flatMap((name) =>
      inSchemas([...writesOf.experiment, 'ExternalExperimentDto'], `/properties/${name}`),
    ),
    change: { op: 'set', keyword: 'exclusiveMinimum', was: true, is: undefined },
    why: 'a duration of 1 is welcome; the boolean comes of converting "at least 1"',
    source: 'facts 8.3, 4.4',
  },
  {
    at: inSchemas(['MetricSourceUpdateContractDto'], '/properties/name'),
    change: { op: 'forbid' },
    why: 'the name of a metric source is typed as undefined on update, which came out as "anything"',
    source: 'facts 8.3, 4.7',
  },
  {
    at: inSchemas(
      ['AssignmentSourcePartialUpdateDto', 'EntityPropertySourcePartialUpdateDto'],
      '/properties/sql',
    ),
    change: { op: 'forbid' },
    why: 'a PATCH of these sources may not carry sql: it is declared readOnly, with no type',
    source: 'facts 4.7 (PATCH forbidden)',
  },
  {
    at: ['get', 'post', 'patch', 'delete'].map((verb) =>
      inPath('/gates/{id}/overrides', `/${verb}/responses`),
    ),
    change: { op: 'also', status: '200', as: '201' },
    why: 'overrides of a gate answer 200, also where only 201 is declared, even for GET',
    source: 'facts 8.3, 1.4 (docs-2024)',
  },
  ...(
    [
      ['gates', 'UpdateOverridesContractDto'],
      ['holdouts', 'UpdateOverridesContractDto'],
      ['experiments', 'ExperimentOverridesDto'],
      ['layers', 'LayerOverridesDto'],
    ] as const
  ).map(
    ([collection, body]): Patch => ({
      at: [inPath(`/${collection}/{id}/overrides`, '/delete')],
      change: { op: 'set', keyword: 'requestBody', was: undefined, is: optionalBody(body) },
      why: `deleting overrides of ${collection} takes away what the body names, or all without one`,
      source: 'facts 5.9 (docs-2024); the samples in the document name what is taken away',
    }),
  ),
  {
    at: unpagedInSamples.map((path) => `${answerOf(path, 'get', 200)}/allOf/0`),
    change: {
      op: 'set',
      keyword: '$ref',
      was: '#/components/schemas/PaginationResponseWithMessage',
      is: undefined,
    },
    why: 'the samples of these lists show no pagination, though the envelope demands it',
    source: 'facts 1.2',
  },
  {
    at: unpagedInSamples.map((path) => `${answerOf(path, 'get', 200)}/allOf/1`),
    change: { op: 'require', members: ['data'] },
    why: 'without that envelope, the list itself must still be there',
    source: 'facts 1.2',
  },
  {
    at: unpagedInSamples.map((path) => `${answerOf(path, 'get', 200)}/allOf/1`),
    change: {
      op: 'declare',
      members: { message, pagination: reference('PaginationResponseMetadataDto') },
    },
    why: 'without that envelope, a pagination that is there must still be one',
    source: 'facts 1.2',
  },
  {
    at: [
      `${answerOf('/segments/{id}/conditional', 'post', 200)}/allOf/0`,
      `${answerOf('/segments/{id}/archive', 'put', 200)}/allOf/0`,
      `${answerOf('/experiments/{id}', 'delete', 200)}/allOf/0`,
      `${answerOf('/holdouts/{id}', 'delete', 200)}/allOf/0`,
    ],
    change: {
      op: 'set',
      keyword: '$ref',
      was: '#/components/schemas/SingleDataResponse',
      is: undefined,
    },
    why: 'the samples of these verbs are a message alone, though `data` is declared',
    source: 'facts 8.3, 2.3, 2.4; the samples in the document',
  },
  {
    at: inSchemas(['ExternalMetricDefinitionContractDto'], '/properties/warehouseNative'),
    change: { op: 'set', keyword: 'nullable', was: undefined, is: true },
    why: 'a project that is not Warehouse Native reads null here',
    source: 'facts 4.5',
  },
  {
    at: readConditions.map((at) => `${at}/operator`),
    change: { op: 'allow', values: [''] },
    why: 'a condition that needs no operator reads an empty one',
    source: 'facts 5.5 (TF)',
  },
  {
    at: inSchemas(['ExternalMetricDefinitionContractDto'], '/properties/type'),
    change: { op: 'allow', values: ['user', 'event_count', 'event_dau'] },
    why: 'metrics that nobody wrote are listed too, with types that the document does not name',
    source: 'facts 4.1, 9 (s2ld)',
  },
  {
    at: inSchemas(['AutotuneExperimentDto'], ''),
    change: { op: 'excuse', members: ['winner'] },
    why: 'an autotune that is not decided has no winner, and none is in the samples',
    source: 'facts 4.9; the samples in the document',
  },
]
