// Describes the kind `project_settings`.
import { choice, ref, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const projectSettings: Kind<'project_settings'> = {
  kind: 'project_settings',
  doc: 'The name and the visibility of the project.',
  folder: 'project_settings',
  identity: { by: 'project' },
  routes: {
    list: '/console/v1/settings/project',
    item: '/console/v1/settings/project',
    pathId: 'id',
    update: { method: 'POST', body: 'whole', replaces: true },
  },
  fields: {
    name: text('The name of the project.', { min: 1 }),
    visibility: choice('Who can see the project.', ['OPEN', 'CLOSED', 'EXTERNAL']),
    default_unit_type: ref('The default unit of new resources.', 'unit_id_type', {
      unverified: true,
    }),
  },
  effects: {
    '': 'changes-access',
  },
  readOnlyFields: ['permalink'],
}
