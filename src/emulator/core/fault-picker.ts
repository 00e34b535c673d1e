// When a fault strikes.
import type { Fault } from './faults.ts'
import type { Random } from './random.ts'

export interface Struck {
  readonly method: string
  /** As sent, with the query. */
  readonly path: string
  readonly decoded: string
  readonly isList: boolean
  readonly page: number
  readonly respectsReviews: boolean
}

/** The faults that strike a request, in the order they were given; each counts for itself. */
export const faultPicker = (
  random: Random,
): ((faults: readonly Fault[], request: Struck) => readonly Fault[]) => {
  const counts = new WeakMap<Fault, { seen: number; struck: number }>()
  return (faults, request) =>
    faults.filter((fault) => {
      if (!mayStrike(fault, request)) return false
      const count = counts.get(fault) ?? { seen: 0, struck: 0 }
      counts.set(fault, count)
      count.seen += 1
      if (fault.nth !== undefined && count.seen !== fault.nth) return false
      if (fault.times !== undefined && count.struck >= fault.times) return false
      if (fault.rate !== undefined && random() >= fault.rate) return false
      count.struck += 1
      return true
    })
}

const mayStrike = (fault: Fault, request: Struck): boolean => {
  if (fault.method !== undefined && fault.method !== request.method) return false
  const { path = '' } = fault
  if (!request.path.includes(path) && !request.decoded.includes(path)) return false
  const isRead = request.method === 'GET'
  switch (fault.kind) {
    case 'page-shift':
      return request.isList && request.page > 1
    case 'no-pagination':
      return request.isList
    case 'stale':
      return isRead
    case 'review':
      return !isRead && request.respectsReviews
    default:
      return true
  }
}
