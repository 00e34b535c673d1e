// Turns the body of an experiment into the stored object: defaults, checks and derived members.
import { type Json, type JsonObject, pick } from '../../../core/json.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { creationStamp, ownerOf, resolveCommonFields } from '../../shared/handlers.ts'
import { globalHoldouts } from '../../shared/holdout-members.ts'
import { metricId, requireExisting, requireMetrics, textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { requireSources } from '../warehouse/experiment-sources.ts'
import { newGroups, refuseParameters } from './experiment-groups.ts'
import { REQUIRED_IN_FULL, updatable } from './experiment-keys.ts'
import { startChanges } from './experiment-status.ts'

const OPTIONAL_DEFAULTS: JsonObject = {
  tags: [],
  targetApps: [],
  primaryMetrics: [],
  primaryMetricTags: [],
  secondaryMetrics: [],
  secondaryMetricTags: [],
  duration: 14,
  team: null,
  teamID: null,
}

export const newExperiment = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const groups = newGroups(context, body['groups'], typeof body['layerID'] === 'string')
  const sent = membersIn(body['groups'])
  const control = sent.findIndex(({ id, name }) =>
    [id, name].includes(body['controlGroupID'] ?? '-'),
  )
  return {
    id: '',
    name: '',
    description: '',
    idType: 'userID',
    hypothesis: '',
    ...OPTIONAL_DEFAULTS,
    allocation: 100,
    targetingGateID: '',
    bonferroniCorrection: false,
    defaultConfidenceInterval: '95',
    layerID: null,
    ...creationStamp(context),
    owner: ownerOf(context),
    holdoutIDs: globalHoldouts(context, body['idType']),
    status: 'setup',
    launchedGroupID: null,
    startTime: null,
    endTime: null,
    decisionReason: null,
    decisionTime: null,
    healthChecks: [],
    healthCheckStatus: 'PASSED',
    inlineTargetingRulesJSON: '{}',
    version: 1,
    ...body,
    ...(body['status'] === 'active' ? startChanges(context) : {}),
    groups,
    controlGroupID: textOf(groups[Math.max(control, 0)]?.['id']),
  }
}

// A layer that Statsig creates for one experiment. The layer list shows it.
export const createImplicitLayer = (
  context: EmulatorContext,
  experiment: string,
  body: JsonObject,
): string | null => {
  if (!context.has('implicit-layers')) return null
  const id = `statsig::${experiment}_layer`
  context.store.put('layers', {
    id,
    name: id,
    idType: body['idType'] ?? 'userID',
    description: '',
    ...creationStamp(context),
    tags: [],
    targetApps: [],
    holdoutIDs: [],
    version: 1,
    isImplicitLayer: true,
    parameters: [],
  })
  return id
}

export const resolveExperimentBody = (
  context: EmulatorContext,
  body: JsonObject,
  experimentAfter: JsonObject,
): JsonObject => {
  requireExisting(context, 'targetingGateID', 'gates', [textOf(body['targetingGateID'])])
  for (const name of ['primaryMetrics', 'secondaryMetrics', 'otherMetrics'])
    requireMetrics(context, name, body[name])
  requireSources(context, body)
  const layer = context.store.find('layers', textOf(experimentAfter['layerID']))
  const explicitLayer = layer?.['isImplicitLayer'] === true ? undefined : layer
  refuseParameters(context, membersIn(body['groups']), explicitLayer)
  return {
    ...savedSettings(resolveCommonFields(context, body), { ...experimentAfter, ...body }),
    ...addMetricsByTag(context, body, experimentAfter),
  }
}

/** What begins with `sidecar` is saved only for an experiment of Sidecar. */
const savedSettings = (body: JsonObject, { isSidecar }: JsonObject): JsonObject =>
  isSidecar === true ? body : pick(body, (name) => !name.startsWith('sidecar'))

// Statsig adds the metrics of a tag to the list.
const addMetricsByTag = (
  context: EmulatorContext,
  body: JsonObject,
  experimentAfter: JsonObject,
): JsonObject =>
  Object.fromEntries(
    ['primary', 'secondary'].flatMap((priority): [string, Json][] => {
      const tags = textsIn(body[`${priority}MetricTags`])
      if (tags.length === 0 || context.has('metric-tags-not-expanded')) return []
      const listed = membersIn(body[`${priority}Metrics`] ?? experimentAfter[`${priority}Metrics`])
      const known = new Set(listed.map(metricId))
      const taggedMetrics = context.store
        .all('metrics')
        .filter((metric) => textsIn(metric['tags']).some((tag) => tags.includes(tag)))
        .filter((metric) => !known.has(metricId(metric)))
        .map(({ name = '', type = '' }) => ({ name, type }))
      return [[`${priority}Metrics`, [...listed, ...taggedMetrics]]]
    }),
  )

// A reset must not undo a decision, because an update cannot make one.
export const resetOptional = (live: JsonObject): JsonObject => ({
  ...pick(
    live,
    (name) =>
      !Object.hasOwn(updatable, name) ||
      [...REQUIRED_IN_FULL, 'name', 'launchedGroupID', 'decisionReason'].includes(name),
  ),
  ...OPTIONAL_DEFAULTS,
})
