// Statsig's nightly job, which looks for stale gates and dynamic configs. It changes no member that a person would set.
import type { Author } from '../../core/author.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { dayOf } from './reports.ts'

const job: Author = { name: 'Statsig', id: 'stale-status-job', email: null }

/** Adds the entries of today, once. */
export const logStaleJob = ({ auditLog, now, store }: EmulatorContext): void => {
  const today = dayOf(now())
  if (auditLog.some(({ after, author }) => author === job && after?.['$lookedAt'] === today)) return
  for (const collection of ['gates', 'dynamic_configs'] as const)
    for (const before of store.all(collection))
      auditLog.push({
        at: now(),
        author: job,
        collection,
        before,
        after: { ...before, $lookedAt: today },
      })
}
