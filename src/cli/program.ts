// The command line: parses arguments, runs one command of `commands/` and returns its exit code.
import { Command, CommanderError, Option } from 'commander'
import pkg from '../../package.json' with { type: 'json' }
import { applyCommand } from '../commands/apply/index.ts'
import { doctorCommand } from '../commands/doctor/index.ts'
import { driftCommand } from '../commands/drift/index.ts'
import { emulatorHelp } from '../commands/emulator/help.ts'
import { emulatorCommand } from '../commands/emulator/index.ts'
import { explainCommand } from '../commands/explain/index.ts'
import { importCommand } from '../commands/import/index.ts'
import { planCommand } from '../commands/plan/index.ts'
import { schemaCommand } from '../commands/schema/index.ts'
import { validateCommand } from '../commands/validate/index.ts'
import { UsageError } from '../core/usage-error.ts'
import { redact } from '../io/statsig/console-api/index.ts'
import type { CommandEnvironment } from '../session/environment.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import { maskEnvironment, type SecretEnvironment } from '../session/masked-environment.ts'
import { allowWrites } from '../session/write-environment.ts'
import { replaceDeprecated } from './deprecations.ts'
import {
  addChangeOptions,
  addConnectionOptions,
  addOutputOptions,
  addRepositoryOptions,
  allowEmptyOption,
  baseOption,
  collectValues,
  includeOption,
  parseDuration,
  parsePort,
  parsePositiveInteger,
  projectTypeOption,
  renameDirectory,
} from './options.ts'

/** Runs one command. Never throws and never ends the process: returns the exit code after everything is printed. */
export const runCommandLine = async (
  args: readonly string[],
  baseEnvironment: CommandEnvironment,
): Promise<ExitCode> => {
  const environment = maskEnvironment(baseEnvironment)
  let code: ExitCode = exitCodes.success
  const setExitCode = (result: ExitCode) => {
    code = result
  }
  const { args: currentArgs, warnings } = replaceDeprecated(args)
  for (const each of warnings) environment.writeError(`${each}\n`)
  try {
    await buildProgram(environment, setExitCode).parseAsync(currentArgs, { from: 'user' })
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

/** The width of the terminal; 80 columns where there is none. */
const helpWidth = ({ isTerminal, width }: CommandEnvironment): number => (isTerminal ? width : 80)

const buildProgram = (
  environment: SecretEnvironment,
  setExitCode: (code: ExitCode) => void,
): Command => {
  const root = new Command('statsig-gitops')
    .description('Keeps a Statsig project in step with YAML in a git repository.')
    .version(pkg.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('Run the command with `--help` to see its arguments and options.')
    .exitOverride()
    .configureOutput({
      writeOut: environment.writeOutput,
      writeErr: environment.writeError,
      getOutHelpWidth: () => helpWidth(environment),
      getErrHelpWidth: () => helpWidth(environment),
    })

  addRepositoryOptions(
    root.command('validate').description('check the definitions offline; sends no request'),
  )
    .argument('[paths...]', 'files, folders or globs (default: all definitions)')
    .addOption(allowEmptyOption())
    .action(async (paths, options) =>
      setExitCode(await validateCommand(paths, renameDirectory(options), environment)),
    )

  addChangeOptions(
    addConnectionOptions(
      addRepositoryOptions(
        root.command('plan').description('show what an apply would change; sends no write'),
      ),
    )
      .option('--out <file>', 'save the plan to a file, for `apply <file>`')
      .option('--server-validate', 'send a dry run to Statsig for each change that has one')
      .option('--detailed-exitcode', 'exit with 2 when the plan has changes'),
  ).action(async (options) => setExitCode(await planCommand(renameDirectory(options), environment)))

  addChangeOptions(
    addConnectionOptions(
      addRepositoryOptions(root.command('apply').description('apply a new plan or a saved one')),
    )
      .argument('[plan]', 'a plan saved with `plan --out`')
      .option('--yes', 'apply without asking for confirmation'),
  )
    .option('--record-base', 'push the record of the apply to the remote')
    .addOption(
      new Option(
        '--lock-timeout <duration>',
        'wait so long for another apply: 30s, 5m (default: 0s). It is seen in this clone, and with `--record-base` in others',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option('--parallelism <n>', 'run at most this many operations at once')
        .default(8)
        .argParser(parsePositiveInteger),
    )
    .action(async (file, options) =>
      setExitCode(await applyCommand(file, renameDirectory(options), allowWrites(environment))),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('drift')
        .description('show what was changed in Statsig and not in git; sends no write'),
    ),
  )
    .addOption(baseOption())
    .addOption(allowEmptyOption())
    .option('--two-way', 'compare Statsig with the files only, without the applied state in git')
    .option(
      '--adopt [addresses...]',
      'write what is in Statsig to the files, for all drift or for these addresses',
    )
    .action(async (options) =>
      setExitCode(await driftCommand(renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('import')
        .description('write resources of Statsig to YAML files; overwrites no file'),
    ),
  )
    .argument(
      '[addresses...]',
      'addresses or globs such as `gate/checkout_*`, or kinds such as `metric`',
    )
    .option('--all', 'import everything that is not archived and not generated by Statsig')
    .addOption(includeOption('import'))
    .option('--out <folder>', 'write to this folder (default: the folder of the definitions)')
    .option('--dry-run', 'print what would be written, and write nothing')
    .action(async (patterns, options) =>
      setExitCode(await importCommand(patterns, renameDirectory(options), environment)),
    )

  addConnectionOptions(
    addRepositoryOptions(
      root
        .command('doctor')
        .description('import the project in memory and plan it against itself; sends no write'),
    ),
  )
    .addOption(includeOption('examine'))
    .action(async (options) =>
      setExitCode(await doctorCommand(renameDirectory(options), environment)),
    )

  root
    .command('emulator')
    .description('run an emulator of the Console API on this machine')
    .addOption(
      new Option('--port <n>', 'listen on this port; 0 selects a free one')
        .default(3006)
        .argParser(parsePort),
    )
    .option('--seed <folder>', 'apply the definitions in this folder first')
    .option('--state <file>', 'load the state from this file, and save it there at the end')
    .addOption(projectTypeOption('emulate this project type'))
    .option(
      '--fault <fault>',
      'inject a fault, such as `429:retry-after=2`; repeatable',
      collectValues,
    )
    .option(
      '--behavior <name>',
      'enable a behavior that the documentation of Statsig leaves open; repeatable',
      collectValues,
    )
    .addOption(
      new Option(
        '--random-seed <n>',
        'repeat the faults and ids of the run with this seed',
      ).argParser(parsePositiveInteger),
    )
    .option('--sdk', 'serve config specs and ID lists to server SDKs, too')
    .option('--log', 'print one line for each request')
    .option('--quiet', 'print results only')
    .addHelpText('after', emulatorHelp)
    .action(async (options) => setExitCode(await emulatorCommand(options, environment)))

  addOutputOptions(root.command('explain').description('describe a kind or one of its keys'))
    .argument(
      '[path]',
      'a kind, or a key such as `gate.rules.passPercentage` (default: list the kinds)',
    )
    .action((path, options) => setExitCode(explainCommand(path, options, environment)))

  root
    .command('schema')
    .description('print the JSON Schema of a kind or of `statsig.yaml`')
    .argument('[kind]', 'a kind, or `statsig.yaml` (default: list the names)')
    .action((kind) => setExitCode(schemaCommand(kind, environment)))
  return root
}
