// The keys of a gate’s body, and their defaults.
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import {
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  list,
  nullable,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { creationStamp, ownerOf, resolveCommonFields } from '../../shared/handlers.ts'
import { globalHoldouts } from '../../shared/holdout-members.ts'
import { requireExisting, requireMetrics, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, newRules } from '../../shared/rules.ts'

const ID = /^[a-zA-Z0-9_\-.]*$/
const NAME = /^[a-zA-Z0-9_\-. ]*$/

/** A strategy for raising a share. The emulator raises it at once and does not show the strategy, as reads do not. */
const rolloutStrategy: BodySchema = record(
  {
    type: choice('gradual', 'bypass'),
    phases: list(
      record(
        {
          pass_percent: number(),
          isComplete: flag,
          time: number(),
          timeString: text(),
          phaseDurationMs: number(),
        },
        ['pass_percent', 'isComplete'],
      ),
      1,
    ),
  },
  ['type'],
)

export const updatable: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: NAME }),
  isEnabled: flag,
  description: keys.description,
  rules: keys.gateRules,
  tags: keys.texts,
  type: choice('PERMANENT', 'TEMPORARY'),
  idType: text(),
  targetApps: keys.targetApps,
  ...keys.ownership,
  measureMetricLifts: flag,
  monitoringMetrics: keys.metricNames,
  reviewSettings: keys.reviewSettings,
  releasePipelineID: nullable(text()),
  gradual_rollout_strategy: rolloutStrategy,
}

export const creatable: BodyKeys = {
  ...updatable,
  id: text({ min: 3, max: 100, pattern: ID }),
  isTemplate: flag,
}

const OPTIONAL_DEFAULTS = {
  tags: [],
  targetApps: [],
  idType: 'userID',
  measureMetricLifts: true,
  monitoringMetrics: [],
  team: null,
  teamID: null,
  releasePipelineID: null,
} as const

export const gateDefaults = (context: EmulatorContext): JsonObject => ({
  ...OPTIONAL_DEFAULTS,
  type: context.has('gate-type-permanent') ? 'PERMANENT' : 'TEMPORARY',
  reviewSettings: { requiredReview: false, allowedReviewers: [] },
})

export const newGate = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const isEnabled = body['isEnabled'] ?? true
  return {
    id: '',
    name: '',
    description: '',
    ...creationStamp(context),
    ...gateDefaults(context),
    holdoutIDs: globalHoldouts(context, body['idType']),
    checksPerHour: 0,
    typeReason: 'NONE',
    owner: ownerOf(context),
    version: 1,
    status: isEnabled === false ? 'Disabled' : 'In Progress',
    ...body,
    isEnabled,
    rules: newRules(context, membersIn(body['rules'])),
  }
}

/** The body as stored. Everything that it names must exist. */
export const resolveGateBody = (context: EmulatorContext, body: JsonObject): JsonObject => {
  requireRuleTargets(context, membersIn(body['rules']))
  requireMetrics(context, 'monitoringMetrics', body['monitoringMetrics'])
  const pipeline = textOf(body['releasePipelineID'])
  requireExisting(context, 'releasePipelineID', 'release_pipelines', [pipeline])
  const { gradual_rollout_strategy: _strategy, reviewSettings, ...stored } = body
  return {
    ...resolveCommonFields(context, stored),
    ...(isJsonObject(reviewSettings)
      ? { reviewSettings: { allowedReviewers: [], ...reviewSettings } }
      : {}),
  }
}
