// `command: validate`, and what is left of a plan without a key: the files are looked at, and nothing is sent.

import { validated } from '../../commands/validate/index.ts'
import { isFatal } from '../../diagnostic.ts'
import type { State } from '../../report/markdown/pages/state.ts'
import { diagnosticsText } from '../../report/text/plan.ts'
import { counted } from '../../report/values/text-style.ts'
import { exits } from '../../session/environment.ts'
import type { Desk, Planned } from './context.ts'
import { type Ending, invalid, logged, look } from './result.ts'

/** `why` there is no plan, where one was asked for. */
export const validateAction = async (
  { inputs, root }: Desk,
  planned: Planned,
  why?: Extract<State, { is: 'unplanned' }>['why'],
): Promise<Ending> => {
  const { desired, diagnostics, files, unchecked } = await validated(root, [], inputs.target)
  if (isFatal(diagnostics)) return invalid(diagnostics, planned)
  const found = { files, definitions: desired.size, unchecked, diagnostics }
  return {
    code: exits.done,
    state: why === undefined ? { is: 'valid', ...found } : { is: 'unplanned', why, ...found },
    planned,
    outputs: { result: why === undefined ? 'valid' : 'skipped' },
    text: logged(
      diagnosticsText(diagnostics, look),
      `${counted(desired.size, 'definition')} in ${counted(files, 'file')}: valid.`,
    ),
  }
}
