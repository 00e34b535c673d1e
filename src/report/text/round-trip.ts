// Why an imported file does not describe exactly what is live, as a sentence.
import type { RoundTripReason } from '../results.ts'
import { keptText } from '../sentences/kept.ts'
import { refusalText } from '../sentences/refusal.ts'

export const roundTripText = (because: RoundTripReason): string => {
  switch (because.code) {
    case 'kept':
      return keptText(because.reason)
    case 'planned': {
      const { action, address, refusal } = because.operation
      return refusal
        ? refusalText(refusal, because.operation).reason
        : `a plan would ${action} \`${address}\``
    }
  }
}
