// Reads the English of Statsig's messages into codes. No other file reads what Statsig says.

export type StatsigMessageCode =
  | 'already-in-progress'
  | 'key-rejected'
  | 'metric-not-found'
  | 'name-taken'
  | 'route-not-found'

const patterns: Readonly<Record<StatsigMessageCode, RegExp>> = {
  'already-in-progress': /already in progress/i,
  'key-rejected': /(invalid|inactive|revoked|expired)\b.*\bkey\b/i,
  'metric-not-found': /^no metric found\b/i,
  'name-taken': /already (in use|exists|taken|been taken)/i,
  'route-not-found': /^cannot [a-z]+ \//i,
}

export const hasStatsigMessage = (message: string, code: StatsigMessageCode): boolean =>
  patterns[code].test(message)
