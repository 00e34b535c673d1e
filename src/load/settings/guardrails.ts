// `guardrails` of the settings: how much one run may do without anybody asking.
import { type Field, number, record } from '../../fields/field.ts'
import { type Json, member } from '../../json.ts'

export interface Guardrails {
  readonly prune: {
    /** Resources that one run archives or deletes at most because their definitions are gone. */
    readonly most: number
    /** The same as a share of the live resources of one kind, in per cent. It counts where there are at least 10. */
    readonly percent: number
  }
}

const defaultGuardrails: Guardrails = { prune: { most: 10, percent: 20 } }

export const guardrailsField: Field = record('How much one run may do without anybody asking.', {
  prune: record(
    'How many resources `prune` may archive or delete. Where there would be more, it archives and deletes none.',
    {
      most: number('The most resources of all kinds together in one run.', {
        integer: true,
        min: 0,
        default: defaultGuardrails.prune.most,
      }),
      percent: number(
        'The largest share of the live resources of one kind, in per cent. It counts for kinds of which there are at least 10.',
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
