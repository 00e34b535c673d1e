// Overrides: users, gates and segments for whom the answer is settled, whatever the rules say. No list shows them, and
// each sort has routes of its own. A list that a file leaves out is empty: the file is the whole truth of them.
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
import type { Requirement } from '../kind.ts'
import { unitField } from './common-fields.ts'

const overridesPath = '/overrides'
const emptyListDoc = 'A list that is left out is empty.'

const idsField = (
  doc: string,
  options: { readonly max?: number; readonly min?: number } = {},
): Field => set(doc, text('One id.', { min: 1 }), { resetWhenOmitted: true, ...options })

const environmentField = (): Field =>
  text('Only in this environment; in all of them where it is left out.', {
    nullable: true,
    emptyPattern: '^$',
    default: null,
  })

const overrideUnitField = (doc: string): Field =>
  unitField(`${doc} Left out, it is the unit of the resource.`, {
    nullable: true,
    emptyPattern: '^$',
    default: null,
  })

/** Of gates and holdouts: who passes and who does not. A body speaks of users, or of environments, and never of both. */
export const gateOverridesField = (): Field =>
  record(
    `Users who pass or fail whatever the rules say. ${emptyListDoc}`,
    {
      passingUserIDs: idsField('User ids that pass.', { max: 2000 }),
      failingUserIDs: idsField('User ids that fail.', { max: 2000 }),
      passingCustomIDs: idsField('Custom ids that pass.', { max: 2000 }),
      failingCustomIDs: idsField('Custom ids that fail.', { max: 2000 }),
      environmentOverrides: set(
        'The same for single environments and units.',
        record('One environment and one unit.', {
          environment: environmentField(),
          unitID: { ...overrideUnitField('The unit that the ids are of.'), resetWhenOmitted: true },
          passingIDs: idsField('Ids that pass.'),
          failingIDs: idsField('Ids that fail.'),
        }),
        { resetWhenOmitted: true },
      ),
    },
    {
      subResource: {
        path: overridesPath,
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

/** Statsig makes one entry of those that are about the same. */
const requireDistinct = (list: string, of: readonly string[]): Requirement => ({
  when: {},
  needs: { rule: 'distinct', at: `/overrides/${list}`, of },
  message: `No two of \`${list}\` may be about the same.`,
  hint: 'Put their ids into one.',
})

export const distinctGateOverrides = requireDistinct('environmentOverrides', [
  'environment',
  'unitID',
])
export const distinctExperimentOverrides = requireDistinct('userIDOverrides', [
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

/** A gate or a segment, by a member of the same name. */
const gateOrSegmentField = (name: string, extraFields: Fields, by?: 'name'): Field => {
  const targetFields = (doc: string, to: string): Fields => ({
    [name]: ref(doc, to, { required: true, ...(by && { by }) }),
    ...extraFields,
  })
  return variant('Whether a gate or a segment decides who is meant.', 'type', {
    gate: targetFields('The gate that users pass.', 'gate'),
    segment: targetFields('The segment that users are in.', 'segment'),
  })
}

/** Of experiments: who is in which group. */
export const experimentOverridesField = (): Field => {
  const groupIDField = item('The group that they get, by name or id.', 'groups', { required: true })
  return record(
    `Users who get a group whatever chance says. ${emptyListDoc}`,
    {
      overrides: list(
        'By gate or segment; the first that fits counts.',
        gateOrSegmentField('id', { groupID: groupIDField, environment: environmentField() }),
        { max: 1000, resetWhenOmitted: true },
      ),
      userIDOverrides: set(
        'By id.',
        record('Ids that get one group.', {
          groupID: groupIDField,
          ids: { ...idsField('The ids.', { min: 1, max: 1000 }), required: true },
          unitType: overrideUnitField('The unit that the ids are of.'),
          environment: environmentField(),
        }),
        { resetWhenOmitted: true },
      ),
    },
    { subResource: { path: overridesPath, read: 'value', write: { by: 'replace' } } },
  )
}

/** Of layers: who is in which group of which of its experiments. Statsig calls all of them by name. */
export const layerOverridesField = (): Field => {
  const groupNameField = text('The group that they get, by name.', { required: true, min: 1 })
  const experimentField = (options: {
    readonly required?: true
    readonly nullable?: true
  }): Field =>
    ref('The experiment of the layer, by name or id.', 'experiment', { by: 'name', ...options })
  return record(
    `Users who get a group of an experiment in the layer whatever chance says. ${emptyListDoc}`,
    {
      conditionalOverrides: list(
        'By gate or segment; the first that fits counts.',
        gateOrSegmentField(
          'name',
          {
            experimentName: experimentField({ required: true }),
            groupName: groupNameField,
            environment: environmentField(),
          },
          'name',
        ),
        { resetWhenOmitted: true },
      ),
      idOverrides: set(
        'By id.',
        record('Ids that get one group.', {
          experimentName: experimentField({ nullable: true }),
          groupName: groupNameField,
          ids: { ...idsField('The ids.', { min: 1 }), required: true },
          idType: overrideUnitField('The unit that the ids are of.'),
          environment: environmentField(),
        }),
        { resetWhenOmitted: true },
      ),
    },
    { subResource: { path: overridesPath, read: 'value', write: { by: 'replace' } } },
  )
}
