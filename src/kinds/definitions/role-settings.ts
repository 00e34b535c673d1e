// Describes the kind `role_settings`.
import { ref } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const roleSettings: Kind<'role_settings'> = {
  kind: 'role_settings',
  doc: 'The role of new members of the project.',
  folder: 'role_settings',
  identity: { by: 'project' },
  routes: {
    list: '/console/v1/settings/roles',
    item: '/console/v1/settings/roles',
    pathId: 'id',
    update: { method: 'POST', body: 'whole', replaces: true },
  },
  fields: {
    default_project_role: ref('The role, by name.', 'role', { unverified: true }),
  },
  effects: {
    '': 'changes-access',
  },
  readOnlyFields: ['permalink'],
}
