// Says which requests of a kind Statsig validates without storing anything, and how such a request is marked.
import type { Routes } from './routes.ts'

/**
 * Where a request says that it is a dry run: `dryRun: true` in its body, or `?dryRun=true` (Statsig's OpenAPI document of
 * September 2026; no live answer is known). A route that does not know the mark ignores it, and writes.
 */
export type DryRunMark = 'body' | 'query'

export interface DryRuns {
  readonly create?: DryRunMark
  readonly update?: DryRunMark
}

/** The mark for a request of the kind, whose path is that of the descriptor. `undefined`: Statsig would execute it. */
export const dryRunMark = (
  { dryRun, routes }: { readonly dryRun?: DryRuns; readonly routes: Routes },
  { method, path }: { readonly method: string; readonly path: string },
): DryRunMark | undefined => {
  if (method === 'POST' && path === routes.create) return dryRun?.create
  const { absolutePath = routes.item, method: updateMethod } = routes.update
  return method === updateMethod && path === absolutePath ? dryRun?.update : undefined
}
