// The options that several commands share, and the values that they take.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { inclusions } from '../import/select.ts'
import { defaultFormat, outputFormats } from '../report/formats.ts'

export const addRepositoryOptions = (command: Command): Command =>
  addOutputOptions(
    command.option(
      '-C <folder>',
      'read the repository in this folder (default: the current folder)',
    ),
  )
    .option('--quiet', 'print results only')
    .option('--target <name>', 'use this target of `statsig.yaml`')

export const addOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--format <format>', 'print results in this format')
        .choices(outputFormats)
        .default(defaultFormat),
    )
    .option('--no-color', 'print without colour (also: NO_COLOR=1)')

export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--emulator', 'use a new embedded emulator instead of Statsig')
    .option('--seed <folder>', 'with `--emulator`: apply the definitions in this folder first')
    .addOption(projectTypeOption('with `--emulator`: emulate this project type'))
    .option('--limits', 'with `--emulator`: limit requests as Statsig does')
    .option('--api-url <url>', 'send requests to this Console API (also: STATSIG_API_URL)')
    .option('--debug', 'print one line for each request, without the key')
    .addHelpText(
      'after',
      '\nThe Console API key is read from STATSIG_API_KEY (or STATSIG_CONSOLE_KEY).',
    )

export const allowEmptyOption = (): Option =>
  new Option(
    '--allow-empty',
    'accept a folder without definitions, and patterns that match no file',
  )

/** What `plan` and `apply` have in common: which state the files are compared with, and what may be overwritten or pruned. */
export const addChangeOptions = (command: Command): Command =>
  command
    .option(
      '--two-way',
      'change every difference to what the files say, without the applied state in git',
    )
    .addOption(baseOption())
    .addOption(overwriteOption())
    .addOption(overwriteUnmanagedOption())
    .addOption(allowPruneOption())
    .addOption(allowEmptyOption())

export const baseOption = (): Option =>
  new Option('--base <ref>', 'use this commit as the applied state instead of the recorded one')

const overwriteOption = (): Option =>
  new Option(
    '--overwrite <address[#pointer]>',
    'change what differs in Statsig to what the file says; repeatable',
  ).argParser(collectValues)

const overwriteUnmanagedOption = (): Option =>
  new Option(
    '--overwrite-unmanaged <glob>',
    'overwrite existing resources that were never applied from this repository; repeatable',
  ).argParser(collectValues)

const allowPruneOption = (): Option =>
  new Option(
    '--allow-prune <n>',
    'allow `prune` to archive or delete exactly <n> resources, ignoring `guardrails`',
  ).argParser(parsePositiveInteger)

export const projectTypeOption = (description: string): Option =>
  new Option('--project <type>', description).choices(['cloud', 'warehouse'])

/** Commander names the option `-C` after its only letter. */
export const renameDirectory = <T extends object>({
  C,
  ...options
}: T & { C?: string }): Omit<T, 'C'> & { directory?: string } => ({
  ...options,
  ...(C !== undefined && { directory: C }),
})

export const collectValues = (
  value: string,
  previous: readonly string[] = [],
): readonly string[] => [...previous, value]

export const includeOption = (verb: string): Option =>
  new Option(
    '--include <groups>',
    `${verb} these groups too, separated by commas: ${inclusions.map((each) => `\`${each}\``).join(', ')}`,
  ).argParser((value) => {
    const groups = value.split(',')
    if (!groups.every((group) => inclusions.includes(group)))
      throw new InvalidArgumentError(`The groups are ${inclusions.join(', ')}.`)
    return groups
  })

export const parsePositiveInteger = (value: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new InvalidArgumentError('Pass a whole number of at least 1.')
  return Number(value)
}

/** In milliseconds. */
export const parseDuration = (value: string): number => {
  const [, count, unit] = /^(\d{1,6})(s|m|h)$/.exec(value) ?? []
  switch (unit) {
    case 's':
      return Number(count) * 1_000
    case 'm':
      return Number(count) * 60_000
    case 'h':
      return Number(count) * 3_600_000
    default:
      throw new InvalidArgumentError('Pass a number with a unit: `30s`, `5m` or `1h`.')
  }
}

export const parsePort = (value: string): number => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('Pass a number from 0 to 65535.')
  return Number(value)
}
