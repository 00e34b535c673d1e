// One switch for each question that the facts leave open; none of them on is the assumption.
const docs = {
  contrary:
    'Everything a server may do without being wrong, at once: sets shuffled, defaults filled in, unknown members, other spellings.',
  'unknown-members':
    'A member Statsig adds next month, on every object, rule, condition and group.',

  'pages-of-10': 'The greatest and the default page size is 10.',
  'no-page-maximum': 'A limit above 100 is honoured.',
  'archived-listed': 'Lists show archived gates unasked.',
  'archived-never-listed': 'Gate lists ignore includeArchived and never show archived gates.',
  'archived-hidden': 'Lists of experiments and segments leave archived ones out.',
  'review-required': 'Changes that carry x-respect-review-settings wait for a reviewer.',
  'retry-after': 'The rate limit answers with Retry-After.',
  'reads-count': 'Reads count against the rate limit.',

  'unknown-tags-created': 'A tag that a body names and nobody made is created.',
  'unknown-tags-dropped': 'A tag that a body names and nobody made is dropped silently.',
  'unknown-metrics-refused': 'A metric that a body names must exist.',
  'tag-path-name-only': 'The tag routes know a tag by its name alone.',
  'tag-path-id-only': 'The tag routes know a tag by its id alone.',

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
  'archive-keeps-enabled': 'Archiving a gate leaves isEnabled as it is.',
  'archived-gates-frozen': 'An archived gate refuses updates.',
  'unarchive-disables': 'A gate comes back from the archive disabled.',

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
  'metric-requirements-unchecked': 'A cloud metric may lack what its type needs.',
  'metric-names-rest': 'A deleted metric’s id is refused for 24 hours.',
  'source-deletes-allowed': 'A metric source with metrics may be deleted.',
  'source-name-refused': 'A metric source update that carries `name` is refused.',
  'warehouse-native-replaced': 'An update of warehouseNative resets the members it leaves out.',
  'warehouse-native-filled': 'warehouseNative comes back with null, "", [] and false filled in.',
  'metric-sources-instead': 'Warehouse metrics answer metricSources in place of the plain keys.',
  'metric-sources-beside': 'Warehouse metrics answer metricSources beside the plain keys.',
  'metric-sources-as-plain': 'Warehouse metrics answer a single metricSources entry as plain keys.',
} as const

export type Personality = keyof typeof docs

export const isPersonality = (name: string): name is Personality => Object.hasOwn(docs, name)

export const personalities: readonly { readonly name: Personality; readonly doc: string }[] =
  Object.entries(docs).flatMap(([name, doc]) => (isPersonality(name) ? [{ name, doc }] : []))

// What `contrary` turns on besides what it does itself. None of it refuses or loses anything.
const UNDER_CONTRARY: readonly Personality[] = [
  'unknown-members',
  'warehouse-native-filled',
  'metric-sources-beside',
  'rule-ids-always-embed',
  'stale-gates',
]

export const personalityTest = (
  names: readonly Personality[],
): ((name: Personality) => boolean) => {
  const on = new Set([...names, ...(names.includes('contrary') ? UNDER_CONTRARY : [])])
  return (name) => on.has(name)
}
