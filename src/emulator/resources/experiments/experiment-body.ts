// What an experiment’s body leads to: defaults, checks, and what is added on the way.
import { type Json, type Members, pick } from '../../../json.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { created, settled } from '../../shared/handlers.ts'
import { globalHoldouts } from '../../shared/holdout-members.ts'
import { metricId, requireExisting, requireMetrics, textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { requireSources } from '../warehouse/experiment-sources.ts'
import { newGroups, refuseParameters } from './experiment-groups.ts'
import { REQUIRED_IN_FULL, updatable } from './experiment-keys.ts'
import { started } from './experiment-status.ts'

const OPTIONAL: Members = {
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

export const fresh = (world: World, body: Members): Members => {
  const groups = newGroups(world, body['groups'], typeof body['layerID'] === 'string')
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
    ...OPTIONAL,
    allocation: 100,
    targetingGateID: '',
    bonferroniCorrection: false,
    defaultConfidenceInterval: '95',
    layerID: null,
    ...created(world),
    holdoutIDs: globalHoldouts(world, body['idType']),
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
    ...(body['status'] === 'active' ? started(world) : {}),
    groups,
    controlGroupID: textOf(groups[Math.max(control, 0)]?.['id']),
  }
}

// A layer that Statsig makes for one experiment; the list of layers shows it.
export const implicitLayer = (world: World, experiment: string, body: Members): string | null => {
  if (!world.has('implicit-layers')) return null
  const id = `statsig::${experiment}_layer`
  world.store.put('layers', {
    id,
    name: id,
    idType: body['idType'] ?? 'userID',
    description: '',
    ...created(world),
    tags: [],
    targetApps: [],
    holdoutIDs: [],
    version: 1,
    isImplicitLayer: true,
    parameters: [],
  })
  return id
}

export const checked = (world: World, body: Members, whole: Members): Members => {
  requireExisting(world, 'targetingGateID', 'gates', [textOf(body['targetingGateID'])])
  for (const name of ['primaryMetrics', 'secondaryMetrics', 'otherMetrics'])
    requireMetrics(world, name, body[name])
  requireSources(world, body)
  const layer = world.store.find('layers', textOf(whole['layerID']))
  const explicit = layer?.['isImplicitLayer'] === true ? undefined : layer
  refuseParameters(world, membersIn(body['groups']), explicit)
  return { ...settled(world, body), ...metricsByTag(world, body, whole) }
}

// The service puts the metrics of a tag into the list itself.
const metricsByTag = (world: World, body: Members, whole: Members): Members =>
  Object.fromEntries(
    ['primary', 'secondary'].flatMap((rank): [string, Json][] => {
      const tags = textsIn(body[`${rank}MetricTags`])
      if (tags.length === 0 || world.has('metric-tags-kept')) return []
      const named = membersIn(body[`${rank}Metrics`] ?? whole[`${rank}Metrics`])
      const known = new Set(named.map(metricId))
      const tagged = world.store
        .all('metrics')
        .filter((metric) => textsIn(metric['tags']).some((tag) => tags.includes(tag)))
        .filter((metric) => !known.has(metricId(metric)))
        .map(({ name = '', type = '' }) => ({ name, type }))
      return [[`${rank}Metrics`, [...named, ...tagged]]]
    }),
  )

// A reset must not undo a decision, which an update did not make.
export const resetOf = (live: Members): Members => ({
  ...pick(
    live,
    (name) =>
      !Object.hasOwn(updatable, name) ||
      [...REQUIRED_IN_FULL, 'name', 'launchedGroupID', 'decisionReason'].includes(name),
  ),
  ...OPTIONAL,
})
