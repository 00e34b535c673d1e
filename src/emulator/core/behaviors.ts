// One switch for each question that the facts leave open; none of them on is the assumption.
const behaviorDocs = {
  contrary:
    'Everything a server may do without being wrong, at once: sets shuffled, defaults filled in, unknown members, other spellings.',
  'unknown-members':
    'A member Statsig adds next month, on every object, rule, condition and group.',

  'pages-of-10': 'The greatest and the default page size is 10.',
  'no-page-maximum': 'A limit above 100 is honoured.',
  'archived-listed': 'Lists show archived gates unasked.',
  'archived-never-listed': 'Gate lists ignore includeArchived and never show archived gates.',
  'archived-hidden': 'Lists of dynamic configs, experiments and segments leave archived ones out.',
  'review-required': 'Changes that carry x-respect-review-settings wait for a reviewer.',
  'retry-after': 'The rate limit answers with Retry-After.',
  'reads-count': 'Reads count against the rate limit.',
  'id-list-reads-count': 'Reads of an id list count against the rate limit.',

  'unknown-tags-created': 'A tag that a body names and nobody made is created.',
  'unknown-tags-dropped': 'A tag that a body names and nobody made is dropped silently.',
  'unknown-teams-accepted':
    'A team that a body names and nobody made is taken, with an id made up.',
  'unknown-apps-accepted': 'A target app that a body names and nobody made is taken.',
  'unknown-units-accepted': 'A unit id type that a body names and nobody made is taken.',
  'unknown-users-refused': 'The members and admins of a team must be users of the project.',
  'unknown-metrics-refused': 'A metric that a body names must exist.',
  'tag-path-name-only': 'The tag routes know a tag by its name alone.',
  'tag-path-id-only': 'The tag routes know a tag by its id alone.',

  'team-patch-replaces': 'A PATCH of a team resets what it leaves out, but for the name.',
  'target-app-ids-unlisted': 'Lists of target apps leave their ids out.',
  'used-units-deleted': 'A unit id type that is in use may be deleted.',
  'role-permissions-merged': 'A PATCH of a role keeps the permissions that it leaves out.',
  'built-in-roles-editable': 'Statsig’s own roles may be changed and deleted.',
  'settings-merged': 'A POST of settings keeps the optional keys that it leaves out.',
  'keys-forbidden': 'The key in use may not see keys.',
  'keys-masked': 'Keys come back without their secret: `key` is null.',

  'audit-logs-forbidden': 'The key in use may not see audit logs.',
  'audit-logs-late': 'An entry of the audit logs appears a minute after the deed.',
  'audit-changes-left-out': 'Audit logs do not say which members were changed.',

  'rules-matched-by-name': 'A rule sent without ids keeps those of the live rule of its name.',
  'rule-ids-plain': 'A rule id never embeds the percentage.',
  'rule-ids-always-embed': 'A rule id embeds the percentage at 0 and at 100 too.',
  'values-as-strings': 'Condition values come back as lists of strings.',
  'values-as-scalars': 'Condition values of one element come back as scalars.',
  'values-as-numbers': 'Condition values that read as numbers come back as numbers.',

  'post-resets': 'A full update by POST resets the optional keys that it leaves out.',
  'no-update-defaults': 'A partial update does not apply the defaults of the document.',
  'null-clears': 'null clears a text or a list in place of being refused.',
  'empty-description-kept': 'An empty description changes nothing.',
  'slug-dots-become-underscores': 'The id made from a name has _ for each dot.',
  'slug-collapses-spaces': 'The id made from a name has one _ for several spaces.',
  'explicit-ids-lowered': 'An id that is sent becomes lower-case.',
  'archived-frees-name': 'The name of an archived object may be used again.',
  'duplicate-names-accepted': 'A name in use is accepted again; the id gets a number.',
  'referenced-deletes-refused': 'A gate, segment or tag that something refers to is not deleted.',

  'gate-type-permanent': 'A gate is PERMANENT unless it says otherwise.',
  'stale-gates': 'A TEMPORARY gate reads as STALE.',
  'status-fixed': 'A PATCH of isEnabled leaves a gate’s status alone.',
  'patch-ends-launch': 'A PATCH of isEnabled moves a launched gate back to In Progress.',
  'archive-keeps-enabled': 'Archiving a gate or a dynamic config leaves isEnabled as it is.',
  'archived-gates-frozen': 'An archived gate refuses updates.',
  'unarchive-disables': 'A gate or a dynamic config comes back from the archive disabled.',

  'json5-absent': 'Texts in JSON5 come back only where a text was sent.',
  'config-schemas-unchecked': 'Values of a dynamic config need not satisfy its schema.',
  'variant-shares-unchecked': 'The variants of a rule may take more than 100 per cent.',
  'autotune-variants-renewed': 'An update of an autotune gives its variants new ids.',
  'global-holdouts-listed': 'A global holdout lists what has attached itself to it.',

  'running-edits-accepted': 'A running experiment may be changed like any other.',
  'running-reset-accepted': 'A running experiment may be reset.',
  'create-active-refused': 'An experiment cannot be created active.',
  'group-sizes-unchecked': 'Group sizes need not add up to 100.',
  'group-parameters-unchecked': 'Groups may give any parameters.',
  'metric-tags-kept': 'Metric tags do not put the metrics of the tag into the lists.',
  'implicit-layers': 'An experiment without a layer gets one, which the layer list shows.',
  'layer-patch-replaces': 'A layer PATCH replaces the parameters and so can drop some.',

  'segment-rules-wrapped': 'Segment rules are taken as {"rules": […]} only.',
  'segment-id-type-kept': 'A segment by rules keeps the idType it was made with.',
  'segment-reply-with-data': 'The segment verbs answer with the segment.',
  'id-list-busy-409': 'The first write to each id list meets another that is under way.',
  'overrides-form-replaces-all': 'Overrides by POST empty every list that the body does not name.',
  'metric-requirements-unchecked': 'A cloud metric may lack what its type needs.',
  'metric-names-rest': 'A deleted metric’s id is refused for 24 hours.',
  'sql-unchecked': 'A source is saved whatever its query says.',
  'source-deletes-allowed': 'A source that metrics or experiments use may be deleted.',
  'source-name-refused': 'A metric source update that carries `name` is refused.',
  'source-names-fixed': 'The name in an update of an assignment or entity source is ignored.',
  'unknown-sources-accepted': 'An experiment may name sources that nobody made.',
  'cloud-sources-accepted': 'A cloud project takes the sources that experiments use.',
  'warehouse-native-replaced': 'An update of warehouseNative resets the members it leaves out.',
  'warehouse-native-filled': 'warehouseNative comes back with null, "", [] and false filled in.',
  'metric-sources-instead': 'Warehouse metrics answer metricSources in place of the plain keys.',
  'metric-sources-beside': 'Warehouse metrics answer metricSources beside the plain keys.',
  'metric-sources-as-plain': 'Warehouse metrics answer a single metricSources entry as plain keys.',

  'alerts-read-only': 'Alerts can be listed and nothing else, as the document has it.',
  'ingestion-data-opaque': 'An ingestion comes back without what was written.',
  'ingestion-needs-connection': 'A Databricks ingestion needs a connection that was made before.',
} as const

export type Behavior = keyof typeof behaviorDocs

export const isBehavior = (name: string): name is Behavior => Object.hasOwn(behaviorDocs, name)

export const behaviors: readonly { readonly name: Behavior; readonly doc: string }[] =
  Object.entries(behaviorDocs).flatMap(([name, doc]) => (isBehavior(name) ? [{ name, doc }] : []))

// What `contrary` turns on besides what it does itself. None of it refuses or loses anything.
const IMPLIED_BY_WORST_CASE: readonly Behavior[] = [
  'unknown-members',
  'warehouse-native-filled',
  'metric-sources-beside',
  'rule-ids-always-embed',
  'stale-gates',
]

export const createBehaviorTest = (names: readonly Behavior[]): ((name: Behavior) => boolean) => {
  const enabled = new Set([...names, ...(names.includes('contrary') ? IMPLIED_BY_WORST_CASE : [])])
  return (name) => enabled.has(name)
}
