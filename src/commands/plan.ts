// `plan`: what an apply would do. Reads, and has no way to write.
import { isFatal } from '../diagnostic.ts'
import { forecast, systemClock } from '../io/console-api/index.ts'
import { writeText } from '../io/texts.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Operation, Plan } from '../model.ts'
import { diagnosticsJson, planJson } from '../report/json.ts'
import { diagnosticsText, planText } from '../report/terminal.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { looking, printJson, rootOf } from './output.ts'
import { isRefused, makePlan, wordsOf } from './planning.ts'
import { savedText } from './saved.ts'
import { openWorkspace } from './workspace.ts'
import { type ExitCode, exits, type World } from './world.ts'

export interface PlanOptions extends ConnectionOptions {
  readonly out?: string
  readonly detailedExitcode?: boolean
}

export const planCommand = async (options: PlanOptions, world: World): Promise<ExitCode> => {
  const workspace = await openWorkspace(rootOf(options, world))
  const look = looking(options, world)
  if (isFatal(workspace.diagnostics)) {
    reportInvalid(workspace.diagnostics, options, world)
    return exits.invalid
  }
  const words = wordsOf(workspace)
  const connection = await connect(
    options,
    { desired: workspace.desired, reviews: workspace.settings.reviews, words },
    world,
  )
  try {
    const run = await makePlan(workspace, words, connection.reader, systemClock)
    const diagnostics = [...workspace.diagnostics, ...run.diagnostics]
    if (isFatal(diagnostics)) {
      reportInvalid(diagnostics, options, world)
      return exits.invalid
    }
    if (options.out !== undefined) await writeText(world.cwd, options.out, savedText(run.plan))
    const facts = factsOf(run.plan, words, connection)
    if (options.format === 'json')
      printJson(world, {
        ...planJson(run.plan, facts),
        diagnostics: diagnosticsJson(diagnostics)['diagnostics'] ?? [],
      })
    else {
      if (diagnostics.length > 0) world.err(`${diagnosticsText(diagnostics, look)}\n\n`)
      world.out(`${planText(run.plan, look, facts)}\n`)
    }
    if (isRefused(run.plan)) return exits.refused
    return options.detailedExitcode && run.plan.operations.length > 0 ? exits.changes : exits.done
  } finally {
    await connection.close()
  }
}

export const reportInvalid = (
  diagnostics: Parameters<typeof diagnosticsText>[0],
  options: ConnectionOptions,
  world: World,
): void => {
  if (options.format === 'json') printJson(world, { ...diagnosticsJson(diagnostics), valid: false })
  else world.err(`${diagnosticsText(diagnostics, looking(options, world))}\n`)
}

export const factsOf = (plan: Plan, words: Lexicon, { source }: Pick<Connection, 'source'>) => {
  const writes = writesOf(plan, words)
  return { writes, forecastSeconds: forecast(writes), source: `Compared with ${source}.` }
}

/** Requests that an apply would send: a creation in two steps counts twice. */
const writesOf = ({ operations }: Plan, words: Lexicon): number =>
  operations
    .filter(({ refused }) => refused === undefined)
    .reduce((sum, operation) => sum + (isTwoStep(operation, words) ? 2 : 1), 0)

const isTwoStep = ({ action, kind, members }: Operation, words: Lexicon): boolean =>
  action === 'create' &&
  Object.keys(members).some((name) => words(kind).kind.fields[name]?.sent === 'update')
