// The keys of an experiment’s body.

import {
  anyObject,
  anything,
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  integer,
  list,
  nullable,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import * as keys from '../../shared/body-keys.ts'
import { CONDITIONS } from '../../shared/warehouse-keys.ts'

const NAME = /^[a-zA-Z0-9_\- ]*$/

const metrics: BodySchema = list(
  record(
    {
      name: text(),
      type: text(),
      direction: choice('increase', 'decrease'),
      hypothesizedValue: number(),
    },
    ['name', 'type'],
  ),
)

const groups: BodySchema = list(
  record(
    {
      name: text(),
      id: nullable(text()),
      size: number({ min: 0, max: 100 }),
      parameterValues: anyObject,
      disabled: flag,
      description: text(),
      foreignGroupID: text(),
      highlighted: flag,
    },
    ['name', 'size', 'parameterValues'],
  ),
)

const STATUSES = [
  'active',
  'setup',
  'decision_made',
  'abandoned',
  'archived',
  'experiment_stopped',
  'assignment_stopped',
] as const

const warehouseOnly: BodyKeys = {
  secondaryIDType: nullable(text()),
  identifierMappingMode: choice('strictOneToOne', 'firstTouchOneToMany', 'lastTouchOneToMany'),
  identityResolutionSource: nullable(text()),
  assignmentSourceName: text(),
  assignmentSourceExperimentName: text(),
  assignmentSourceFilters: list(
    record({ column: text(), condition: choice(...CONDITIONS.split(' ')), values: keys.texts }, [
      'condition',
    ]),
  ),
  isAnalysisOnly: nullable(flag),
  allocationDuration: nullable(integer(1)),
  cohortedAnalysisDuration: integer(1),
  cohortedMetricsMatureAfterEnd: flag,
  cohortWaitUntilEndToInclude: flag,
  fixedAnalysisDuration: integer(1),
  scheduledReloadHour: nullable(integer(0, 23)),
  scheduledReloadType: choice('full', 'incremental'),
  analysisEndTime: text(),
  stratifiedSampling: nullable(anyObject),
}

export const updatable: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: NAME }),
  description: keys.description,
  idType: text(),
  hypothesis: text(),
  links: list(record({ url: text(), title: text() }, ['url'])),
  groups,
  controlGroupID: text(),
  allocation: number({ min: 0, max: 100 }),
  primaryMetricTags: keys.texts,
  secondaryMetricTags: keys.texts,
  primaryMetrics: metrics,
  secondaryMetrics: metrics,
  otherMetrics: metrics,
  targetApps: keys.targetApps,
  tags: keys.texts,
  ...keys.ownership,
  duration: integer(1),
  targetExposures: integer(1),
  targetingGateID: nullable(text()),
  sequentialTesting: flag,
  bonferroniCorrection: flag,
  bonferroniCorrectionPerMetric: flag,
  benjaminiHochbergPerVariant: flag,
  benjaminiHochbergPerMetric: flag,
  benjaminiPrimaryMetricsOnly: flag,
  defaultConfidenceInterval: choice('80', '90', '95', '98', '99'),
  manualQualityScores: list(anything),
  status: choice(...STATUSES),
  launchedGroupID: nullable(text()),
  decisionReason: text(),
  analyticsType: choice('frequentist', 'bayesian', 'sprt'),
  isSidecar: flag,
  ...warehouseOnly,
}

export const creatable: BodyKeys = {
  ...updatable,
  id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_-]*$/ }),
  layerID: nullable(text()),
}

export const REQUIRED_IN_FULL = [
  'description',
  'idType',
  'hypothesis',
  'groups',
  'allocation',
  'targetingGateID',
  'bonferroniCorrection',
  'defaultConfidenceInterval',
  'status',
] as const
