// Inputs of the Action as the options of the command line.

import type { MemoryOptions } from '../../history/load-history.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import type { Desk } from './context.ts'

export const optionsOf = ({ inputs, root }: Desk): ConnectionOptions & MemoryOptions => {
  const { allowPrune, apiUrl, overwrite, takeOver, target } = inputs
  return {
    directory: root,
    ...(target !== undefined && { target }),
    ...(apiUrl !== undefined && { apiUrl }),
    ...(overwrite.length > 0 && { overwrite }),
    ...(takeOver.length > 0 && { takeOver }),
    ...(allowPrune !== undefined && { allowPrune }),
  }
}
