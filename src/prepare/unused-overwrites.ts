// Rejects `--overwrite` options that overwrite nothing.

import { UsageError } from '../core/usage-error.ts'
import type { Overwritten, Plan } from '../model/index.ts'
import type { Overwrite } from '../plan/applied-state.ts'
import { keptText } from '../report/sentences/kept.ts'

/** Throws where an `--overwrite` option has no effect: it is misspelled, or the change is not possible. */
export const rejectUnusedOverwrites = (
  overwrites: readonly Overwrite[],
  { kept, operations }: Plan,
): void => {
  for (const { address, fieldPath } of overwrites) {
    const hasEffect = operations.some(
      (each) =>
        each.address === address &&
        each.overwrites?.some((overwritten) => isNamed(overwritten, fieldPath)),
    )
    if (hasEffect) continue
    const named = `\`--overwrite ${address}${fieldPath === undefined ? '' : `#${fieldPath}`}\``
    const blocking = kept.find(
      (each) => each.address === address && (each.cause === 'ahead' || each.cause === 'archived'),
    )
    throw new UsageError(
      blocking === undefined
        ? `${named} overwrites nothing: there is no kept difference and no conflict. ${fieldPath === undefined ? 'Remove the option.' : 'Remove the option, or name the place as the plan does, or by its pointer in the file.'}`
        : `${named} is not possible: ${keptText(blocking.reason)}.`,
    )
  }
}

const isNamed = (overwritten: Overwritten, fieldPath: string | undefined): boolean =>
  fieldPath === undefined ||
  (overwritten.code === 'edit' && (overwritten.namedBy ?? []).includes(fieldPath))
