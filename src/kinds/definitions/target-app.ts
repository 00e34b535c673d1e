// Describes the kind `target_app`.
import { text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const targetApp: Kind<'target_app'> = {
  kind: 'target_app',
  doc: 'An app or site that receives only the resources that name it in `targetApps`.',
  folder: 'target_apps',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/target_app',
    create: '/console/v1/target_app',
    item: '/console/v1/target_app/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that resources refer to.', { required: true, min: 1 }),
    description: text(
      'What the app is. Statsig does not return it, so a plan cannot detect a change of it.',
      { writeOnly: true },
    ),
  },
  createDefaults: { description: '' },
  auditActions: {
    creates: ['create_customer_app'],
    changes: ['edit_target_app'],
    deletes: ['delete_target_app'],
  },
  effects: {
    '': 'label',
  },
  readOnlyFields: ['gates', 'dynamicConfigs', 'experiments'],
}
