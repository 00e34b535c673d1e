// The refusal of a plan that needs environment variables which cannot be used.
import { isAllowedVariable } from '../../fields/secret.ts'
import type { MissingVariable } from '../results.ts'

export const missingVariablesText = (missing: readonly MissingVariable[]): string =>
  [
    'Refused: nothing was written.',
    ...missing.map(
      ({ address, name, reason }) =>
        `  \`${address}\` needs the environment variable ${isAllowedVariable(name) ? name : 'that it names'}, ${reason}.`,
    ),
    'Set the variable in this environment, and apply again.',
  ].join('\n')
