// Reports: the address of the figures of a day, once the day is over.

import { badRequest } from '../../core/api-error.ts'
import { choice, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, Route } from '../../core/context.ts'
import { respond } from '../../shared/handlers.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The day of a time, in the form of dates in queries. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

const parseReportQuery = ({ query }: ApiCall) =>
  parseBody(
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
      const { date, type } = parseReportQuery(call)
      if (String(date) >= dayOf(call.context.now())) throw badRequest('Data is not available')
      const url = `https://reports.example.com/${String(type)}/${String(date)}.csv`
      return respond('Report URL generated successfully', { url })
    },
  },
]
