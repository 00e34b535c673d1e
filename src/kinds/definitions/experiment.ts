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
import type { Immutability } from '../../fields/mutability.ts'
import type { Kind } from '../kind.ts'
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
import { distinctExperimentOverrides, experimentOverridesField } from '../shared/overrides.ts'

const immutableOnceStarted = (change: string): Immutability => ({
  since: 'start',
  reason: `${change} of a running experiment would spoil its results`,
  hint: 'Put the value back, or describe a new experiment.',
})
const immutableGroups = immutableOnceStarted('changing the groups')
const daysField = (doc: string, nullable?: true): Field =>
  number(doc, { integer: true, min: 1, ...(nullable && { nullable }) })
const metricsField = (doc: string): Field =>
  list(
    doc,
    metricRefField('One metric, by name and type.', {
      direction: choice('The direction hoped for.', ['increase', 'decrease']),
      hypothesizedValue: number('The effect hoped for, in per cent.'),
    }),
  )
const expandedTagsField = (doc: string): Field =>
  set(doc, ref('A tag, by name.', 'tag'), { sentIn: 'create', writeOnly: true })

export const experiment: Kind<'experiment'> = {
  kind: 'experiment',
  doc: 'An A/B test: groups of users who get different parameter values, compared by metrics.',
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
    id: text('The id that code asks for. It never changes.', {
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_-]*$',
      sentIn: 'create',
    }),
    name: text('The name that people see.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\- ]*$',
    }),
    description: descriptionField(),
    hypothesis: text('What is expected, and why.', { default: '', multiline: true }),
    status: choice(
      'Where the experiment stands. Written here, it is reached by starting, deciding, abandoning or archiving; left out, nobody moves it.',
      ['setup', 'active', 'decision_made', 'abandoned', 'archived'],
      { sentIn: 'transition' },
    ),
    launchedGroupID: item('The group that is launched by a decision, by name or id.', 'groups', {
      sentIn: 'transition',
      nullable: true,
      emptyPattern: '^$',
    }),
    decisionReason: text('Why it was decided or abandoned.', {
      sentIn: 'transition',
      nullable: true,
      emptyPattern: '^$',
      min: 1,
    }),
    idType: unitField(unitDoc('users are divided'), {
      immutable: immutableOnceStarted('changing the unit'),
    }),
    layerID: ref('The layer that the experiment belongs to, by name or id.', 'layer', {
      by: 'id',
      sentIn: 'create',
      emptyPattern: '^(statsig::.*)?$',
      nullable: true,
    }),
    targetingGateID: ref(
      'Only users who pass this gate take part. `null` lets everyone in.',
      'gate',
      {
        nullable: true,
      },
    ),
    allocation: number('The share of users who take part, in per cent.', {
      min: 0,
      max: 100,
      immutable: { ...immutableOnceStarted('lowering the allocation'), allows: 'increase' },
    }),
    groups: list(
      'The groups that users are divided into. Their sizes add up to 100.',
      record(
        'One group.',
        {
          name: text('The name that people know the group by.', { required: true, min: 1 }),
          size: number('The share of participants, in per cent.', {
            required: true,
            min: 0,
            max: 100,
            immutable: immutableGroups,
          }),
          parameterValues: opaque(
            'What the group gets. All groups name the same parameters.',
            'object',
            {
              required: true,
              immutable: immutableGroups,
            },
          ),
          description: text('What the group gets, in words.', { default: '' }),
          disabled: flag('Whether the group is switched off.', { default: false }),
          foreignGroupID: text('The name of the group in another system.'),
          id: text('Made by Statsig. It finds a renamed group again.', { sentIn: 'match-only' }),
        },
        { readOnly: ['isControl'] },
      ),
      {
        match: {
          ids: ['id'],
          name: 'name',
          similarBy: 'parameterValues',
          unmatchedEffect: 'users of this group are bucketed anew',
        },
        immutable: immutableGroups,
        min: 1,
      },
    ),
    controlGroupID: item('The group that the others are compared with, by name or id.', 'groups'),
    primaryMetrics: metricsField('Metrics that decide.'),
    secondaryMetrics: metricsField('Metrics that are watched besides.'),
    otherMetrics: metricsField('Metrics that are computed without being judged.'),
    primaryMetricTags: expandedTagsField(
      'Metrics that decide, by tag. Statsig turns them into a list at creation.',
    ),
    secondaryMetricTags: expandedTagsField(
      'Metrics watched besides, by tag. Statsig turns them into a list at creation.',
    ),
    tags: tagsField(),
    targetApps: targetAppsField(),
    team: teamField(),
    teamID: teamIDField(),
    duration: daysField('How long it is meant to run, in days.'),
    targetExposures: daysField('How many users it is meant to reach.'),
    links: list(
      'Documents about it.',
      record('One document.', {
        url: text('Where it is.', { required: true }),
        title: text('What it is called.', { default: '' }),
      }),
    ),
    analyticsType: choice('How results are judged.', ['frequentist', 'bayesian', 'sprt'], {
      immutable: immutableOnceStarted('changing the method'),
    }),
    sequentialTesting: flag('Whether results may be looked at before the end.'),
    bonferroniCorrection: flag('Whether significance is corrected for the number of groups.'),
    bonferroniCorrectionPerMetric: flag(
      'Whether significance is corrected for the number of metrics.',
    ),
    benjaminiHochbergPerVariant: flag('Whether false discoveries are limited for each group.'),
    benjaminiHochbergPerMetric: flag('Whether false discoveries are limited for each metric.'),
    benjaminiPrimaryMetricsOnly: flag('Whether that limit looks at primary metrics alone.'),
    defaultConfidenceInterval: choice('The confidence of intervals, in per cent, in quotes.', [
      '80',
      '90',
      '95',
      '98',
      '99',
    ]),
    ...warehouseOnlyFields({
      assignmentSourceName: ref(
        'Warehouse native: the source that says who was in which group.',
        'assignment_source',
        {},
      ),
      assignmentSourceExperimentName: text(
        'Warehouse native: the name of the experiment in that source.',
      ),
      assignmentSourceFilters: list(
        'Warehouse native: which rows of that source count.',
        criterionField(),
      ),
      isAnalysisOnly: flag('Warehouse native: whether users are divided by another system.', {
        nullable: true,
        sentIn: 'create',
      }),
      secondaryIDType: unitField('Warehouse native: a second unit that metrics are computed for.', {
        nullable: true,
        emptyPattern: '^$',
      }),
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
      allocationDuration: daysField('Warehouse native: for how many days users are let in.', true),
      cohortedAnalysisDuration: daysField(
        'Warehouse native: how many days of each user are analysed.',
      ),
      cohortedMetricsMatureAfterEnd: flag(
        'Warehouse native: whether metrics may mature after the end.',
      ),
      cohortWaitUntilEndToInclude: flag(
        'Warehouse native: whether users count only once their days are over.',
      ),
      fixedAnalysisDuration: daysField('Warehouse native: after how many days the analysis stops.'),
      scheduledReloadHour: number('Warehouse native: the hour at which results are computed.', {
        integer: true,
        min: 0,
        max: 23,
        nullable: true,
      }),
      scheduledReloadType: choice('Warehouse native: what is computed then.', [
        'full',
        'incremental',
      ]),
      analysisEndTime: text('Warehouse native: when the analysis ends, as an ISO time.'),
    }),
    stratifiedSampling: record(
      'How groups are balanced before the start: by a metric, by properties of units, or by a file.',
      {
        status: choice('How far Statsig is with it.', ['pending', 'success', 'error'], {
          required: true,
        }),
        metric: record('A metric of the time before.', {
          name: text('The name of the metric.', { required: true }),
          startDate: text('The first day.', { required: true }),
          endDate: text('The last day.', { required: true }),
        }),
        entityPropertySource: record('A property of the units.', {
          propertySourceName: ref('The source, by name.', 'entity_property_source', {
            required: true,
          }),
          column: text('The column of the property.', { required: true }),
        }),
        csv: record('A file that was uploaded in the console.', {
          original: text('The name of the file.', { required: true }),
          identifier: text('The id that Statsig made for it.', { required: true }),
        }),
      },
      { nullable: true },
    ),
    isSidecar: flag('Whether it is an experiment of the Sidecar editor.'),
    manualQualityScores: list('Scores given by hand; Statsig scales them.', opaque('One score.'), {
      sentIn: 'create',
      writeOnly: true,
      max: 10,
    }),
    overrides: experimentOverridesField(),
  },
  alternatives: teamAlternatives,
  auditActions: [
    'experiment',
    'archive_experiment',
    'unarchive_experiment',
    'schedule_experiment_start',
    'update_experiment_enabled_non_prod_environments',
    'hypothesis_edit',
    'key_experiment_metrics_edit',
    'setup_stratified_sampling',
  ],
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
  ],
  archivedWhen: [{ member: 'status', is: ['archived'] }],
  statusMachine: {
    field: 'status',
    initialStatus: 'setup',
    draftStatuses: ['setup'],
    transitions: [
      { action: 'start', from: ['setup'], to: 'active', path: '/start', body: {} },
      {
        action: 'decide',
        from: ['active', 'experiment_stopped', 'assignment_stopped'],
        to: 'decision_made',
        path: '/make_decision',
        body: { id: 'launchedGroupID', decisionReason: 'decisionReason' },
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
      { from: 'active', to: 'experiment_stopped' },
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
      message: 'The groups of an experiment in a layer may only set the parameters of the layer.',
    },
  ],
  restrictive: {
    '/status': 'off',
    '/allocation': 'lower',
    '/groups/*/disabled': 'on',
    // A gate may be put before it to stop more users from coming in.
    '/targetingGateID': 'any',
    '/overrides': 'any',
  },
  requirements: [
    distinctExperimentOverrides,
    {
      when: {},
      needs: { rule: 'sum', at: '/groups', of: 'size', is: 100 },
      message: 'The sizes of the groups must add up to 100.',
      hint: 'A share of users in no group at all is what `allocation` is for.',
    },
    {
      when: {},
      needs: { rule: 'same-keys', at: '/groups', of: 'parameterValues' },
      message: 'Every group must give the same parameters.',
      hint: 'A group that changes nothing about a parameter gives the value that everybody has.',
    },
    {
      when: { '/status': ['decision_made'] },
      needs: { rule: 'present', at: '/launchedGroupID' },
      message: 'A decision needs `launchedGroupID`, the group that is launched.',
      hint: 'Add the line `launchedGroupID: …` with the name of the group.',
    },
    {
      when: { '/status': ['decision_made', 'abandoned'] },
      needs: { rule: 'present', at: '/decisionReason' },
      message: 'Deciding and abandoning need a `decisionReason`.',
      hint: 'Add the line `decisionReason: …` and say why.',
    },
  ],
}
