// The three sorts of source that experiments use, each with one that is as good as any.
import { expect } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import type { Behavior, Collection } from '../../../src/emulator/index.ts'
import { warehouseSource } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

const { idTypeMapping = [] } = warehouseSource
export const sql = 'select * from t\n'

export interface SourceKindCase {
  readonly collection: Collection
  readonly all: string
  readonly one: string
  readonly source: JsonObject
  readonly required: readonly string[]
}

export const assignment: SourceKindCase = {
  collection: 'assignment_sources',
  all: 'experiments/assignment_sources',
  one: 'experiments/assignment_source/orders',
  source: {
    name: 'orders',
    sql,
    timestampColumn: 'ts',
    experimentIDColumn: 'experiment',
    groupIDColumn: 'group',
    idTypeMapping,
  },
  required: ['sql', 'timestampColumn', 'experimentIDColumn', 'groupIDColumn', 'idTypeMapping'],
}

export const entity: SourceKindCase = {
  collection: 'entity_property_sources',
  all: 'experiments/entity_properties',
  one: 'experiments/entity_property/orders',
  source: { name: 'orders', sql, idTypeMapping },
  required: ['sql', 'idTypeMapping'],
}

export const qualifying: SourceKindCase = {
  collection: 'qualifying_events',
  all: 'experiments/qualifying_events',
  one: 'experiments/qualifying_events/orders',
  source: { ...warehouseSource, sql },
  required: ['sql', 'timestampColumn', 'idTypeMapping'],
}

export const sourceKinds = [assignment, entity, qualifying]
export const patchableSources = [assignment, entity]

export const openWithSource = async (
  { all, source }: SourceKindCase,
  ...behaviors: readonly Behavior[]
) => {
  const project = await openValidatedClient({ project: 'warehouse', behaviors })
  project.emulator.insert('teams', { id: 'team1', name: 'A' })
  const { data, status } = await project.send('POST', all, source)
  expect(status).toBe(201)
  return { ...project, data }
}

export const fullBody = ({ source }: SourceKindCase): JsonObject =>
  Object.fromEntries(Object.entries(source).filter(([name]) => name !== 'name'))
