// Reads the header `Retry-After`.

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Milliseconds, from a second to a quarter of an hour; `undefined` without a valid header. */
export const retryAfterMs = (
  header: string | undefined,
  serverDate: string | undefined,
): number | undefined => {
  const ms = /^\d+(\.\d+)?$/.test(header ?? '')
    ? Number(header) * 1_000
    : // Both times are from the clock of the server: the local clock may be wrong.
      parseDateMs(header) - parseDateMs(serverDate)
  return ms > 0 ? Math.min(Math.max(ms, 1_000), 900_000) : undefined
}

const parseDateMs = (text: string | undefined): number =>
  text !== undefined && httpDate.test(text) ? Date.parse(text) : Number.NaN
