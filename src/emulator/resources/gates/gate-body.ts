// What a gate’s body may hold, and what is filled in.
import { isMembers, type Members } from '../../../json.ts'
import { choice, flag, type Keys, nullable, text } from '../../core/body-schema.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { created, keyOwner, settled } from '../../shared/handlers.ts'
import { globalHoldouts } from '../../shared/holdout-members.ts'
import { requireExisting, requireMetrics, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, newRules } from '../../shared/rules.ts'

const ID = /^[a-zA-Z0-9_\-.]*$/
const NAME = /^[a-zA-Z0-9_\-. ]*$/
export const updatable: Keys = {
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
}

export const creatable: Keys = {
  ...updatable,
  id: text({ min: 3, max: 100, pattern: ID }),
  isTemplate: flag,
}

const OPTIONAL = {
  tags: [],
  targetApps: [],
  idType: 'userID',
  measureMetricLifts: true,
  monitoringMetrics: [],
  team: null,
  teamID: null,
  releasePipelineID: null,
} as const

export const defaults = (world: World): Members => ({
  ...OPTIONAL,
  type: world.has('gate-type-permanent') ? 'PERMANENT' : 'TEMPORARY',
  reviewSettings: { requiredReview: false, allowedReviewers: [] },
})

export const fresh = (world: World, body: Members): Members => {
  const isEnabled = body['isEnabled'] ?? true
  return {
    id: '',
    name: '',
    description: '',
    ...created(world),
    ...defaults(world),
    holdoutIDs: globalHoldouts(world, body['idType']),
    checksPerHour: 0,
    typeReason: 'NONE',
    owner: keyOwner,
    version: 1,
    status: isEnabled === false ? 'Disabled' : 'In Progress',
    ...body,
    isEnabled,
    rules: newRules(world, membersIn(body['rules'])),
  }
}

/** The body with everything that it names found, and in the shape that is stored. */
export const checked = (world: World, body: Members): Members => {
  requireRuleTargets(world, membersIn(body['rules']))
  requireMetrics(world, 'monitoringMetrics', body['monitoringMetrics'])
  const pipeline = textOf(body['releasePipelineID'])
  requireExisting(world, 'releasePipelineID', 'release_pipelines', [pipeline])
  const { reviewSettings } = body
  return {
    ...settled(world, body),
    ...(isMembers(reviewSettings)
      ? { reviewSettings: { allowedReviewers: [], ...reviewSettings } }
      : {}),
  }
}
