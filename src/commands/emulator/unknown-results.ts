// Says what the emulator serves to SDKs without knowing what users get.
import type { UnknownResult } from '../../emulator/index.ts'

export const unknownResultLine = (unknown: UnknownResult): string => {
  const { id, kind, rule } = unknown
  const place = rule === undefined ? '' : ` (rule \`${rule}\`)`
  return `warning: \`${kind}/${id}\`${place}: ${sentenceOf(unknown)}`
}

const sentenceOf = ({ of = '', reason }: UnknownResult): string => {
  switch (reason) {
    case 'condition-type':
      return `how Statsig evaluates conditions of type \`${of}\` is not documented. SDKs answer "unsupported".`
    case 'operator':
      return `how Statsig evaluates the operator \`${of}\` here is not documented. SDKs answer "unsupported".`
    case 'several-values':
      return `\`${of}\` takes one value. SDKs answer "unsupported".`
    case 'no-value':
      return `\`${of}\` has no value. SDKs answer "unsupported".`
    case 'missing-reference':
      return `\`${of}\` does not exist. SDKs answer "unsupported".`
    case 'reference-cycle':
      return `it depends on itself through \`${of}\`. SDKs answer "unsupported".`
    case 'value-as-text':
      return 'its value is given as JSON5 text alone. SDKs answer "unsupported".'
    case 'variants':
      return 'how Statsig divides users among variants is not documented. SDKs answer "unsupported".'
    case 'inline-targeting':
      return 'the format of its inline targeting rules is not documented. SDKs answer "unsupported".'
    case 'contradicting-overrides':
      return `overrides give \`${of}\` different results. The first one applies.`
    case 'ambiguous-group':
      return `several experiments have a group \`${of}\`. The override applies to each of them.`
    case 'status':
      return `what users get in the status \`${of}\` is not documented. SDKs answer "unsupported".`
    case 'holdback':
      return `who does not get the decision (${of} % of users) is not documented. SDKs answer "unsupported".`
    case 'shipped-value':
      return 'an experiment was decided for other values than its defaults. SDKs get the values of the decision.'
    case 'over-allocated':
      return 'its experiments take more than all users. The last ones get fewer users than their allocation.'
    case 'list-type':
      return `Statsig does not give SDKs the ids of a list of type \`${of}\`. SDKs answer "unsupported".`
    case 'learned-by-statsig':
      return 'Statsig alone knows what an autotune has learned. SDKs do not get it.'
  }
}
