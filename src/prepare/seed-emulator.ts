// An emulator that already holds a project: the definitions of a folder, applied to it before anything else.
import { resolve } from 'node:path'
import { apply } from '../apply/index.ts'
import { type Diagnostic, format } from '../diagnostic.ts'
import type { Emulator } from '../emulator/index.ts'
import { consoleWriter, systemClock, UsageError } from '../io/statsig/console-api/index.ts'
import { writer } from '../io/statsig/resource-api.ts'
import { openWorkspace } from '../load/workspace.ts'
import type { World } from '../session/environment.ts'
import { emulated } from '../session/secret-variables.ts'
import { makePlan, wordsOf } from './make-plan.ts'

export const seed = async (
  { key, url }: Pick<Emulator, 'key' | 'url'>,
  folder: string,
  { cwd, random }: Pick<World, 'cwd' | 'random'>,
): Promise<void> => {
  const workspace = await openWorkspace(resolve(cwd, folder), [], { isLocal: true })
  refuseFaults(folder, workspace.diagnostics)
  const words = wordsOf(workspace)
  const api = writer(
    consoleWriter({
      baseUrl: new URL(url),
      key,
      clock: systemClock,
      random,
      respectReviews: false,
    }),
    words,
  )
  const { diagnostics, live, plan, readAt } = await makePlan(workspace, words, api, systemClock)
  refuseFaults(folder, diagnostics)
  const { outcomes } = await apply(plan, {
    api,
    clock: systemClock,
    words,
    live,
    readAt,
    width: 8,
    secret: emulated.read,
    tell: () => {},
  })
  const failed = outcomes.find(({ status }) => status === 'failed' || status === 'skipped')
  if (failed)
    throw new UsageError(
      `The emulator cannot be seeded with \`${folder}\`: \`${failed.operation.address}\` ${failed.status}.`,
    )
}

const refuseFaults = (folder: string, diagnostics: readonly Diagnostic[]): void => {
  const faults = diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0)
    throw new UsageError(
      `The emulator cannot be seeded with \`${folder}\`:\n${faults.map(format).join('\n')}`,
    )
}
