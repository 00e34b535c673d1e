// The formats that results can be printed in.

import type { Redactor } from '../redaction/public-repository.ts'
import type { Drift } from '../summary/drift.ts'
import { createJsonRenderer } from './json/renderer.ts'
import { createMarkdownRenderer } from './markdown/renderer.ts'
import type { Renderer, RendererOptions } from './renderer.ts'
import { createTextRenderer } from './text/renderer.ts'

const renderers = {
  text: createTextRenderer,
  json: createJsonRenderer,
  markdown: createMarkdownRenderer,
} satisfies Readonly<Record<string, (options: RendererOptions) => Renderer>>

export type OutputFormat = keyof typeof renderers

export const defaultFormat: OutputFormat = 'text'

/** In the order in which help lists them. */
export const outputFormats: readonly string[] = Object.keys(renderers)

export const createRenderer = (
  format: OutputFormat | undefined,
  options: RendererOptions,
): Renderer => {
  const renderer = renderers[format ?? defaultFormat](options)
  return options.redactor === undefined ? renderer : redactResults(renderer, options.redactor)
}

/** Each function of the renderer gets results without the values that the redactor hides. */
const redactResults = (renderer: Renderer, { plan, report }: Redactor): Renderer => ({
  ...renderer,
  plan: (result) => renderer.plan({ ...result, plan: plan(result.plan) }),
  applyStart: (result) => renderer.applyStart({ ...result, plan: plan(result.plan) }),
  outcome: (outcome) => {
    const { outcomes } = report({ outcomes: [outcome], nonConverged: [] })
    return renderer.outcome(outcomes[0] ?? outcome)
  },
  applyEnd: (result) =>
    renderer.applyEnd({
      ...result,
      plan: plan(result.plan),
      ...(result.report && { report: report(result.report) }),
    }),
  drift: (result) => renderer.drift({ ...result, drift: redactDrift(result.drift, plan) }),
})

const redactDrift = (drift: Drift, redactPlan: Redactor['plan']): Drift => {
  const { comparedCount, conflicts, kept, notices, target } = drift
  const { kept: shownKept, operations } = redactPlan({
    version: 2,
    target,
    operations: conflicts,
    kept,
    unmanaged: [],
    notices,
    unchanged: comparedCount,
    digest: '',
  })
  return { ...drift, kept: shownKept, conflicts: operations }
}
