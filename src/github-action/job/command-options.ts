// Converts the inputs of the Action to the options of the command line.
import type { HistoryOptions } from '../../history/history.ts'
import type { ConnectionOptions } from '../../prepare/connection.ts'
import type { EmptyRootOptions } from '../../prepare/empty-root.ts'
import type { JobContext } from './context.ts'

export const commandOptions = ({
  inputs,
  root,
}: JobContext): ConnectionOptions & HistoryOptions & EmptyRootOptions => {
  const { allowEmpty, allowPrune, apiUrl, overwrite, overwriteUnmanaged, target } = inputs
  return {
    directory: root,
    allowEmpty,
    ...(target !== undefined && { target }),
    ...(apiUrl !== undefined && { apiUrl }),
    ...(overwrite.length > 0 && { overwrite }),
    ...(overwriteUnmanaged.length > 0 && { overwriteUnmanaged }),
    ...(allowPrune !== undefined && { allowPrune }),
  }
}
