// What a cloud metric of each type needs, though the document does not say so.
import type { Members } from '../../../json.ts'
import { badFields, type Trouble } from '../../core/api-error.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

export const refuseIncomplete = (world: World, metric: Members): void => {
  if (world.project === 'warehouse' || world.has('metric-requirements-unchecked')) return
  const errors = lacking(metric)
  if (errors.length > 0) throw badFields(errors)
}

const lacking = (metric: Members): readonly Trouble[] => {
  const events = membersIn(metric['metricEvents'])
  const components = membersIn(metric['metricComponentMetrics'])
  const units = needs(textsIn(metric['unitTypes']).length > 0, 'unitTypes', 'Required')
  switch (textOf(metric['type'])) {
    case 'sum':
    case 'mean':
    case 'event_count_custom':
      return [...units, ...needs(events.length > 0, 'metricEvents', 'Required')]
    case 'ratio':
      return [...units, ...needs(isRatio(events), 'metricEvents', 'A ratio needs two counts')]
    case 'event_user': {
      const judged = events.every(({ criteria }) => criteria !== undefined)
      return needs(judged, 'metricEvents', 'Each event needs criteria')
    }
    case 'funnel':
      return [
        ...needs(metric['funnelCountDistinct'] !== undefined, 'funnelCountDistinct', 'Required'),
        ...needs(
          membersIn(metric['funnelEventList']).length > 1,
          'funnelEventList',
          'A funnel needs two events',
        ),
      ]
    case 'composite':
      return [...units, ...needs(components.length > 0, 'metricComponentMetrics', 'Required')]
    case 'composite_sum':
      return [
        ...units,
        ...needs(components.length > 1, 'metricComponentMetrics', 'A sum needs two metrics'),
      ]
    default:
      return []
  }
}

const isRatio = (events: readonly Members[]): boolean =>
  events.length === 2 && events.every(({ type }) => type === 'count' || type === 'count_distinct')

const needs = (given: boolean, property: string, errorMessage: string): readonly Trouble[] =>
  given ? [] : [{ property, errorMessage }]
