// Describes the kind `experiment`.
import {
  choice,
  type Field,
  flag,
  item,
  list,
  number,
  opaque,
  record,
  ref,
  set,
  text,
} from '../../fields/field.ts'
import type { Immutability } from '../../fields/field-options.ts'
import type { Result } from '../evaluation.ts'
import type { Kind } from '../kind.ts'
import type { Requirement } from '../requirement.ts'
import { configReviews } from '../reviews.ts'
import {
  authorshipFields,
  descriptionField,
  metricRefField,
  tagsField,
  targetAppsField,
  teamAlternatives,
  teamField,
  teamIDField,
  unitDoc,
  unitField,
  warehouseOnlyFields,
} from '../shared/common-fields.ts'
import { criterionField } from '../shared/criteria.ts'
import { experimentAuditActions } from '../shared/experiment-audit-actions.ts'
import {
  analysisFields,
  divisionFields,
  samplingFields,
  sidecarFields,
  sidecarPageMembers,
} from '../shared/experiment-settings.ts'
import { distinctGroupOverrides, experimentOverridesField } from '../shared/overrides.ts'
import { givesNothing, targetAppsStep } from '../shared/rule-evaluation.ts'

const immutableOnceStarted = (change: string): Immutability => ({
  since: 'start',
  reason: `${change} of a running experiment would make its results invalid`,
  hint: 'Restore the value, or define a new experiment.',
})
const immutableGroups = immutableOnceStarted('changing the groups')
const groupNamed = (named: string): Result => ({ gives: 'group', list: 'groups', named })
const daysField = (doc: string, nullable?: true): Field =>
  number(doc, { integer: true, min: 1, ...(nullable && { nullable }) })
const metricsField = (doc: string): Field =>
  list(
    doc,
    metricRefField('One metric, by name and type.', {
      direction: choice('The expected direction.', ['increase', 'decrease']),
      hypothesizedValue: number('The expected effect, in percent.'),
    }),
  )
const expandedTagsField = (doc: string): Field =>
  set(doc, ref('A tag, by name.', 'tag'), { sentIn: 'create', writeOnly: true })

/** The members that the document requires in a full update, and so in the settings of a review. */
const requiredInFullUpdates: readonly string[] = [
  ...['description', 'idType', 'hypothesis', 'groups', 'allocation', 'targetingGateID'],
  ...['bonferroniCorrection', 'defaultConfidenceInterval', 'status'],
]

export const experiment: Kind<'experiment'> = {
  kind: 'experiment',
  doc: 'An A/B test: groups of users get different parameter values, and metrics compare the groups.',
  folder: 'experiments',
  identity: { by: 'id' },
  routes: {
    list: '/console/v1/experiments',
    create: '/console/v1/experiments',
    item: '/console/v1/experiments/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    archive: { method: 'PUT', path: '/archive' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    id: text('The id that code uses. It cannot be changed.', {
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_-]*$',
      sentIn: 'create',
    }),
    name: text('The display name.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\- ]*$',
    }),
    description: descriptionField(),
    hypothesis: text('The expected result, and the reason.', { default: '', multiline: true }),
    status: choice(
      'The status of the experiment. An apply reaches the status in the file by starting, concluding (`experiment_stopped`: stopped, and not decided yet), deciding, abandoning or archiving. Without the key, the status is not changed.',
      ['setup', 'active', 'experiment_stopped', 'decision_made', 'abandoned', 'archived'],
      { sentIn: 'transition' },
    ),
    launchedGroupID: item('The group that a decision launches, by name or id.', 'groups', {
      sentIn: 'transition',
      nullable: true,
      emptyPattern: '^$',
    }),
    decisionReason: text('The reason for the decision, or for abandoning the experiment.', {
      sentIn: 'transition',
      nullable: true,
      emptyPattern: '^$',
      min: 1,
    }),
    stopReason: text('The reason for concluding the experiment before the decision.', {
      sentIn: 'transition',
      writeOnly: true,
    }),
    holdout: number(
      'The percentage of users that a decision keeps out of the launched group, to measure the decision; as many stay in the control group.',
      { sentIn: 'transition', writeOnly: true, integer: true, min: 0, max: 50 },
    ),
    idType: unitField(unitDoc('by which users are divided'), {
      immutable: immutableOnceStarted('changing the unit'),
    }),
    layerID: ref('The layer that the experiment belongs to, by name or id.', 'layer', {
      by: 'id',
      sentIn: 'create',
      emptyPattern: '^(statsig::.*)?$',
      nullable: true,
    }),
    targetingGateID: ref(
      'The gate that users must pass to take part. `null` means that all users take part.',
      'gate',
      {
        nullable: true,
      },
    ),
    allocation: number('The percentage of users who take part.', {
      min: 0,
      max: 100,
      immutable: { ...immutableOnceStarted('lowering the allocation'), allows: 'increase' },
    }),
    groups: list(
      'The groups into which users are divided. Their sizes add up to 100.',
      record(
        'One group.',
        {
          name: text('The name of the group.', { required: true, min: 1 }),
          size: number('The percentage of participants.', {
            required: true,
            min: 0,
            max: 100,
            immutable: immutableGroups,
          }),
          parameterValues: opaque(
            'The parameter values of the group. A group without a parameter uses its default. In an experiment of Sidecar, its keys that begin with `sidecar` are copies: change the keys of the experiment, writing here changes nothing.',
            'object',
            {
              required: true,
              immutable: immutableGroups,
            },
          ),
          description: text('What the group gets, as text.', { default: '' }),
          disabled: flag('Whether the group is disabled.', { default: false }),
          foreignGroupID: text('The id of the group in another system.'),
          highlighted: flag('Whether results highlight the group.', { default: false }),
          id: text('Generated by Statsig. It identifies a group whose name has changed.', {
            sentIn: 'match-only',
          }),
        },
        { readOnly: ['isControl', 'shipped', 'images', 'foreignGroupIDVerified'] },
      ),
      {
        match: {
          ids: ['id'],
          name: 'name',
          similarBy: 'parameterValues',
          unmatchedEffect: 'Statsig reassigns the users of this group',
        },
        immutable: immutableGroups,
        min: 1,
      },
    ),
    controlGroupID: item('The group with which the others are compared, by name or id.', 'groups'),
    primaryMetrics: metricsField('Metrics that decide the experiment.'),
    secondaryMetrics: metricsField('Metrics that are monitored.'),
    otherMetrics: metricsField('Metrics that are computed for information.'),
    primaryMetricTags: expandedTagsField(
      'Metrics that decide the experiment, by tag. Statsig replaces the tags with their metrics at creation.',
    ),
    secondaryMetricTags: expandedTagsField(
      'Metrics that are monitored, by tag. Statsig replaces the tags with their metrics at creation.',
    ),
    tags: tagsField(),
    targetApps: targetAppsField(),
    team: teamField(),
    teamID: teamIDField(),
    duration: daysField('The planned duration, in days.'),
    targetExposures: daysField('The planned number of exposed users.'),
    links: list(
      'Links to documents about the experiment.',
      record('One document.', {
        url: text('The URL of the document.', { required: true }),
        title: text('The title of the document.', { default: '' }),
      }),
    ),
    analyticsType: choice(
      'The statistical method for results.',
      ['frequentist', 'bayesian', 'sprt'],
      {
        immutable: immutableOnceStarted('changing the statistical method'),
      },
    ),
    sequentialTesting: flag('Whether results are adjusted for looking at them before the end.'),
    bonferroniCorrection: flag(
      'Whether significance is corrected for the number of groups (Bonferroni).',
    ),
    bonferroniCorrectionPerMetric: flag(
      'Whether significance is corrected for the number of metrics (Bonferroni).',
    ),
    benjaminiHochbergPerVariant: flag(
      'Whether the rate of false discoveries is limited for each group (Benjamini-Hochberg).',
    ),
    benjaminiHochbergPerMetric: flag(
      'Whether the rate of false discoveries is limited for each metric (Benjamini-Hochberg).',
    ),
    benjaminiPrimaryMetricsOnly: flag(
      'Whether the Benjamini-Hochberg limit applies to primary metrics only.',
    ),
    defaultConfidenceInterval: choice('The confidence level of intervals in percent, in quotes.', [
      '80',
      '90',
      '95',
      '98',
      '99',
    ]),
    ...warehouseOnlyFields({
      assignmentSourceName: ref(
        'Warehouse native: the source of the group assignments.',
        'assignment_source',
        {},
      ),
      assignmentSourceExperimentName: text(
        'Warehouse native: the name of the experiment in that source.',
      ),
      assignmentSourceFilters: list(
        'Warehouse native: filters for the rows of that source.',
        criterionField(),
      ),
      isAnalysisOnly: flag(
        'Warehouse native: whether another system assigns the groups and Statsig only analyses them.',
        {
          nullable: true,
          sentIn: 'create',
        },
      ),
      secondaryIDType: unitField(
        'Warehouse native: a second unit for which metrics are computed.',
        {
          nullable: true,
          emptyPattern: '^$',
        },
      ),
      identifierMappingMode: choice('Warehouse native: how the two units are matched.', [
        'strictOneToOne',
        'firstTouchOneToMany',
        'lastTouchOneToMany',
      ]),
      identityResolutionSource: ref(
        'Warehouse native: the source that matches the two units.',
        'entity_property_source',
        {
          nullable: true,
          emptyPattern: '^$',
        },
      ),
      allocationDuration: daysField(
        'Warehouse native: the number of days in which users can enter.',
        true,
      ),
      cohortedAnalysisDuration: daysField(
        'Warehouse native: the number of days of each user that are analysed.',
      ),
      cohortedMetricsMatureAfterEnd: flag(
        'Warehouse native: whether metrics can still mature after the end.',
      ),
      cohortWaitUntilEndToInclude: flag(
        'Warehouse native: whether a user counts only after the analysed days have ended.',
      ),
      fixedAnalysisDuration: daysField(
        'Warehouse native: the number of days after which the analysis stops.',
      ),
      scheduledReloadHour: number('Warehouse native: the hour at which results are computed.', {
        integer: true,
        min: 0,
        max: 23,
        nullable: true,
      }),
      scheduledReloadType: choice('Warehouse native: what is computed at that hour.', [
        'full',
        'incremental',
      ]),
      analysisEndTime: text('Warehouse native: the end of the analysis, as an ISO 8601 time.', {
        example: '2026-01-01T00:00:00Z',
      }),
    }),
    stratifiedSampling: record(
      'How groups are balanced before the start: by a metric, by a property of the units, or by a file.',
      {
        status: choice('The state of the sampling.', ['pending', 'success', 'error'], {
          required: true,
        }),
        metric: record('A metric from the time before the start.', {
          name: text('The name of the metric.', { required: true }),
          startDate: text('The first day.', { required: true }),
          endDate: text('The last day.', { required: true }),
          type: text('The type of the metric.'),
        }),
        entityPropertySource: record('A property of the units.', {
          propertySourceName: ref('The source, by name.', 'entity_property_source', {
            required: true,
          }),
          column: text('The column with the property.', { required: true }),
        }),
        csv: record('A file that was uploaded in the console.', {
          original: text('The name of the file.', { required: true }),
          identifier: text('The id of the file, generated by Statsig.', { required: true }),
        }),
        ...samplingFields,
      },
      { nullable: true },
    ),
    ...divisionFields,
    ...analysisFields,
    isSidecar: flag('Whether it was made with the Sidecar editor.'),
    ...sidecarFields,
    isTemplate: flag('Whether it is a template for other experiments.', {
      default: false,
      sentIn: 'create',
    }),
    manualQualityScores: list(
      'Scores that people give the experiment. Statsig scales them.',
      opaque('One score.'),
      {
        sentIn: 'create',
        writeOnly: true,
        max: 10,
      },
    ),
    overrides: experimentOverridesField(),
  },
  alternatives: teamAlternatives,
  uniqueMembers: ['id', 'name'],
  auditActions: experimentAuditActions,
  effects: {
    '/id': 'label',
    '/name': 'label',
    '/description': 'label',
    '/hypothesis': 'label',
    '/decisionReason': 'label',
    '/stopReason': 'label',
    '/holdout': 'changes-measurement',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/duration': 'label',
    '/targetExposures': 'label',
    '/links': 'label',
    '/manualQualityScores': 'label',
    '/groups/*/description': 'label',
    '/groups/*/foreignGroupID': 'label',
    '/launchedGroupID': 'changes-values',
    '/groups/*/parameterValues': 'changes-values',
    '/groups/*/name': 'preserves',
    '/idType': 'reassigns',
    '/layerID': 'reassigns',
    '/groups': 'reassigns',
    '/stratifiedSampling': 'reassigns',
    '/targetApps': 'gains-and-loses',
    '/overrides': 'gains-and-loses',
    '/controlGroupID': 'changes-measurement',
    '/assignmentSourceName': 'changes-measurement',
    '/assignmentSourceExperimentName': 'changes-measurement',
    '/assignmentSourceFilters': 'changes-measurement',
    '/isAnalysisOnly': 'changes-measurement',
    '/secondaryIDType': 'changes-measurement',
    '/identifierMappingMode': 'changes-measurement',
    '/identityResolutionSource': 'changes-measurement',
    '/allocationDuration': 'changes-measurement',
    '/cohortedAnalysisDuration': 'changes-measurement',
    '/cohortedMetricsMatureAfterEnd': 'changes-measurement',
    '/cohortWaitUntilEndToInclude': 'changes-measurement',
    '/fixedAnalysisDuration': 'changes-measurement',
    '/scheduledReloadHour': 'changes-measurement',
    '/scheduledReloadType': 'changes-measurement',
    '/analysisEndTime': 'changes-measurement',
    '/isSidecar': 'unknown',
    '/externalEvents': 'label',
    '/defaultRollupWindow': 'changes-measurement',
    '/defaultChanceToBeatThreshold': 'changes-measurement',
    '/bayesianPriors': 'changes-measurement',
    '/defaultSPRTPowerParam': 'changes-measurement',
    '/defaultSPRTMDE': 'changes-measurement',
    '/sprtBaselineMode': 'changes-measurement',
    '/sprtMDESettings': 'changes-measurement',
    '/cureCovariates': 'changes-measurement',
    '/preComputedUserDimensions': 'changes-measurement',
    '/turboMode': 'changes-measurement',
    '/autoLoadToplineImpact': 'changes-measurement',
    '/scheduledReloadDays': 'changes-measurement',
    '/userBuckets': 'reassigns',
    '/enabledNonProdEnvironments': 'gains-and-loses',
    '/isTemplate': 'label',
    '/sidecarEditorURL': 'label',
    '/sidecarURLFilters': 'gains-and-loses',
    '/sidecarDisableAutoRun': 'unknown',
    '/sidecarPrerunScript': 'changes-values',
    '/groups/*/highlighted': 'label',
    '/primaryMetrics': 'changes-measurement',
    '/secondaryMetrics': 'changes-measurement',
    '/otherMetrics': 'changes-measurement',
    '/primaryMetricTags': 'changes-measurement',
    '/secondaryMetricTags': 'changes-measurement',
    '/analyticsType': 'changes-measurement',
    '/sequentialTesting': 'changes-measurement',
    '/bonferroniCorrection': 'changes-measurement',
    '/bonferroniCorrectionPerMetric': 'changes-measurement',
    '/benjaminiHochbergPerVariant': 'changes-measurement',
    '/benjaminiHochbergPerMetric': 'changes-measurement',
    '/benjaminiPrimaryMetricsOnly': 'changes-measurement',
    '/defaultConfidenceInterval': 'changes-measurement',
  },
  reviews: {
    askedBy: [...configReviews, { setting: 'is_whn_analysis_only_review_required' }],
    ownSetting: { record: 'reviewSettings', member: 'requiredReview' },
    routes: {
      form: 'type',
      fields: [{ type: 'update_settings', under: 'settings', alwaysSent: requiredInFullUpdates }],
      actions: {
        start: { type: 'start' },
        decide: {
          type: 'make_decision',
          values: { winning_group_id: 'launchedGroupID', reason: 'decisionReason' },
        },
        abandon: { type: 'abandon', values: { reason: 'decisionReason' } },
        archive: { type: 'archive' },
        delete: { type: 'delete' },
      },
    },
  },
  readOnlyFields: [
    ...authorshipFields,
    'holdoutIDs',
    'version',
    'startTime',
    'endTime',
    'decisionTime',
    'healthChecks',
    'healthCheckStatus',
    'owner',
    'inlineTargetingRulesJSON',
    'summarySections',
    'subtype',
    'externalExperimentName',
    'reviewSettings',
    'activeReview',
    'permalink',
    'experimentType',
    'isStale',
    'powerAnalyses',
    'qualityScore',
    'shipWithHoldout',
    'salt',
    'scheduledStartTime',
    'restartReason',
    'originalTargetDuration',
    'wasAutoDisabled',
    'isPromptExperiment',
    'allowOverridesInPulse',
    'excludePausedExposuresAndEvents',
    'defaultImpactMultiplier',
    'bonferroniPrimaryMetricWeight',
    'defaultSPRTTestDelta',
    'defaultSPRTControlDelta',
    'isImpactBankEnabled',
    'originalTargetExposures',
    'reviewsRequiredLocally',
    'isHistoricalCloudExperiment',
    'originalScheduledReloadHour',
    'inlineTargetingRules',
  ],
  archivedWhen: [{ member: 'status', is: ['archived'] }],
  itemSwitches: [
    {
      list: 'groups',
      name: 'name',
      member: 'disabled',
      on: '/disable_groups',
      off: '/enable_groups',
      body: 'group_names',
    },
  ],
  statusMachine: {
    field: 'status',
    initialStatus: 'setup',
    draftStatuses: ['setup'],
    // An experiment that ships with a holdback may stay active (document of September 2026).
    statusByMember: {
      member: 'shipWithHoldout',
      from: 'active',
      status: 'decision_made',
      copies: { launchedGroupID: 'shippedGroupID' },
    },
    transitions: [
      { action: 'start', from: ['setup'], to: 'active', path: '/start', body: {} },
      {
        action: 'conclude',
        from: ['active'],
        to: 'experiment_stopped',
        path: '/defer_decision',
        body: { stopReason: 'stopReason' },
        optional: ['stopReason'],
      },
      {
        action: 'decide',
        from: ['active', 'experiment_stopped', 'assignment_stopped'],
        to: 'decision_made',
        path: '/make_decision',
        body: { id: 'launchedGroupID', decisionReason: 'decisionReason', holdout: 'holdout' },
        optional: ['holdout'],
      },
      {
        action: 'abandon',
        from: ['active', 'experiment_stopped', 'assignment_stopped'],
        to: 'abandoned',
        path: '/abandon',
        body: { decisionReason: 'decisionReason' },
      },
      {
        action: 'archive',
        from: ['setup', 'decision_made', 'abandoned'],
        to: 'archived',
        path: '/archive',
        body: {},
      },
    ],
    consoleTransitions: [
      { from: 'active', to: 'assignment_stopped' },
      { from: 'active', to: 'archived' },
    ],
  },
  declaredKeys: [
    {
      reference: '/layerID',
      items: '/parameters',
      keyMember: 'name',
      typeMember: 'type',
      keysOf: '/groups/*/parameterValues',
      message:
        'The groups of an experiment in a layer can only set parameters that the layer declares.',
    },
  ],
  evaluation: [
    {
      steps: [
        targetAppsStep,
        {
          step: 'ids',
          at: ['overrides', 'userIDOverrides'],
          unit: 'userID',
          entry: { ids: 'ids', unit: 'unitType', environment: 'environment' },
          gives: groupNamed('groupID'),
        },
        {
          step: 'entries',
          at: ['overrides', 'overrides'],
          reference: 'id',
          environment: 'environment',
          gives: groupNamed('groupID'),
        },
        {
          step: 'switch',
          member: 'status',
          is: ['setup', 'abandoned', 'archived'],
          gives: givesNothing,
        },
        {
          step: 'switch',
          member: 'status',
          is: ['decision_made'],
          gives: groupNamed('launchedGroupID'),
        },
        { step: 'reference', member: 'targetingGateID', when: 'fails', gives: givesNothing },
        { step: 'share', member: 'allocation', gives: givesNothing },
        {
          step: 'divide',
          list: 'groups',
          by: {
            share: 'size',
            dealtBy: ['stratifiedSampling', ...Object.keys(divisionFields), ...sidecarPageMembers],
          },
          gives: { gives: 'group', list: 'groups' },
        },
      ],
      otherwise: givesNothing,
    },
  ],
  restrictive: {
    '/status': 'off',
    '/allocation': 'lower',
    '/groups/*/disabled': 'on',
    // A person may add a gate to stop more users from entering.
    '/targetingGateID': 'any',
    '/overrides': 'any',
  },
  requirements: [
    ...Object.keys(sidecarFields).map(
      (name): Requirement => ({
        when: { '/isSidecar': [false] },
        needs: { rule: 'absent', at: `/${name}` },
        message: `Statsig saves \`${name}\` only where \`isSidecar\` is \`true\`.`,
        hint: 'Delete the line, or write `isSidecar: true`.',
      }),
    ),
    distinctGroupOverrides,
    {
      when: {},
      needs: { rule: 'sum', at: '/groups', of: 'size', is: 100 },
      message: 'The sizes of the groups must add up to 100.',
      hint: 'To keep users out of all groups, lower `allocation`.',
    },
    {
      when: {},
      needs: { rule: 'same-keys', at: '/groups', of: 'parameterValues' },
      // Statsig's own client creates such groups in a live project (strong).
      level: 'warning',
      message: 'The groups set different parameters. A group without a parameter uses its default.',
      hint: 'To make sure of the value, write it in every group.',
    },
    {
      when: { '/status': ['decision_made'] },
      needs: { rule: 'present', at: '/launchedGroupID' },
      level: 'note',
      message: 'An apply that decides needs `launchedGroupID`, the group that is launched.',
      hint: 'Add the line `launchedGroupID: …` with the name of the group.',
    },
    {
      when: { '/status': ['decision_made', 'abandoned'] },
      needs: { rule: 'present', at: '/decisionReason' },
      level: 'note',
      message: 'An apply that decides or abandons needs a `decisionReason`.',
      hint: 'Add the line `decisionReason: …` with the reason.',
    },
  ],
}
