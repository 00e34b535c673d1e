// Reads the English of Statsig's messages into codes. No other file reads what Statsig says.

export type StatsigMessageCode =
  | 'key-rejected'
  | 'metric-not-found'
  | 'name-taken'
  | 'route-not-found'

interface MessageCode {
  /** The only status at which the words are read: it has another meaning besides, and the words tell which. */
  readonly status: 400 | 403 | 404
  readonly pattern: RegExp
}

/** Where the words are others than these, the run stops or fails sooner, and writes nothing that it would not have. */
const codes: Readonly<Record<StatsigMessageCode, MessageCode>> = {
  // Otherwise the key may not do this one thing.
  'key-rejected': { status: 403, pattern: /(invalid|inactive|revoked|expired)\b.*\bkey\b/i },
  // Otherwise the request is wrong.
  'metric-not-found': { status: 400, pattern: /^no metric found\b/i },
  'name-taken': { status: 400, pattern: /already (in use|exists|taken|been taken)/i },
  // Otherwise the resource is missing.
  'route-not-found': { status: 404, pattern: /^cannot [a-z]+ \//i },
}

export const hasStatsigMessage = (
  status: number | undefined,
  message: string | undefined,
  code: StatsigMessageCode,
): boolean => status === codes[code].status && codes[code].pattern.test(message ?? '')
