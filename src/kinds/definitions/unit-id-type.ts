// Describes the kind `unit_id_type`.
import { text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const unitIdType: Kind<'unit_id_type'> = {
  kind: 'unit_id_type',
  doc: 'A type of unit by which users are identified, such as `userID`, a device or a company.',
  folder: 'unit_id_types',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/unit_id_types',
    create: '/console/v1/unit_id_types',
    item: '/console/v1/unit_id_types/{id}',
    pathId: 'name',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that `idType` refers to.', { required: true, min: 1, sentIn: 'create' }),
    description: text('What the unit is.', { default: '' }),
  },
  auditActions: {
    creates: ['company_ID_type_add'],
    changes: ['company_ID_type_edit'],
    deletes: ['company_ID_type_delete'],
  },
  effects: {
    '': 'label',
  },
  readOnlyFields: ['id'],
  builtInNames: ['userID', 'stableID'],
}
