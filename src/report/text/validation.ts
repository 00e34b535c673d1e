// The result of `validate`, for terminals.
import type { ServerValidationResult, ValidationResult } from '../results.ts'
import { pluralize } from '../values/text-style.ts'

export const validationSummary = ({
  definitions,
  files,
  unchecked,
}: Omit<ValidationResult, 'diagnostics' | 'isValid'>): string =>
  definitions === 0
    ? 'There are no definitions here. They are looked for in `statsig/`; `definitions:` in `statsig.yaml` names other places.'
    : `${pluralize(definitions, 'definition')} in ${pluralize(files, 'file')}: valid.${uncheckedText(unchecked)}`

const uncheckedText = (count: number): string =>
  count === 0
    ? ''
    : ` ${pluralize(count, 'reference')} to resources without a file ${count === 1 ? 'was' : 'were'} not checked: \`plan\` checks them.`

/** What server validation has checked and what it could not check. */
export const serverValidationText = ({ checked, skipped }: ServerValidationResult): string =>
  [
    checked === 0
      ? 'Server validation: no change can be checked with a dry run.'
      : `Server validation: Statsig accepts ${pluralize(checked, 'change')} in a dry run.`,
    ...skipped.map(
      ({ address, needs }) =>
        `Not checked: \`${address}\` needs \`${needs}\`, which does not exist in Statsig yet.`,
    ),
  ].join('\n')
