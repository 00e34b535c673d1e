// Whether two names are the same account.

/** REST says `name[bot]` of an app where GraphQL says `name`, and no user may have the name of an app. */
export const isSameLogin = (a: string, b: string): boolean =>
  normalizeLogin(a) === normalizeLogin(b)

const normalizeLogin = (login: string): string => login.toLowerCase().replace(/\[bot\]$/, '')
