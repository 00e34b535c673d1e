// Makes the sentences of cautions, and the names of what an operation overwrites.
import { kindText } from '../../kinds/kind-name.ts'
import type { Caution, Overwritten } from '../../model/index.ts'
import { quoteNames } from './quoted.ts'
import { requiredReviewText } from './review.ts'

export const cautionText = (caution: Caution): string => {
  switch (caution.code) {
    case 'new-item':
      return `\`${caution.label}\` is new: ${caution.detail}`
    case 'ambiguous-item':
      return `\`${caution.label}\` may be another item of the same content, whose name it has now. Then ${caution.detail}`
    case 'created-on-reference': {
      const { by, near } = caution
      return `created because \`${by}\` refers to it${near === undefined ? '' : `; did you mean \`${near}\`?`}`
    }
    case 'sends-unreadable':
      return `this update also sends ${quoteNames(caution.fields)}, which Statsig does not return`
    case 'cannot-be-undone':
      return 'a deletion cannot be undone'
    case 'changed-since-apply':
      return `changed in Statsig since the last apply: ${quoteNames(caution.labels)}`
    case 'changed-back':
      return `since the last apply Statsig has had what the file says, and it was changed back there: ${quoteNames(caution.labels)}. Check that the change is still wanted`
    case 'needs-statsig-review':
      return requiredReviewText(caution.review)
    case 'unreadable-references':
      return `may still be referenced: this key cannot list ${caution.kinds.map(kindText).join(', ')}`
  }
}

export const overwrittenText = (overwritten: Overwritten): string => {
  switch (overwritten.code) {
    case 'edit':
      return overwritten.label
    case 'in-use':
      return 'that it is in use'
    case 'deletion':
      return 'that it was deleted'
    case 'anything':
      return 'any change'
  }
}
