// Describes the kind `key`.
import { choice, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { environmentNameField } from '../shared/common-fields.ts'

export const key: Kind<'key'> = {
  kind: 'key',
  doc: 'The permissions of a key of the project. Keys are created and revoked only in the console, since a file must not contain the secret.',
  folder: 'keys',
  identity: { by: 'members', members: ['description'], forbidsId: true },
  routes: {
    list: '/console/v1/keys',
    item: '/console/v1/keys/{id}',
    pathId: 'key',
    isPathIdSecret: true,
    update: { method: 'PATCH', body: 'changed' },
  },
  fields: {
    description: text('The description of the key in the console, which identifies the key.', {
      required: true,
      min: 1,
      max: 1000,
      sentIn: 'create',
    }),
    scopes: set(
      'What the key may do.',
      choice('One permission.', [
        'omni_read_only',
        'omni_read_write',
        'client_download_config_specs',
        'none_hash_enabled',
        'can_access_keys',
        'client_can_write_user_store',
        'personal_read_only',
        'personal_read_write',
      ]),
    ),
    // An empty list may mean all environments. With a default the list is merged as a whole, and never becomes empty.
    environments: set(
      'Environments in which the key is valid.',
      environmentNameField('An environment, by name.'),
      {
        default: [],
      },
    ),
  },
  auditActions: {
    creates: ['sdk_key_create'],
    changes: [
      'sdk_key_deactivate',
      'secret_key_regenerate',
      'sdk_key_update_description',
      'sdk_key_update_environments',
      'sdk_key_update_target_app',
      'sdk_key_update_scopes',
      'sdk_key_rotate',
    ],
    deletes: ['sdk_key_delete'],
  },
  effects: {
    '': 'changes-access',
  },
  readOnlyFields: [
    'key',
    'type',
    'status',
    'primaryTargetApp',
    'secondaryTargetApps',
    'targetAppID',
    'secondaryTargetAppIDs',
    'lastUsed',
  ],
  archivedWhen: [{ member: 'status', is: ['deactivated'] }],
}
