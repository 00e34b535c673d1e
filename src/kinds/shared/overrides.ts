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
import { unit } from './common-fields.ts'

const path = '/overrides'
const whole = 'A list that is left out is empty.'

const ids = (doc: string, options: { readonly max?: number; readonly min?: number } = {}): Field =>
  set(doc, text('One id.', { min: 1 }), { overwrites: true, ...options })

const environment = (): Field =>
  text('Only in this environment; in all of them where it is left out.', {
    nullable: true,
    nothing: '^$',
    default: null,
  })

const unitOf = (doc: string): Field =>
  unit(`${doc} Left out, it is the unit of the resource.`, {
    nullable: true,
    nothing: '^$',
    default: null,
  })

/** Of gates and holdouts: who passes and who does not. A body speaks of users, or of environments, and never of both. */
export const gateOverrides = (): Field =>
  record(
    `Users who pass or fail whatever the rules say. ${whole}`,
    {
      passingUserIDs: ids('User ids that pass.', { max: 2000 }),
      failingUserIDs: ids('User ids that fail.', { max: 2000 }),
      passingCustomIDs: ids('Custom ids that pass.', { max: 2000 }),
      failingCustomIDs: ids('Custom ids that fail.', { max: 2000 }),
      environmentOverrides: set(
        'The same for single environments and units.',
        record('One environment and one unit.', {
          environment: environment(),
          unitID: { ...unitOf('The unit that the ids are of.'), overwrites: true },
          passingIDs: ids('Ids that pass.'),
          failingIDs: ids('Ids that fail.'),
        }),
        { overwrites: true },
      ),
    },
    {
      apart: {
        path,
        read: 'value',
        write: {
          by: 'set',
          forms: [
            ['passingUserIDs', 'failingUserIDs', 'passingCustomIDs', 'failingCustomIDs'],
            ['environmentOverrides'],
          ],
        },
      },
    },
  )

/** Statsig makes one entry of those that are about the same. */
const once = (list: string, of: readonly string[]): Requirement => ({
  when: {},
  needs: { rule: 'distinct', at: `/overrides/${list}`, of },
  message: `No two of \`${list}\` may be about the same.`,
  hint: 'Put their ids into one.',
})

export const gateOverridesOnce = once('environmentOverrides', ['environment', 'unitID'])
export const experimentOverridesOnce = once('userIDOverrides', [
  'groupID',
  'environment',
  'unitType',
])
export const layerOverridesOnce = once('idOverrides', [
  'experimentName',
  'groupName',
  'environment',
  'idType',
])

/** A gate or a segment, by a member of the same name. */
const gateOrSegment = (name: string, more: Fields, by?: 'name'): Field => {
  const target = (doc: string, to: string): Fields => ({
    [name]: ref(doc, to, { required: true, ...(by && { by }) }),
    ...more,
  })
  return variant('Whether a gate or a segment decides who is meant.', 'type', {
    gate: target('The gate that users pass.', 'gate'),
    segment: target('The segment that users are in.', 'segment'),
  })
}

/** Of experiments: who is in which group. */
export const experimentOverrides = (): Field => {
  const groupID = item('The group that they get, by name or id.', 'groups', { required: true })
  return record(
    `Users who get a group whatever chance says. ${whole}`,
    {
      overrides: list(
        'By gate or segment; the first that fits counts.',
        gateOrSegment('id', { groupID, environment: environment() }),
        { max: 1000, overwrites: true },
      ),
      userIDOverrides: set(
        'By id.',
        record('Ids that get one group.', {
          groupID,
          ids: { ...ids('The ids.', { min: 1, max: 1000 }), required: true },
          unitType: unitOf('The unit that the ids are of.'),
          environment: environment(),
        }),
        { overwrites: true },
      ),
    },
    { apart: { path, read: 'value', write: { by: 'set' } } },
  )
}

/** Of layers: who is in which group of which of its experiments. Statsig calls all of them by name. */
export const layerOverrides = (): Field => {
  const groupName = text('The group that they get, by name.', { required: true, min: 1 })
  const experiment = (options: { readonly required?: true; readonly nullable?: true }): Field =>
    ref('The experiment of the layer, by name or id.', 'experiment', { by: 'name', ...options })
  return record(
    `Users who get a group of an experiment in the layer whatever chance says. ${whole}`,
    {
      conditionalOverrides: list(
        'By gate or segment; the first that fits counts.',
        gateOrSegment(
          'name',
          {
            experimentName: experiment({ required: true }),
            groupName,
            environment: environment(),
          },
          'name',
        ),
        { overwrites: true },
      ),
      idOverrides: set(
        'By id.',
        record('Ids that get one group.', {
          experimentName: experiment({ nullable: true }),
          groupName,
          ids: { ...ids('The ids.', { min: 1 }), required: true },
          idType: unitOf('The unit that the ids are of.'),
          environment: environment(),
        }),
        { overwrites: true },
      ),
    },
    { apart: { path, read: 'value', write: { by: 'set' } } },
  )
}
