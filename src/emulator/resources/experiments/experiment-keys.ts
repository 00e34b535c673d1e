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
}

const metric: BodySchema = record({ name: text(), type: text() }, ['name', 'type'])

/** Newer than the document of October 2025. */
const settings: BodyKeys = {
  externalEvents: list(record({ name: text(), timestamp: number() }, ['name', 'timestamp'])),
  userBuckets: list(number({ min: 0, below: 1000 })),
  defaultRollupWindow: number({ step: 1 }),
  defaultChanceToBeatThreshold: number(),
  bayesianPriors: list(
    record({ metric, priorMean: number(), priorStdDev: number({ above: 0 }) }, [
      'metric',
      'priorMean',
      'priorStdDev',
    ]),
  ),
  scheduledReloadDays: nullable(list(integer(0, 6))),
  turboMode: flag,
  autoLoadToplineImpact: flag,
  defaultSPRTPowerParam: number(),
  defaultSPRTMDE: number(),
  sprtBaselineMode: choice('manual', 'in_experiment_control'),
  sprtMDESettings: list(
    record(
      {
        metricKey: text(),
        groupSettings: list(
          record({ groupKey: text(), mde: number(), mean: number(), stdDev: number() }, [
            'groupKey',
            'mde',
          ]),
        ),
      },
      ['metricKey', 'groupSettings'],
    ),
  ),
  sidecarEditorURL: text(),
  sidecarURLFilters: list(
    record({ type: choice('contains', 'equals', 'regex', 'path'), value: text() }, [
      'type',
      'value',
    ]),
  ),
  sidecarDisableAutoRun: flag,
  sidecarPrerunScript: nullable(text()),
  preComputedUserDimensions: list(record({ propertySource: text(), name: text() }, ['name'])),
  cureCovariates: list(metric),
  enabledNonProdEnvironments: keys.texts,
  stratifiedSampling: nullable(
    record(
      {
        status: choice('pending', 'success', 'error'),
        metric: record({ name: text(), startDate: text(), endDate: text(), type: text() }, [
          'name',
          'startDate',
          'endDate',
        ]),
        entityPropertySource: record({ propertySourceName: text(), column: text() }, [
          'propertySourceName',
          'column',
        ]),
        csv: record({ original: text(), identifier: text() }, ['original', 'identifier']),
        useStratifiedSalt: flag,
        useUnits: flag,
        deltaReduction: number(),
        spreadReduction: number(),
      },
      ['status'],
    ),
  ),
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
  ...settings,
}

export const creatable: BodyKeys = {
  ...updatable,
  id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_-]*$/ }),
  layerID: nullable(text()),
  isTemplate: flag,
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
