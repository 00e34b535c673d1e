// The options that several commands share, and what their values may be.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { inclusions } from './import/select.ts'

export const local = (command: Command, formats?: readonly string[]): Command =>
  speaking(
    command.option('-C <folder>', 'the root of the repository; this folder unless given'),
    formats,
  )
    .option('--quiet', 'print nothing but results')
    .option('--target <name>', 'one of the `targets` of `statsig.yaml`')

export const speaking = (
  command: Command,
  formats: readonly string[] = ['text', 'json'],
): Command =>
  command
    .addOption(
      new Option('--format <format>', 'how results are printed').choices(formats).default('text'),
    )
    .option('--no-color', 'print without colour (and NO_COLOR)')

export const connected = (command: Command): Command =>
  command
    .option('--emulator', 'use a fresh embedded emulator instead of Statsig')
    .option('--seed <folder>', 'apply the definitions of this folder to the emulator first')
    .addOption(project())
    .option('--api-url <url>', 'where the Console API is (and STATSIG_API_URL)')
    .option('--debug', 'print one line a request, without the key')
    .addHelpText('after', '\nThe key is read from STATSIG_API_KEY (or STATSIG_CONSOLE_KEY).')

export const overwrite = (): Option =>
  new Option(
    '--overwrite <address[#pointer]>',
    'let the file win over what was changed in Statsig; may be given several times',
  ).argParser(many)

export const takeOver = (): Option =>
  new Option(
    '--take-over <glob>',
    'let the files win at first contact, for these addresses; may be given several times',
  ).argParser(many)

export const allowPrune = (): Option =>
  new Option(
    '--allow-prune <n>',
    'let so many resources go, whatever the brakes say; neither more nor less',
  ).argParser(count)

export const project = (): Option =>
  new Option('--project <sort>', 'the sort of project the emulator is').choices([
    'cloud',
    'warehouse',
  ])

/** Commander names an option by its only letter. */
export const common = <T extends object>({
  C,
  ...options
}: T & { C?: string }): Omit<T, 'C'> & { directory?: string } => ({
  ...options,
  ...(C !== undefined && { directory: C }),
})

export const many = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

export const including = (verb: string): Option =>
  new Option(
    '--include <sorts>',
    `${verb} these too, separated by commas: ${inclusions.map((each) => `\`${each}\``).join(', ')}`,
  ).argParser((value) => {
    const sorts = value.split(',')
    if (!sorts.every((sort) => inclusions.includes(sort)))
      throw new InvalidArgumentError(`It takes ${inclusions.join(', ')}.`)
    return sorts
  })

export const count = (value: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new InvalidArgumentError('It takes a whole number from 1.')
  return Number(value)
}

export const port = (value: string): number => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.')
  return Number(value)
}
