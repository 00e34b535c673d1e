// Reads the header that says when a limited request may be tried again.

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Milliseconds between a second and a quarter of an hour; undefined where the header says nothing usable. */
export const retryAfterMs = (
  header: string | undefined,
  serverDate: string | undefined,
): number | undefined => {
  const ms = /^\d+(\.\d+)?$/.test(header ?? '')
    ? Number(header) * 1_000
    : // The server's own clock on both sides: ours may be wrong.
      parseDateMs(header) - parseDateMs(serverDate)
  return ms > 0 ? Math.min(Math.max(ms, 1_000), 900_000) : undefined
}

const parseDateMs = (text: string | undefined): number =>
  text !== undefined && httpDate.test(text) ? Date.parse(text) : Number.NaN
