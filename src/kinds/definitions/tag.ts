// Describes the kind `tag`.
import { flag, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const tag: Kind<'tag'> = {
  kind: 'tag',
  doc: 'A label that groups other resources.',
  folder: 'tags',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/tags',
    create: '/console/v1/tags',
    item: '/console/v1/tags/{id}',
    pathId: 'name',
    fallbackPathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that resources refer to.', {
      required: true,
      min: 1,
      max: 100,
      sentIn: 'create',
    }),
    description: text('What the tag means.', { max: 1000, required: true, default: '' }),
    isCore: flag(
      'Whether it is a core tag, whose metrics are added to new gates and experiments.',
      {
        default: false,
        resetWhenOmitted: true,
      },
    ),
  },
  auditActions: {
    creates: ['tag_create'],
    changes: ['tag_edit', 'tag_update_owners'],
    deletes: ['tag_delete', 'delete_tag'],
  },
  effects: {
    '': 'label',
  },
  readOnlyFields: [],
  createOnReference: { description: '' },
}
