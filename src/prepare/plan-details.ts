// What is printed beside a plan: how many API requests an apply sends, how long they take, and what it was compared with.

import type { HistoryOptions } from '../history/history.ts'
import { estimateWriteSeconds } from '../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { Operation, Plan } from '../model/index.ts'
import type { PlanDetails } from '../report/results.ts'
import { blockedOperations } from '../summary/counts.ts'
import type { StatsigConnection } from './connection.ts'

export const planDetails = (
  plan: Plan,
  registry: KindRegistry,
  { source }: Pick<StatsigConnection, 'source'>,
  { emulator, twoWay }: Pick<HistoryOptions, 'emulator' | 'twoWay'>,
): PlanDetails => {
  const requests = countRequests(plan, registry)
  const base = plan.origin?.base
  const baseText = base === undefined ? '' : `, and with the last apply (${base.slice(0, 7)})`
  const modeText = twoWay
    ? ' Two-way: every difference is changed to what the files say.'
    : plan.origin === undefined && !emulator
      ? ' Without git: every difference is changed to what the files say.'
      : ''
  return {
    requests,
    forecastSeconds: estimateWriteSeconds(requests),
    source: `Compared with ${source}${baseText}.${modeText}`,
  }
}

/** API requests that an apply would send: a creation in two steps counts twice. */
const countRequests = (plan: Plan, registry: KindRegistry): number => {
  const blocked = blockedOperations(plan)
  return plan.operations
    .filter((operation) => operation.refusal === undefined && !blocked.has(operation))
    .reduce((sum, operation) => sum + requestsFor(operation, registry), 0)
}

const requestsFor = (operation: Operation, registry: KindRegistry): number => {
  const { edits, kind, subResource } = operation
  const write =
    subResource === undefined
      ? undefined
      : registry(kind).kind.fields[subResource]?.subResource?.write
  if (write?.by !== 'add-remove') return isTwoStep(operation, registry) ? 2 : 1
  const maxItems = write.variants[0]?.maxItems ?? 1
  const counts = edits.flatMap((edit) => edit.counts ?? [])
  return counts.reduce(
    (sum, { added, removed }) => sum + Math.ceil(added / maxItems) + Math.ceil(removed / maxItems),
    0,
  )
}

const isTwoStep = ({ action, kind, members }: Operation, registry: KindRegistry): boolean =>
  action === 'create' &&
  Object.keys(members).some((name) => {
    const sent = registry(kind).kind.fields[name]?.sentIn
    return sent === 'update' || sent === 'pre-request'
  })
