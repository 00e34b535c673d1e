// Remembers how far the audit log went, so that later entries can be found whatever the clocks of both sides say.
import { type AuditEntry, ReadError, type Reader } from './api.ts'

/** The id of the newest entry; `null` where the log was empty. */
export type AuditPosition = string | null

/** Enough for the newest entries, in one request. */
const firstEntries = 100
/** Older entries are not worth the requests: a position that is not among these counts as before all of them. */
const maxEntries = 1_000

/** `undefined` where the log cannot be read. */
export const readAuditPosition = async (
  reader: Pick<Reader, 'readAuditLog'>,
): Promise<AuditPosition | undefined> => {
  try {
    const entries = await reader.readAuditLog(undefined, firstEntries)
    return entries && (entries[0]?.id ?? null)
  } catch (error) {
    if (error instanceof ReadError && !error.isKeyRefused) return undefined
    throw error
  }
}

/** The entries that came after the position. Throws where the log could be read then and cannot be read now. */
export const readEntriesAfter = async (
  position: AuditPosition | undefined,
  reader: Pick<Reader, 'readAuditLog'>,
): Promise<readonly AuditEntry[]> => {
  if (position === undefined) return []
  for (const limit of [firstEntries, maxEntries]) {
    const entries = await reader.readAuditLog(undefined, limit)
    if (entries === undefined)
      throw new ReadError(
        'The audit log, which tells whether something has changed since the plan was made, cannot be read any more',
        false,
        undefined,
      )
    const at = entries.findIndex(({ id }) => id === position)
    if (at >= 0) return entries.slice(0, at)
    if (entries.length < limit || limit === maxEntries) return entries
  }
  return []
}
