// Selects the faults that apply to a request.
import type { Fault } from './faults.ts'
import type { Random } from './random.ts'

export interface MatchedRequest {
  readonly method: string
  /** As sent, with the query. */
  readonly path: string
  readonly decoded: string
  readonly isList: boolean
  readonly page: number
  readonly respectsReviews: boolean
}

/** The faults that apply to a request, in the order of the options. Each fault counts its own requests. */
export const createFaultPicker = (
  random: Random,
): ((faults: readonly Fault[], request: MatchedRequest) => readonly Fault[]) => {
  const countsByFault = new WeakMap<Fault, { matched: number; applied: number }>()
  return (faults, request) =>
    faults.filter((fault) => {
      if (!matchesFault(fault, request)) return false
      const count = countsByFault.get(fault) ?? { matched: 0, applied: 0 }
      countsByFault.set(fault, count)
      count.matched += 1
      if (fault.nth !== undefined && count.matched !== fault.nth) return false
      if (fault.times !== undefined && count.applied >= fault.times) return false
      if (fault.rate !== undefined && random() >= fault.rate) return false
      count.applied += 1
      return true
    })
}

const matchesFault = (fault: Fault, request: MatchedRequest): boolean => {
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
