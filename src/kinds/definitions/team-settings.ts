// Describes the kind `team_settings`.
import { flag } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const teamSettings: Kind<'team_settings'> = {
  kind: 'team_settings',
  doc: 'Whether resources must belong to a team.',
  folder: 'team_settings',
  identity: { by: 'project' },
  routes: {
    list: '/console/v1/settings/teams',
    item: '/console/v1/settings/teams',
    pathId: 'id',
    update: { method: 'POST', body: 'whole', replaces: true },
  },
  fields: {
    require_teams_on_configs: flag('Whether new gates, configs and experiments need a team.'),
  },
  effects: {
    '': 'changes-access',
  },
  readOnlyFields: ['permalink'],
}
