// Cautions, and what is overwritten, in words.
import type { Caution, Overwritten } from '../../model.ts'
import { kindWords, quoted } from './quoted.ts'

export const cautionText = (caution: Caution): string => {
  switch (caution.code) {
    case 'new-item':
      return `\`${caution.label}\` is new: ${caution.detail}`
    case 'first-used': {
      const { by, near } = caution
      return `first used by \`${by}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`
    }
    case 'sends-unshown':
      return `it sends ${quoted(caution.fields)} along as the file says, which Statsig does not show`
    case 'cannot-be-undone':
      return 'deleting cannot be undone'
    case 'changed-since':
      return `changed in Statsig since it was applied: ${quoted(caution.labels)}`
    case 'unseen-references':
      return `whether anything of these still refers to it could not be seen: ${caution.kinds.map(kindWords).join(', ')}`
  }
}

export const overwrittenText = (overwritten: Overwritten): string => {
  switch (overwritten.code) {
    case 'edit':
      return overwritten.label
    case 'use':
      return 'that it is in use'
    case 'deletion':
      return 'it was deleted'
    case 'anything':
      return 'whatever has changed'
  }
}
