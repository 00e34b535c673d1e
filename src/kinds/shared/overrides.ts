// Defines overrides: results for single users, gates and segments that take precedence over rules and allocation. They
// are a sub-resource with routes of its own. The file's overrides replace all overrides: a list that it leaves out is
// empty.
import {
  type Field,
  type Fields,
  item,
  list,
  record,
  ref,
  set,
  text,
  variant,
} from '../../fields/field.ts'
import type { Requirement } from '../requirement.ts'
import { environmentNameField, unitField } from './common-fields.ts'

const overridesPath = '/overrides'
/** All overrides of the project in one answer, by the document of September 2026 (strong). */
const listed = { path: '/console/v1/overrides' }
const customIDs = ['passingCustomIDs', 'failingCustomIDs']
const emptyListDoc = 'A list that the file leaves out is empty.'

const idsField = (
  doc: string,
  options: { readonly max?: number; readonly min?: number } = {},
): Field => set(doc, text('One id.', { min: 1 }), { resetWhenOmitted: true, ...options })

const environmentField = (): Field =>
  environmentNameField('The environment in which it applies. Without it, all environments.', {
    nullable: true,
    emptyPattern: '^$',
    default: null,
  })

/**
 * Absence means the unit of the resource, which a read may spell out: the document of September 2026 says so of the single
 * deletes (medium).
 */
const overrideUnitField = (doc: string): Field =>
  unitField(`${doc} Without it, the unit of the resource.`, {
    nullable: true,
    emptyPattern: '^$',
    default: null,
    defaultMember: 'idType',
  })

/**
 * Of gates and holdouts. Requests have the lists of ids and the overrides by environment in bodies of their own, which
 * Statsig takes for certain. A read may show the lists of user ids once more as an override of all environments: two
 * examples of the document of September 2026 (medium).
 */
export const gateOverridesField = (): Field =>
  record(
    `Users who always pass or always fail, whatever the rules. ${emptyListDoc}`,
    {
      passingUserIDs: idsField('User ids that always pass.', { max: 2000 }),
      failingUserIDs: idsField('User ids that always fail.', { max: 2000 }),
      passingCustomIDs: idsField('Custom ids that always pass.', { max: 2000 }),
      failingCustomIDs: idsField('Custom ids that always fail.', { max: 2000 }),
      environmentOverrides: set(
        'Ids that pass or fail in one environment, or by another unit.',
        record('The ids for one environment and one unit.', {
          environment: environmentField(),
          unitID: { ...overrideUnitField('The unit id type of the ids.'), resetWhenOmitted: true },
          passingIDs: idsField('Ids that always pass.'),
          failingIDs: idsField('Ids that always fail.'),
        }),
        { resetWhenOmitted: true, mergedBy: ['environment', 'unitID'] },
      ),
    },
    {
      repeats: {
        list: 'environmentOverrides',
        unless: ['environment'],
        by: 'unitID',
        same: {
          is: 'userID',
          members: { passingIDs: 'passingUserIDs', failingIDs: 'failingUserIDs' },
        },
        others: { passingIDs: 'passingCustomIDs', failingIDs: 'failingCustomIDs' },
      },
      subResource: {
        path: overridesPath,
        // Whether custom ids are in it is not documented.
        listed: { ...listed, mayLack: customIDs },
        read: 'value',
        write: {
          by: 'replace',
          forms: [
            ['passingUserIDs', 'failingUserIDs', 'passingCustomIDs', 'failingCustomIDs'],
            ['environmentOverrides'],
          ],
        },
      },
    },
  )

/** Statsig merges entries that are equal in all of these members. */
const requireDistinct = (list: string, of: readonly string[]): Requirement => ({
  when: {},
  needs: { rule: 'distinct', at: `/overrides/${list}`, of },
  message: `Two entries of \`${list}\` must not be equal in ${of.map((name) => `\`${name}\``).join(', ')}.`,
  hint: 'Move their ids into one entry.',
})

export const distinctGateOverrides = requireDistinct('environmentOverrides', [
  'environment',
  'unitID',
])
/** Of experiments and autotunes. */
export const distinctGroupOverrides = requireDistinct('userIDOverrides', [
  'groupID',
  'environment',
  'unitType',
])
export const distinctLayerOverrides = requireDistinct('idOverrides', [
  'experimentName',
  'groupName',
  'environment',
  'idType',
])

/** A reference to a gate or a segment, in the member `name`. */
const gateOrSegmentField = (
  name: string,
  extraFields: Fields,
  options: { readonly readAs?: string; readonly mayTakeName?: true },
): Field => {
  const targetFields = (doc: string, to: string): Fields => ({
    [name]: ref(doc, to, { required: true, by: 'id-or-name', ...options }),
    ...extraFields,
  })
  return variant('Whether a gate or a segment selects the users.', 'type', {
    gate: targetFields('The gate that users must pass.', 'gate'),
    segment: targetFields('The segment that users must be in.', 'segment'),
  })
}

/** Of experiments: users and their group. */
export const experimentOverridesField = (): Field => groupOverridesField('group', 'groups')

/** Of autotunes: users and their variant. New in the document of September 2026 (strong). */
export const autotuneOverridesField = (): Field => groupOverridesField('variant', 'variants')

/**
 * The API takes names of groups in `groupID`: every example of the documents says `Control`, and two public clients send
 * names (medium). An example of a read shows a gate under `name` (weak).
 */
const groupOverridesField = (noun: string, items: string): Field => {
  const groupIDField = item(`The ${noun} for these users, by name or id.`, items, {
    required: true,
    by: 'name',
  })
  return record(
    `Users who are assigned to a ${noun}, whatever the allocation. ${emptyListDoc}`,
    {
      overrides: list(
        'Overrides by gate or segment, tried in order. The first match applies.',
        gateOrSegmentField(
          'id',
          { groupID: groupIDField, environment: environmentField() },
          { readAs: 'name' },
        ),
        { max: 1000, resetWhenOmitted: true },
      ),
      userIDOverrides: set(
        'Overrides by id.',
        record(`Ids that are assigned to one ${noun}.`, {
          groupID: groupIDField,
          ids: { ...idsField('The ids.', { min: 1, max: 1000 }), required: true },
          unitType: overrideUnitField('The unit id type of the ids.'),
          environment: environmentField(),
        }),
        { resetWhenOmitted: true, mergedBy: ['groupID', 'environment', 'unitType'] },
      ),
    },
    { subResource: { path: overridesPath, listed, read: 'value', write: { by: 'replace' } } },
  )
}

/**
 * Of layers: users and their group in an experiment of the layer. The API takes ids of gates, segments and experiments in
 * members called `name`: Statsig's Terraform provider says so of its own (medium). Groups are named by name.
 */
export const layerOverridesField = (): Field => {
  const groupNameField = text('The group for these users, by name.', { required: true, min: 1 })
  const experimentField = (options: {
    readonly required?: true
    readonly nullable?: true
  }): Field =>
    ref('The experiment of the layer, by name or id.', 'experiment', {
      by: 'id-or-name',
      mayTakeName: true,
      itemBeside: { namedBy: 'groupName', list: 'groups', key: 'name', noun: 'group' },
      ...options,
    })
  return record(
    `Users who are assigned to a group of an experiment in the layer, whatever the allocation. ${emptyListDoc}`,
    {
      conditionalOverrides: list(
        'Overrides by gate or segment, tried in order. The first match applies.',
        gateOrSegmentField(
          'name',
          {
            experimentName: experimentField({ required: true }),
            groupName: groupNameField,
            environment: environmentField(),
          },
          { mayTakeName: true },
        ),
        { resetWhenOmitted: true },
      ),
      idOverrides: set(
        'Overrides by id.',
        record('Ids that are assigned to one group.', {
          experimentName: experimentField({ nullable: true }),
          groupName: groupNameField,
          ids: { ...idsField('The ids.', { min: 1 }), required: true },
          idType: overrideUnitField('The unit id type of the ids.'),
          environment: environmentField(),
        }),
        {
          resetWhenOmitted: true,
          mergedBy: ['experimentName', 'groupName', 'environment', 'idType'],
        },
      ),
    },
    { subResource: { path: overridesPath, listed, read: 'value', write: { by: 'replace' } } },
  )
}
