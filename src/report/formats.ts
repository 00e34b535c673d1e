// The formats that results can be printed in.
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
): Renderer => renderers[format ?? defaultFormat](options)
