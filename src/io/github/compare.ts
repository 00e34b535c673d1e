// Compares logins and texts that GitHub returns.

/** The login of an app is `name[bot]` in REST and `name` in GraphQL. No user can have the name of an app. */
export const isSameLogin = (a: string, b: string): boolean =>
  normalizeLogin(a) === normalizeLogin(b)

const normalizeLogin = (login: string): string => login.toLowerCase().replace(/\[bot\]$/, '')

/** GitHub may return other line ends than it got, and without blank lines at the end. */
export const normalizeText = (text: string): string => text.replaceAll('\r\n', '\n').trim()
