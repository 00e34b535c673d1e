import { choice, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import {
  description,
  idType,
  madeByStatsig,
  tags,
  team,
  teamID,
  teamTwins,
  unit,
} from '../shared/common-fields.ts'
import { segmentRules } from '../shared/rules.ts'

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
    update: {
      method: 'POST',
      at: '/console/v1/segments/{id}/conditional',
      body: { bare: 'rules' },
    },
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
    idType: unit(idType('its lists hold'), { sent: 'create' }),
    tags: tags({ sent: 'create' }),
    team: team({ sent: 'create' }),
    teamID: teamID({ sent: 'create' }),
    rules: segmentRules(),
    ids: set(
      'The ids that are in it. More than 1,000 go into a file: `idsFile`.',
      text('One id.', { min: 1 }),
      {
        file: 'idsFile',
        apart: {
          path: '/id_list',
          read: 'ids',
          write: {
            by: 'exchange',
            ways: [
              {
                of: { member: 'type', is: 'id_list' },
                add: { method: 'PATCH', path: '/id_list' },
                remove: { method: 'DELETE', path: '/id_list' },
                // Statsig takes ten times as many. So a body stays well below a megabyte, which proxies commonly let
                // pass, and the longest list needs no more writes than its own limit allows at once.
                most: 10_000,
              },
              {
                of: { member: 'type', is: 'user_store_id_list' },
                add: { method: 'PATCH', path: '/add_ids' },
                remove: { method: 'PATCH', path: '/remove_ids' },
                most: 1000,
              },
            ],
          },
        },
      },
    ),
  },
  twins: teamTwins,
  logged: ['segment', 'config', 'ID_list_update'],
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
    reason: 'Statsig’s API changes nothing of a segment but its rules and ids.',
    hint: 'Change it in the console and write the same here, or describe a new segment.',
  },
  safer: {
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    // Left out means all of them, so that fewer names may be more environments.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
    '/ids': 'fewer',
  },
  requirements: [
    {
      when: { '/type': listTypes },
      needs: { rule: 'absent', at: '/rules' },
      message: 'Only a segment of type `rule_based` has rules.',
      hint: 'Delete `rules`, or write `type: rule_based`.',
    },
    {
      when: { '/type': ['rule_based', 'analysis_list'] },
      needs: { rule: 'absent', at: '/ids' },
      message: 'Only a segment of type `id_list` or `user_store_id_list` is given ids.',
      hint: 'Take them out, or write `type: id_list`.',
    },
    {
      when: { '/type': ['id_list', 'user_store_id_list'] },
      needs: { rule: 'items', at: '/ids', min: 0, max: 1000 },
      message: 'A definition holds up to 1,000 ids.',
      hint: 'Put them into a text file, one a line, and write `idsFile: …` with its name in place of `ids`.',
    },
  ],
}
