// The three sorts of source that experiments use, each with one that is as good as any.
import { expect } from 'vitest'
import type { Collection, Personality } from '../../../src/emulator/index.ts'
import type { Members } from '../../../src/json.ts'
import { warehouseSource } from '../client.ts'
import { openJudged } from '../validated-client.ts'

const { idTypeMapping = [] } = warehouseSource
export const sql = 'select * from t\n'

export interface Sort {
  readonly collection: Collection
  readonly all: string
  readonly one: string
  readonly source: Members
  readonly required: readonly string[]
}

export const assignment: Sort = {
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

export const entity: Sort = {
  collection: 'entity_property_sources',
  all: 'experiments/entity_properties',
  one: 'experiments/entity_property/orders',
  source: { name: 'orders', sql, idTypeMapping },
  required: ['sql', 'idTypeMapping'],
}

export const qualifying: Sort = {
  collection: 'qualifying_events',
  all: 'experiments/qualifying_events',
  one: 'experiments/qualifying_events/orders',
  source: { ...warehouseSource, sql },
  required: ['sql', 'timestampColumn', 'idTypeMapping'],
}

export const sorts = [assignment, entity, qualifying]
export const patched = [assignment, entity]

export const opened = async ({ all, source }: Sort, ...personalities: readonly Personality[]) => {
  const project = await openJudged({ project: 'warehouse', personalities })
  project.emulator.insert('teams', { id: 'team1', name: 'A' })
  const { data, status } = await project.send('POST', all, source)
  expect(status).toBe(201)
  return { ...project, data }
}

export const inFull = ({ source }: Sort): Members =>
  Object.fromEntries(Object.entries(source).filter(([name]) => name !== 'name'))
