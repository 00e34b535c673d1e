// `plan`: what an apply would do. Reads, and has no way to write.

import { isFatal } from '../../diagnostic.ts'
import type { MemoryOptions } from '../../history/load-history.ts'
import { writeText } from '../../io/disk/text-files.ts'
import { forecast } from '../../io/statsig/console-api/index.ts'
import type { Lexicon } from '../../kinds/registry.ts'
import type { Operation, Plan } from '../../model.ts'
import { type Connection, type ConnectionOptions, connect } from '../../prepare/connection.ts'
import { whileReady } from '../../prepare/index.ts'
import { savedText } from '../../prepare/plan-file.ts'
import { projectOf } from '../../prepare/preflight.ts'
import { rehearsalJson, rehearsalText, rehearse } from '../../prepare/server-validate.ts'
import { diagnosticsJson, planJson } from '../../report/json.ts'
import { diagnosticsText, planText } from '../../report/text/plan.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { MaskedWorld } from '../../session/masked-environment.ts'
import { looking, printJson } from '../../session/output.ts'
import { tellStop } from '../../session/stop.ts'
import { blockedIn, isRefused } from '../../summary/counts.ts'

export interface PlanOptions extends ConnectionOptions, MemoryOptions {
  readonly out?: string
  readonly detailedExitcode?: boolean
  readonly serverValidate?: boolean
}

export const planCommand = async (options: PlanOptions, world: MaskedWorld): Promise<ExitCode> => {
  const done = await whileReady(options, world, { connect }, async (ready) => {
    const { connection, remembered, run, words, workspace } = ready
    const rehearsal = options.serverValidate
      ? await rehearse(run, workspace.desired, words, connection.rehearser)
      : undefined
    const diagnostics = [...ready.diagnostics, ...(rehearsal?.diagnostics ?? [])]
    if (isFatal(diagnostics)) return { is: 'invalid', diagnostics } as const
    if (options.out !== undefined) {
      const project = await projectOf(connection.whereabouts)
      await writeText(world.cwd, options.out, savedText(run.plan, project))
    }
    const facts = factsOf(run.plan, words, connection, options)
    if (options.format === 'json')
      printJson(world, {
        ...planJson(run.plan, facts),
        diagnostics: diagnosticsJson(diagnostics)['diagnostics'] ?? [],
        ...(rehearsal && { serverValidated: rehearsalJson(rehearsal) }),
      })
    else {
      const look = looking(options, world)
      if (diagnostics.length > 0) world.err(`${diagnosticsText(diagnostics, look)}\n\n`)
      world.out(`${planText(run.plan, look, facts)}\n`)
      if (rehearsal) world.out(`\n${rehearsalText(rehearsal)}\n`)
    }
    if (run.plan.operations.some(isRefused) || remembered.past?.behind !== undefined)
      return exits.refused
    return options.detailedExitcode && run.plan.operations.length > 0 ? exits.changes : exits.done
  })
  return typeof done === 'number' ? done : tellStop(done, options, world)
}

export const factsOf = (
  plan: Plan,
  words: Lexicon,
  { source }: Pick<Connection, 'source'>,
  { emulator, twoWay }: Pick<MemoryOptions, 'emulator' | 'twoWay'>,
) => {
  const writes = writesOf(plan, words)
  const base = plan.origin?.base
  const past = base === undefined ? '' : `, and with what was applied last (${base.slice(0, 7)})`
  const chosen = twoWay
    ? ' Two-way: the files win.'
    : plan.origin === undefined && !emulator
      ? ' Without git: the files win.'
      : ''
  return {
    writes,
    forecastSeconds: forecast(writes),
    source: `Compared with ${source}${past}.${chosen}`,
  }
}

/** Requests that an apply would send: a creation in two steps counts twice. */
const writesOf = (plan: Plan, words: Lexicon): number => {
  const blocked = blockedIn(plan)
  return plan.operations
    .filter((operation) => operation.refused === undefined && !blocked.has(operation))
    .reduce((sum, operation) => sum + requestsOf(operation, words), 0)
}

const requestsOf = (operation: Operation, words: Lexicon): number => {
  const { edits, kind, part } = operation
  const write = part === undefined ? undefined : words(kind).kind.fields[part]?.apart?.write
  if (write?.by !== 'exchange') return isTwoStep(operation, words) ? 2 : 1
  const most = write.ways[0]?.most ?? 1
  const counts = edits.flatMap((edit) => edit.counts ?? [])
  return counts.reduce(
    (sum, { added, removed }) => sum + Math.ceil(added / most) + Math.ceil(removed / most),
    0,
  )
}

const isTwoStep = ({ action, kind, members }: Operation, words: Lexicon): boolean =>
  action === 'create' &&
  Object.keys(members).some((name) => {
    const sent = words(kind).kind.fields[name]?.sent
    return sent === 'update' || sent === 'before'
  })
