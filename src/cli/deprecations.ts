// Replaces old spellings of options and values with the new ones, so that both work. A warning names the new one.

interface Deprecation {
  readonly option: string
  /** Set where the option keeps its name and one of its values has a new one. */
  readonly value?: string
  readonly replacement: string
}

const deprecations: readonly Deprecation[] = [
  { option: '--take-over', replacement: '--overwrite-unmanaged' },
  { option: '--personality', replacement: '--behavior' },
  { option: '--behavior', value: 'contrary', replacement: 'worst-case' },
]

export interface CurrentArguments {
  readonly args: readonly string[]
  /** One sentence for each old spelling. */
  readonly warnings: readonly string[]
}

export const replaceDeprecated = (args: readonly string[]): CurrentArguments => {
  const warnings = new Set<string>()
  const current = (option: string, value?: string): string => {
    const found = deprecations.find((each) => each.option === option && each.value === value)
    if (found === undefined) return value ?? option
    warnings.add(warningText(found))
    return found.replacement
  }
  // After `--` there are no options.
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const replaced: string[] = []
  let optionBefore: string | undefined
  for (const arg of args.slice(0, end)) {
    const separator = arg.indexOf('=')
    if (!arg.startsWith('--')) {
      replaced.push(optionBefore === undefined ? arg : current(optionBefore, arg))
      optionBefore = undefined
    } else if (separator < 0) {
      optionBefore = current(arg)
      replaced.push(optionBefore)
    } else {
      const option = current(arg.slice(0, separator))
      replaced.push(`${option}=${current(option, arg.slice(separator + 1))}`)
      optionBefore = undefined
    }
  }
  return { args: [...replaced, ...args.slice(end)], warnings: [...warnings] }
}

const warningText = ({ option, replacement, value }: Deprecation): string =>
  value === undefined
    ? `warning: \`${option}\` is deprecated. Pass \`${replacement}\`.`
    : `warning: \`${option} ${value}\` is deprecated. Pass \`${option} ${replacement}\`.`
