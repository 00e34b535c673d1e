// Overrides since the published document.
import type { Patch } from './correction.ts'
import { inSchemas } from './schema-paths.ts'

export const overridesSince: readonly Patch[] = [
  {
    at: inSchemas(
      ['LayerOverridesDto', 'LayerOverridesPatchDto'],
      '/properties/conditionalOverrides/items',
    ),
    change: { op: 'declare', members: { environment: { type: 'string', nullable: true } } },
    why: 'a conditional override of a layer can be for one environment',
    source: 'facts 5.9 (spec-C)',
  },
]
