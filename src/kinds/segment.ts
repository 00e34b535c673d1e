import { choice, text } from '../fields/field.ts'
import type { Kind } from './kind.ts'
import { segmentRules } from './rules.ts'
import { description, idType, madeByStatsig, tags, team, teamID } from './shared.ts'

const listTypes = ['id_list', 'analysis_list', 'user_store_id_list']

export const segment: Kind<'segment'> = {
  kind: 'segment',
  doc: 'A named set of users, by rules or by a list of ids.',
  folder: 'segments',
  identity: { by: 'id' },
  routes: {
    list: '/console/v1/segments',
    create: '/console/v1/segments',
    item: '/console/v1/segments/{id}',
    handle: 'id',
    update: { method: 'POST', path: '/conditional', body: { bare: 'rules' } },
    archive: { method: 'PUT', path: '/archive' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    id: text('The id that conditions refer to.', {
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_-]*$',
      sent: 'create',
    }),
    name: text('The name that people see.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\- ]*$',
      sent: 'create',
    }),
    type: choice(
      'Whether rules or a list of ids decide who is in it.',
      ['rule_based', ...listTypes],
      { required: true, sent: 'create' },
    ),
    description: description({ sent: 'create' }),
    idType: text(idType('its lists hold'), { sent: 'create' }),
    tags: tags({ sent: 'create' }),
    team: team({ sent: 'create' }),
    teamID: teamID({ sent: 'create' }),
    rules: segmentRules(),
  },
  made: [
    ...madeByStatsig,
    'isEnabled',
    'count',
    'targetApps',
    'holdoutIDs',
    'version',
    'permalink',
  ],
  archived: [{ member: 'isEnabled', is: [false] }],
  settled: {
    reason: 'Statsig’s API changes nothing of a segment but its rules.',
    hint: 'Change it in the console and write the same here, or describe a new segment.',
  },
  safer: { '/rules/*/passPercentage': 'lower' },
  requirements: [
    {
      when: { '/type': listTypes },
      needs: { rule: 'absent', at: '/rules' },
      message: 'Only a segment of type `rule_based` has rules.',
      hint: 'Delete `rules`, or write `type: rule_based`.',
    },
  ],
}
