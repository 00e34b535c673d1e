// Reports: where the numbers of a day can be fetched, once the day is over.

import { badRequest } from '../../core/api-error.ts'
import { accepted, choice, text } from '../../core/body-schema.ts'
import type { Call, Route } from '../../core/context.ts'
import { answer } from '../../shared/handlers.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The day of a time, as dates are written in queries. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

const asked = ({ query }: Call) =>
  accepted(
    Object.fromEntries(query),
    {
      type: choice('first_exposures', 'pulse_daily', 'topline_impact_daily'),
      date: text({ pattern: DAY }),
    },
    ['type', 'date'],
  )

export const reports: readonly Route[] = [
  {
    method: 'GET',
    path: 'reports',
    handle: (call) => {
      const { date, type } = asked(call)
      if (String(date) >= dayOf(call.world.now())) throw badRequest('Data is not available')
      const url = `https://reports.example.com/${String(type)}/${String(date)}.csv`
      return answer('Report URL generated successfully', { url })
    },
  },
]
