// People and bots, in the format of GitHub.
import { createHash } from 'node:crypto'

export interface User {
  readonly login: string
  readonly id: number
  readonly node_id: string
  readonly type: 'User' | 'Bot'
  readonly [more: string]: unknown
}

/** The user of a job's token. */
export const actionsBot = 'github-actions[bot]'

const bots: Readonly<Record<string, number>> = {
  [actionsBot]: 41_898_282,
  'dependabot[bot]': 49_699_333,
}

export const userOf = (login: string): User => {
  const isBot = login.endsWith('[bot]')
  const id = bots[login] ?? createHash('sha256').update(login).digest().readUIntBE(0, 4)
  const api = `https://api.github.com/users/${encodeURIComponent(login)}`
  return {
    login,
    id,
    node_id: nodeId(isBot ? 'BOT' : 'U', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url: api,
    html_url: `https://github.com/${isBot ? `apps/${nameOfApp(login)}` : login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: isBot ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  }
}

/** GraphQL shows an author that is a bot by this name; REST, and GraphQL's `viewer`, by the login. */
export const nameOfApp = (login: string): string => login.replace(/\[bot\]$/, '')

export const nodeId = (prefix: string, id: number | string): string =>
  `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`

/** Permissions of a user, which this server does not check. */
export const associationOf = (login: string): 'MEMBER' | 'NONE' =>
  login.endsWith('[bot]') ? 'NONE' : 'MEMBER'
