// One behavior for each question that Statsig’s documentation leaves open. By default none of them is on.
const behaviorDocs = {
  'worst-case':
    'Everything that a correct server may do, at once: it shuffles sets, fills in defaults, adds unknown members and changes spellings.',
  'unknown-members': 'Every object, rule, condition and group has a member that is not documented.',

  'pages-of-10': 'The maximum and the default page size is 10.',
  'no-page-maximum': 'A limit above 100 is accepted.',
  'archived-listed': 'Gate lists show archived gates without `includeArchived`.',
  'archived-never-listed': 'Gate lists ignore `includeArchived` and never show archived gates.',
  'archived-hidden':
    'Lists of dynamic configs, experiments and segments do not show archived ones.',
  'review-required': 'Changes with the header x-respect-review-settings wait for a reviewer.',
  'review-header-honoured':
    'A change with the header x-respect-review-settings waits where a review is required.',
  'review-routes-missing': 'The routes of reviews answer 404.',
  'review-webhooks': 'A new review waits for the validation of a webhook.',
  'own-reviews-not-committed': 'The author of a review cannot commit it.',
  'errors-as-texts': 'The faults of a body are texts, such as `name: Required`.',
  'errors-as-one-text': 'The faults of a body are one text, without a list.',
  'errors-mixed': 'The first fault of a body is a text, and the others are objects.',
  'lists-sparse':
    'Lists show what identifies an object and its state; other members are in the answer of a single read.',
  'retry-after': 'The rate limit answers with Retry-After.',
  'reads-count': 'Reads count against the rate limit.',
  'refusals-count':
    'Requests that the rate limit refuses count against it, and it is 1,800 in 15 minutes.',
  'segments-have-quota': 'Requests on segments have a rate limit of their own, of the same size.',
  'id-list-reads-count': 'Reads of an ID list count against the rate limit.',

  'unknown-tags-created': 'A tag that a body names and that does not exist is created.',
  'unknown-tags-dropped': 'A tag that a body names and that does not exist is dropped silently.',
  'unknown-teams-accepted':
    'A team that a body names and that does not exist is accepted, with a new id.',
  'unknown-apps-accepted': 'A target app that a body names and that does not exist is accepted.',
  'unknown-units-accepted': 'A unit ID type that a body names and that does not exist is accepted.',
  'unknown-users-refused': 'The members and admins of a team must be users of the project.',
  'unknown-metrics-refused': 'A metric that a body names must exist.',
  'tag-path-name-only': 'The tag routes find a tag only by its name.',
  'tag-path-id-only': 'The tag routes find a tag only by its id.',

  'teams-listed-whole': 'The list of teams shows their members and admins.',
  'team-patch-replaces': 'A PATCH of a team resets each key that it leaves out, except the name.',
  'target-app-ids-unlisted': 'Lists of target apps do not show their ids.',
  'used-units-deleted': 'A unit ID type that is in use can be deleted.',
  'role-permissions-merged': 'A PATCH of a role keeps the permissions that it leaves out.',
  'built-in-roles-editable': 'Statsig’s own roles can be changed and deleted.',
  'settings-merged': 'A POST of settings keeps the optional keys that it leaves out.',
  'keys-forbidden': 'The key in use cannot read keys.',
  'keys-masked': 'Answers do not contain the secret of a key: `key` is null.',

  'audit-logs-forbidden': 'The key in use cannot read audit logs.',
  'audit-logs-delayed': 'An audit log entry appears one minute after its change.',
  'stale-job-logged':
    'Every day the audit log has an entry of the job that looks for stale gates and dynamic configs.',
  'audit-logs-unbounded': 'Audit logs without a start reach back to the beginning.',
  'audit-changes-left-out': 'Audit logs do not show which members were changed.',

  'version-skips': 'A write raises the version of an object by two.',

  'rules-matched-by-name': 'A rule sent without ids keeps the ids of the live rule of its name.',
  'rule-ids-plain': 'A rule id never contains the percentage.',
  'rule-ids-always-embed': 'A rule id contains the percentage also at 0 and at 100.',
  'values-as-strings': 'Condition values are returned as lists of strings.',
  'values-as-scalars': 'A list of one condition value is returned as a scalar.',
  'values-as-numbers': 'Condition values that are numerals are returned as numbers.',

  'post-resets': 'A full update by POST resets the optional keys that it leaves out.',
  'no-update-defaults': 'A partial update does not apply the documented defaults.',
  'null-clears': 'null clears a text or a list. Without this behavior it is refused.',
  'empty-description-kept': 'An empty description in an update changes nothing.',
  'slug-dots-become-underscores': 'The id made from a name has _ for each dot.',
  'slug-collapses-spaces': 'The id made from a name has one _ for several spaces.',
  'explicit-ids-lowercased': 'An id in a body is changed to lower case.',
  'archived-frees-name': 'The name of an archived object can be used for a new one.',
  'duplicate-names-accepted': 'A name that is in use is accepted; the new id gets a number.',
  'referenced-deletes-refused':
    'The deletion of a gate, segment or tag is refused while something refers to it.',

  'gate-type-permanent': 'The default type of a gate is PERMANENT.',
  'stale-gates': 'The type of a TEMPORARY gate is returned as STALE.',
  'patch-keeps-status': 'A PATCH of isEnabled does not change the status of a gate.',
  'patch-ends-launch': 'A PATCH of isEnabled moves a launched gate back to In Progress.',
  'archive-keeps-enabled': 'Archiving a gate or a dynamic config does not change isEnabled.',
  'archived-gates-immutable': 'Updates of an archived gate are refused.',
  'unarchive-disables': 'Unarchiving a gate or a dynamic config leaves it disabled.',

  'json5-only-if-sent': 'A JSON5 text is returned only if one was sent.',
  'config-schemas-unchecked': 'Values of a dynamic config need not match its schema.',
  'variant-shares-unchecked': 'The shares of a rule’s variants can exceed 100 per cent.',
  'autotune-variant-ids-renewed': 'An update of an autotune gives its variants new ids.',
  'holdout-gate-cleared-by-null':
    'null clears the targetingGateID of a holdout, and an empty text is refused. Without this behavior, an empty text clears it and null leaves it.',
  'holdout-gate-read-by-id':
    'Holdouts show the id of their targeting gate. Without this behavior, an internal id that no gate shows.',
  'references-kept-by-null':
    'null in an update of a gate, an experiment or a layer leaves a team and a targeting gate as they are, and an empty text clears them.',
  'global-holdout-members-listed':
    'A global holdout lists the gates, experiments and layers that were added to it on creation.',

  'running-edits-accepted': 'A running experiment accepts all changes.',
  'groups-switched-by-route':
    'A PATCH does not change whether a group of an experiment is disabled.',
  'holdback-stays-active': 'An experiment that is decided with a holdout stays active.',
  'running-reset-accepted': 'A running experiment can be reset.',
  'create-active-refused': 'An experiment cannot be created active.',
  'group-sizes-unchecked': 'Group sizes need not add up to 100.',
  'group-parameters-alike': 'All groups of an experiment must set the same parameters.',
  'group-parameters-unchecked': 'Groups can set parameters that the layer does not have.',
  'metric-tags-not-expanded': 'Metric tags do not add the metrics of the tag to the lists.',
  'implicit-layers': 'An experiment without a layer gets a layer, which the layer list shows.',
  'layer-patch-replaces':
    'A PATCH of a layer replaces the list of parameters, so it can remove some.',

  'sdk-without-default-environment':
    'Config specs do not name the environment of users for whom an SDK was given none. Without this behavior, it is the production environment.',

  'segment-rules-wrapped': 'Segment rules are accepted only in the form {"rules": […]}.',
  'segment-id-type-kept': 'A segment with rules keeps the idType of its creation.',
  'segment-reply-with-data': 'The action routes of segments answer with the segment.',
  'id-list-busy-409': 'The first write to each ID list answers 409: another write is in progress.',
  'id-list-busy-wordless':
    'The first write to each ID list answers 409, and the message does not say why.',
  'overrides-post-replaces-all': 'Overrides by POST empty every list that the body leaves out.',
  'overrides-in-one-form':
    'A body with overrides of a gate or a holdout has lists of ids or overrides by environment, not both.',
  'overrides-mirrored':
    'Overrides of gates and holdouts show the lists of user ids once more as an override of all environments.',
  'override-units-spelled-out':
    'Overrides show the unit of their resource, and null for all environments, where nothing was sent.',
  'override-references-unchecked':
    'Overrides are stored as they were sent, whatever groups, gates, segments and experiments they name.',
  'override-targets-under-name':
    'Overrides of experiments and autotunes show gates and segments under name in place of id.',
  'experiment-overrides-by-id':
    'Overrides of experiments take and show the ids of groups. Without this behavior, their names.',
  'experiment-overrides-patch-replaces': 'A PATCH of the overrides of an experiment replaces them.',
  'experiment-overrides-missing':
    'A read of the overrides of an experiment that has none answers 404.',
  'layer-overrides-by-display-name':
    'Overrides of layers take and show display names of gates, segments and experiments. Without this behavior, ids.',
  'overrides-not-listed': 'There is no list of all overrides of the project.',
  'overrides-listed-without-custom-ids':
    'The list of all overrides of the project does not show custom ids of gates and holdouts.',
  'metric-requirements-unchecked': 'A cloud metric can lack what its type requires.',
  'deleted-metric-ids-reserved': 'The id of a deleted metric is refused for 24 hours.',
  'sql-unchecked': 'The query of a source is not checked.',
  'source-deletes-allowed': 'A source that metrics or experiments use can be deleted.',
  'source-name-refused': 'An update of a metric source with `name` is refused.',
  'source-names-fixed': 'The name in an update of an assignment or entity source is ignored.',
  'unknown-sources-accepted': 'An experiment can name sources that do not exist.',
  'cloud-sources-accepted': 'A cloud project accepts the sources that experiments use.',
  'warehouse-native-replaced':
    'An update of warehouseNative resets the members that it leaves out.',
  'warehouse-native-null':
    'Answers for metrics that are not computed in a warehouse contain warehouseNative: null.',
  'warehouse-native-filled':
    'Answers contain warehouseNative with null, "", [] and false filled in.',
  'metric-sources-instead':
    'Answers for warehouse metrics contain metricSources and not the plain keys.',
  'metric-sources-beside':
    'Answers for warehouse metrics contain metricSources and the plain keys.',
  'metric-sources-as-plain':
    'Answers for warehouse metrics contain a single metricSources entry as plain keys.',

  'alerts-read-only': 'Alerts can only be listed, as the document says.',
  'ingestion-data-not-returned': 'Answers for an ingestion do not contain its definition.',
  'ingestion-needs-connection': 'A Databricks ingestion needs a connection that exists.',
} as const

export type Behavior = keyof typeof behaviorDocs

export const isBehavior = (name: string): name is Behavior => Object.hasOwn(behaviorDocs, name)

export const behaviors: readonly { readonly name: Behavior; readonly doc: string }[] =
  Object.entries(behaviorDocs).flatMap(([name, doc]) => (isBehavior(name) ? [{ name, doc }] : []))

// Behaviors that `worst-case` turns on besides its own. None of them refuses or loses anything.
const IMPLIED_BY_WORST_CASE: readonly Behavior[] = [
  'unknown-members',
  'warehouse-native-filled',
  'metric-sources-beside',
  'rule-ids-always-embed',
  'stale-gates',
]

export const createBehaviorTest = (names: readonly Behavior[]): ((name: Behavior) => boolean) => {
  const enabled = new Set([
    ...names,
    ...(names.includes('worst-case') ? IMPLIED_BY_WORST_CASE : []),
  ])
  return (name) => enabled.has(name)
}
