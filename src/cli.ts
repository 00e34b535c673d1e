// The command line: options in, an exit code out. Everything between is in `commands/`.
import { Command, CommanderError, Option } from 'commander'
import pkg from '../package.json' with { type: 'json' }
import {
  addConnectionOptions,
  addOutputOptions,
  addRepositoryOptions,
  allowPruneOption,
  collectValues,
  includeOption,
  overwriteOption,
  overwriteUnmanagedOption,
  parsePort,
  parsePositiveInteger,
  projectTypeOption,
  renameDirectory,
} from './cli-options.ts'
import { applyCommand } from './commands/apply/index.ts'
import { doctorCommand } from './commands/doctor/index.ts'
import { driftCommand } from './commands/drift/index.ts'
import { emulatorCommand } from './commands/emulator/index.ts'
import { explainCommand } from './commands/explain/index.ts'
import { importCommand } from './commands/import/index.ts'
import { planCommand } from './commands/plan/index.ts'
import { schemaCommand } from './commands/schema/index.ts'
import { validateCommand } from './commands/validate/index.ts'
import { redact } from './io/statsig/console-api/index.ts'
import type { CommandEnvironment } from './session/environment.ts'
import { type ExitCode, exitCodes } from './session/exit-codes.ts'
import { maskEnvironment, type SecretEnvironment } from './session/masked-environment.ts'
import { UsageError } from './usage-error.ts'

/** Runs one command. Never throws and never exits: the code is handed back once everything is printed. */
export const runCommandLine = async (
  args: readonly string[],
  baseEnvironment: CommandEnvironment,
): Promise<ExitCode> => {
  const environment = maskEnvironment(baseEnvironment)
  let code: ExitCode = exitCodes.success
  const setExitCode = (result: ExitCode) => {
    code = result
  }
  try {
    await buildProgram(environment, setExitCode).parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.success : exitCodes.wrongUsage
    if (error instanceof UsageError) {
      environment.writeError(`${error.message}\n`)
      return exitCodes.wrongUsage
    }
    environment.writeError(`${redact(error instanceof Error ? error.message : String(error))}\n`)
    if (args.includes('--debug') && error instanceof Error)
      environment.writeError(`${redact(error.stack ?? '')}\n`)
    return exitCodes.failed
  }
}

const buildProgram = (
  environment: SecretEnvironment,
  setExitCode: (code: ExitCode) => void,
): Command => {
  const root = new Command('statsig-gitops')
    .description('Keeps a Statsig project in step with YAML in a git repository.')
    .version(pkg.version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride()
    .configureOutput({ writeOut: environment.writeOutput, writeErr: environment.writeError })

  addRepositoryOptions(
    root.command('validate').description('check the definitions: offline, sends nothing'),
  )
    .argument('[paths...]', 'files, folders or globs; all definitions unless given')
    .action(async (paths, options) =>
      setExitCode(await validateCommand(paths, renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root.command('plan').description('show what an apply would do: reads, never writes'),
    ),
  )
    .option('--out <file>', 'save the plan, for `apply <file>`')
    .option('--server-validate', 'let Statsig look at what it offers dry runs for')
    .option('--detailed-exitcode', 'exit with 2 when there is something to do')
    .option('--two-way', 'let the files win everywhere, and ask git nothing')
    .option('--base <ref>', 'what was applied last, in place of what is recorded')
    .addOption(overwriteOption())
    .addOption(overwriteUnmanagedOption())
    .addOption(allowPruneOption())
    .action(async (options) =>
      setExitCode(await planCommand(renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root.command('apply').description('carry out a fresh plan, or a saved one'),
    ),
  )
    .argument('[plan]', 'a plan saved by `plan --out`')
    .option('--yes', 'do not ask')
    .option('--two-way', 'let the files win everywhere, and ask git nothing')
    .option('--base <ref>', 'what was applied last, in place of what is recorded')
    .addOption(overwriteOption())
    .addOption(overwriteUnmanagedOption())
    .addOption(allowPruneOption())
    .option('--record-base', 'push the record of what was applied, for others')
    .addOption(
      new Option('--parallelism <n>', 'operations under way at once')
        .default(8)
        .argParser(parsePositiveInteger),
    )
    .action(async (file, options) =>
      setExitCode(await applyCommand(file, renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('drift')
        .description('show what was changed in Statsig and not in git; writes nothing to Statsig'),
    ),
  )
    .option('--base <ref>', 'what was applied last, in place of what is recorded')
    .option('--two-way', 'hold live state against the files alone, and ask git nothing')
    .option(
      '--adopt [addresses...]',
      'write what Statsig has into the files, all of it or of these',
    )
    .action(async (options) =>
      setExitCode(await driftCommand(renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('import')
        .description('write live resources to YAML files; nothing is overwritten'),
    ),
  )
    .argument(
      '[addresses...]',
      'addresses or globs such as `gate/checkout_*`, or kinds such as `metric`',
    )
    .option('--all', 'all resources that people wrote')
    .addOption(includeOption('import'))
    .option('--out <folder>', 'the folder of the definitions; `statsig` unless given')
    .option('--dry-run', 'say what would be written, and write nothing')
    .action(async (patterns, options) =>
      setExitCode(await importCommand(patterns, renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('doctor')
        .description(
          'import the live project in memory and plan it against itself: reads, never writes',
        ),
    ),
  )
    .addOption(includeOption('examine'))
    .action(async (options) =>
      setExitCode(await doctorCommand(renameDirectory(options), environment)),
    )

  root
    .command('emulator')
    .description('a Console API on this machine, to try everything without an account')
    .addOption(
      new Option('--port <n>', 'the port to listen on; 0 for any')
        .default(3006)
        .argParser(parsePort),
    )
    .option('--seed <folder>', 'apply the definitions of this folder first')
    .option('--state <file>', 'begin with this state, and save it when stopped')
    .addOption(projectTypeOption())
    .option(
      '--fault <fault>',
      'something that goes wrong, such as `429:retry-after=2`',
      collectValues,
    )
    .option(
      '--personality <name>',
      'how it behaves where nobody knows how Statsig does',
      collectValues,
    )
    .addOption(
      new Option('--random-seed <n>', 'the same faults and ids again').argParser(
        parsePositiveInteger,
      ),
    )
    .option('--log', 'one line a request')
    .option('--quiet', 'print nothing but results')
    .action(async (options) => setExitCode(await emulatorCommand(options, environment)))

  addOutputOptions(
    root.command('explain').description('say what a kind is, or what a key of it takes'),
  )
    .argument(
      '[path]',
      'a kind, or a key such as `gate.rules.passPercentage`; without it, the kinds',
    )
    .action((path, options) => setExitCode(explainCommand(path, options, environment)))

  root
    .command('schema')
    .description('print the JSON Schema of a kind, or of `statsig.yaml`')
    .argument('[kind]', 'the kind; without it, the names')
    .action((kind) => setExitCode(schemaCommand(kind, environment)))
  return root
}
