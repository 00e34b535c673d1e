// The options that several commands share, and what their values may be.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { inclusions } from './import/select.ts'
import { defaultFormat, outputFormats } from './report/formats.ts'

export const addRepositoryOptions = (command: Command): Command =>
  addOutputOptions(
    command.option('-C <folder>', 'the root of the repository; this folder unless given'),
  )
    .option('--quiet', 'print nothing but results')
    .option('--target <name>', 'one of the `targets` of `statsig.yaml`')

export const addOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--format <format>', 'how results are printed')
        .choices(outputFormats)
        .default(defaultFormat),
    )
    .option('--no-color', 'print without colour (and NO_COLOR)')

export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--emulator', 'use a fresh embedded emulator instead of Statsig')
    .option('--seed <folder>', 'apply the definitions of this folder to the emulator first')
    .addOption(projectTypeOption())
    .option('--api-url <url>', 'where the Console API is (and STATSIG_API_URL)')
    .option('--debug', 'print one line a request, without the key')
    .addHelpText('after', '\nThe key is read from STATSIG_API_KEY (or STATSIG_CONSOLE_KEY).')

export const overwriteOption = (): Option =>
  new Option(
    '--overwrite <address[#pointer]>',
    'let the file win over what was changed in Statsig; may be given several times',
  ).argParser(collectValues)

export const overwriteUnmanagedOption = (): Option =>
  new Option(
    '--take-over <glob>',
    'let the files win at first contact, for these addresses; may be given several times',
  ).argParser(collectValues)

export const allowPruneOption = (): Option =>
  new Option(
    '--allow-prune <n>',
    'let so many resources go, whatever the brakes say; neither more nor less',
  ).argParser(parsePositiveInteger)

export const projectTypeOption = (): Option =>
  new Option('--project <sort>', 'the sort of project the emulator is').choices([
    'cloud',
    'warehouse',
  ])

/** Commander names an option by its only letter. */
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
    '--include <sorts>',
    `${verb} these too, separated by commas: ${inclusions.map((each) => `\`${each}\``).join(', ')}`,
  ).argParser((value) => {
    const groups = value.split(',')
    if (!groups.every((group) => inclusions.includes(group)))
      throw new InvalidArgumentError(`It takes ${inclusions.join(', ')}.`)
    return groups
  })

export const parsePositiveInteger = (value: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new InvalidArgumentError('It takes a whole number from 1.')
  return Number(value)
}

export const parsePort = (value: string): number => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.')
  return Number(value)
}
