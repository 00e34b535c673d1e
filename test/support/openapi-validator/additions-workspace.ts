// What the workspace has gained since the published document.
import type { Patch } from './correction.ts'
import { inSchemas } from './schema-paths.ts'

const flag = { type: 'boolean' }

export const workspaceSince: readonly Patch[] = [
  {
    at: inSchemas(['RoleContractDto', 'RoleUpdateContractDto'], '/properties/permissions'),
    change: { op: 'declare', members: { bypass_precommit_webhook: flag, whn_connection: flag } },
    why: 'two permissions that the Terraform provider writes',
    source: 'facts 4.10 (TF)',
  },
]
