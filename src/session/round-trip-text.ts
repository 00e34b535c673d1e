// Why a file does not tell what is live, in words.

import type { RoundTripChange } from '../import/round-trip.ts'
import { keptText } from '../report/sentences/kept.ts'
import { refusalText } from '../report/sentences/refusal.ts'

export const leakText = (because: RoundTripChange['because']): string => {
  switch (because.code) {
    case 'held':
      return keptText(because.reason)
    case 'planned': {
      const { action, address, refusal } = because.operation
      return refusal
        ? refusalText(refusal, because.operation).reason
        : `a plan would ${action} \`${address}\``
    }
  }
}
