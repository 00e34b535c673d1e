// A folder that lasts as long as a run of the tests: templates of repositories lie there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    templates: string
  }
}

export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'))
  provide('templates', folder)
  return () => rm(folder, { recursive: true, force: true })
}
