// Makes the sentences that say why an adoption leaves a difference as it is in the file.

import type { LeftResult } from '../results.ts'
import { quoteArgument, quoteNames } from './quoted.ts'

export const leftText = ({ address, code, labels }: LeftResult): string => {
  const argument = quoteArgument(address)
  switch (code) {
    case 'conflict': {
      const overwrites = labels.map(
        (label) => `--overwrite ${quoteArgument(`${address}#${label}`)}`,
      )
      return `${quoteNames(labels)} changed in the file and in Statsig. Take the value of Statsig with \`drift --adopt ${argument}\`, or the value of the file with \`apply ${overwrites.join(' ')}\``
    }
    case 'not-committed':
      return `no commit has what the file says for ${quoteNames(labels)}. Commit it, or replace it with \`drift --adopt ${argument}\``
    case 'deleted-and-changed':
      return `deleted in Statsig, and its definition has changed since. Delete the definition, or create the resource again with \`apply --overwrite ${argument}\``
    case 'removed-and-changed':
      return `its definition was removed from the files, and it was changed in Statsig. Restore the definition to adopt the change, or retire it with \`apply --overwrite ${argument}\``
  }
}
