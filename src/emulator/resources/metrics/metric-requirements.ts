// What a cloud metric of each type requires. The published document does not say so.
import type { JsonObject } from '../../../core/json.ts'
import { badFields, type FieldError } from '../../core/api-error.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

export const refuseIncomplete = (context: EmulatorContext, metric: JsonObject): void => {
  if (context.project === 'warehouse' || context.has('metric-requirements-unchecked')) return
  const errors = missingFields(metric)
  if (errors.length > 0) throw badFields(errors)
}

const missingFields = (metric: JsonObject): readonly FieldError[] => {
  const events = membersIn(metric['metricEvents'])
  const components = membersIn(metric['metricComponentMetrics'])
  const units = requireField(textsIn(metric['unitTypes']).length > 0, 'unitTypes', 'Required')
  switch (textOf(metric['type'])) {
    case 'sum':
    case 'mean':
    case 'event_count_custom':
      return [...units, ...requireField(events.length > 0, 'metricEvents', 'Required')]
    case 'ratio':
      return [
        ...units,
        ...requireField(isRatio(events), 'metricEvents', 'A ratio needs two counts'),
      ]
    case 'event_user': {
      const haveCriteria = events.every(({ criteria }) => criteria !== undefined)
      return requireField(haveCriteria, 'metricEvents', 'Each event needs criteria')
    }
    case 'funnel':
      return [
        ...requireField(
          metric['funnelCountDistinct'] !== undefined,
          'funnelCountDistinct',
          'Required',
        ),
        ...requireField(
          membersIn(metric['funnelEventList']).length > 1,
          'funnelEventList',
          'A funnel needs two events',
        ),
      ]
    case 'composite':
      return [
        ...units,
        ...requireField(components.length > 0, 'metricComponentMetrics', 'Required'),
      ]
    case 'composite_sum':
      return [
        ...units,
        ...requireField(components.length > 1, 'metricComponentMetrics', 'A sum needs two metrics'),
      ]
    default:
      return []
  }
}

const isRatio = (events: readonly JsonObject[]): boolean =>
  events.length === 2 && events.every(({ type }) => type === 'count' || type === 'count_distinct')

const requireField = (
  isPresent: boolean,
  property: string,
  errorMessage: string,
): readonly FieldError[] => (isPresent ? [] : [{ property, errorMessage }])
