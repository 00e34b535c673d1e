// Reads `guardrails` of the settings: the limits on what one run may change.

import { type Json, member } from '../../core/json.ts'
import { type Field, number, record } from '../../fields/field.ts'

export interface Guardrails {
  readonly prune: {
    /** The most resources that one run archives or deletes because their definitions were deleted. */
    readonly most: number
    /** The same as a percentage of the live resources of one kind. It applies to kinds with at least 10 resources. */
    readonly percent: number
  }
}

const defaultGuardrails: Guardrails = { prune: { most: 10, percent: 20 } }

export const guardrailsField: Field = record('Limits on what one run may change.', {
  prune: record(
    'How many resources `prune` may archive or delete in one run. If there are more, it archives and deletes none.',
    {
      most: number('The most resources, of all kinds together.', {
        integer: true,
        min: 0,
        default: defaultGuardrails.prune.most,
      }),
      percent: number(
        'The largest percentage of the live resources of one kind. It applies to kinds with at least 10 resources.',
        { min: 0, max: 100, default: defaultGuardrails.prune.percent },
      ),
    },
  ),
})

export const guardrailsFrom = (value: Json | undefined): Guardrails => {
  const readLimit = (name: keyof Guardrails['prune']): number => {
    const limit = member(member(value, 'prune'), name)
    return typeof limit === 'number' ? limit : defaultGuardrails.prune[name]
  }
  return { prune: { most: readLimit('most'), percent: readLimit('percent') } }
}
