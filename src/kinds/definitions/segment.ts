// Describes the kind `segment`.
import { choice, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { configChanges, configResalts } from '../shared/audit-actions.ts'
import {
  authorshipFields,
  descriptionField,
  tagsField,
  teamAlternatives,
  teamField,
  teamIDField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { givesNothing, givesPass, rulesStep } from '../shared/rule-evaluation.ts'
import { segmentRulesField } from '../shared/rules.ts'

const idListTypes = ['id_list', 'analysis_list', 'user_store_id_list']

export const segment: Kind<'segment'> = {
  kind: 'segment',
  doc: 'A named set of users, defined by rules or by a list of ids.',
  folder: 'segments',
  identity: { by: 'id' },
  routes: {
    list: '/console/v1/segments',
    create: '/console/v1/segments',
    item: '/console/v1/segments/{id}',
    pathId: 'id',
    update: {
      method: 'POST',
      absolutePath: '/console/v1/segments/{id}/conditional',
      body: { fieldValue: 'rules' },
    },
    archive: { method: 'PUT', path: '/archive' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    id: text('The id that conditions refer to. It cannot be changed.', {
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
      sentIn: 'create',
    }),
    type: choice(
      'Whether rules or a list of ids define the segment.',
      ['rule_based', ...idListTypes],
      { required: true, sentIn: 'create' },
    ),
    description: descriptionField({ sentIn: 'create' }),
    idType: unitField(unitDoc('of its ids'), { sentIn: 'create' }),
    tags: tagsField({ sentIn: 'create' }),
    team: teamField({ sentIn: 'create' }),
    teamID: teamIDField({ sentIn: 'create' }),
    rules: segmentRulesField(),
    ids: set(
      'The ids in the segment. For more than 1,000 ids, use `idsFile`.',
      text('One id.', { min: 1 }),
      {
        fileKey: 'idsFile',
        subResource: {
          path: '/id_list',
          read: 'ids',
          write: {
            by: 'add-remove',
            variants: [
              {
                when: { member: 'type', is: 'id_list' },
                add: { method: 'PATCH', path: '/id_list' },
                remove: { method: 'DELETE', path: '/id_list' },
                // Statsig accepts 100,000. With 10,000, a body stays below one megabyte, a common limit of proxies, and
                // the requests for the longest list stay within one rate limit window.
                maxItems: 10_000,
              },
              {
                when: { member: 'type', is: 'user_store_id_list' },
                add: { method: 'PATCH', path: '/add_ids' },
                remove: { method: 'PATCH', path: '/remove_ids' },
                maxItems: 1000,
              },
            ],
          },
        },
      },
    ),
  },
  alternatives: teamAlternatives,
  uniqueMembers: ['id', 'name'],
  auditActions: {
    creates: ['segment_create'],
    changes: [...configChanges, 'segment_update_owners', 'ID_list_update'],
    deletes: ['config_delete'],
    resalts: [...configResalts],
  },
  effects: {
    '/id': 'label',
    '/name': 'label',
    '/description': 'label',
    '/type': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/rules/*/name': 'preserves',
    '/rules/*/environments': 'any-of',
    '/rules/*/conditions': 'all-of',
    '/idType': 'reassigns',
  },
  reviews: { askedBy: configReviews },
  readOnlyFields: [
    ...authorshipFields,
    'isEnabled',
    'count',
    'targetApps',
    'holdoutIDs',
    'version',
    'permalink',
  ],
  archivedWhen: [{ member: 'isEnabled', is: [false] }],
  createOnly: {
    reason: 'Statsig’s API changes only the rules and ids of a segment.',
    hint: 'Change it in the console and in the file, or define a new segment.',
  },
  evaluation: [
    {
      steps: [
        { step: 'ids', at: ['ids'], unit: 'userID', gives: givesPass },
        rulesStep(givesPass, { share: 'passPercentage' }),
      ],
      otherwise: givesNothing,
    },
  ],
  restrictive: {
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    // Without a list, a rule applies in all environments, so that a shorter list is not always more restrictive.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
    '/ids': 'fewer',
  },
  requirements: [
    {
      when: { '/type': idListTypes },
      needs: { rule: 'absent', at: '/rules' },
      message: 'Only a segment of type `rule_based` has `rules`.',
      hint: 'Delete `rules`, or write `type: rule_based`.',
    },
    {
      when: { '/type': ['rule_based', 'analysis_list'] },
      needs: { rule: 'absent', at: '/ids' },
      message: 'Only a segment of type `id_list` or `user_store_id_list` has `ids`.',
      hint: 'Delete `ids`, or write `type: id_list`.',
    },
    {
      when: { '/type': ['id_list', 'user_store_id_list'] },
      needs: { rule: 'items', at: '/ids', min: 0, max: 1000 },
      message: 'A definition can have at most 1,000 ids.',
      hint: 'Write the ids in a text file, one a line, and replace `ids` with `idsFile: …`, the path of that file.',
    },
  ],
}
