// The job that the action runs in, from the variables that GitHub's runner sets and the payload of the event.
import type { Json } from '../../json.ts'
import { member } from '../../json.ts'
import { type Event, readEvent } from './event.ts'
import type { Given } from './inputs.ts'

export interface Job {
  readonly owner: string
  readonly name: string
  /** `undefined`: nobody says, so it is taken for public. */
  readonly isPublic: boolean | undefined
  readonly defaultBranch: string | undefined
  readonly sha: string
  readonly ref: string
  readonly actor: string
  readonly server: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly run: {
    readonly id: number
    readonly number: number
    readonly attempt: number
    readonly url: string
  }
  readonly workspace: string
  readonly temp: string
  readonly event: Event
}

export const readJob = (
  env: Given,
  payload: string | undefined,
): Job | { readonly faults: readonly string[] } => {
  const faults: string[] = []
  /** A variable in the form that it must have; what is amiss is noted, and the text is not used. */
  const variable = (
    name: string,
    is: (text: string) => boolean,
    form: string,
    none = '',
  ): string => {
    const text = env(name)?.trim() || none
    if (is(text)) return text
    faults.push(text === '' ? `${name} is not set.` : `${name} must be ${form}.`)
    return ''
  }
  const count = (name: string, none?: string) =>
    Number(variable(name, (text) => /^[1-9]\d{0,14}$/.test(text), 'a whole number from 1', none))
  const address = (name: string, none: string) =>
    variable(name, isSafeAddress, 'an `https` address, or one of this machine', none).replace(
      /\/+$/,
      '',
    )
  const path = (name: string) => variable(name, (text) => text !== '', 'a folder')

  const repository = variable(
    'GITHUB_REPOSITORY',
    (text) => /^[\w.-]+\/[\w.-]+$/.test(text),
    'an owner and a name',
  )
  const sha = variable('GITHUB_SHA', isCommit, 'the id of a commit')
  const server = address('GITHUB_SERVER_URL', 'https://github.com')
  const apiUrl = address('GITHUB_API_URL', 'https://api.github.com')
  const graphqlUrl = address('GITHUB_GRAPHQL_URL', `${apiUrl.replace(/\/v3$/, '')}/graphql`)
  const [id, number, attempt] = [
    count('GITHUB_RUN_ID'),
    count('GITHUB_RUN_NUMBER'),
    count('GITHUB_RUN_ATTEMPT', '1'),
  ]
  const [workspace, temp] = [path('GITHUB_WORKSPACE'), path('RUNNER_TEMP')]
  const called = variable('GITHUB_EVENT_NAME', (text) => /^\w+$/.test(text), 'the name of an event')
  const actor = env('GITHUB_ACTOR')?.trim() ?? ''
  const said = parsed(payload)
  const event = readEvent(called, said, { repository, sha, actor })
  if (typeof event === 'string') faults.push(event)
  if (typeof event === 'string' || faults.length > 0) return { faults }
  const [owner = '', name = ''] = repository.split('/')
  const about = member(said, 'repository')
  return {
    owner,
    name,
    isPublic: publicity(about),
    defaultBranch: textOf(member(about, 'default_branch')),
    sha,
    ref: env('GITHUB_REF')?.trim() ?? '',
    actor,
    server,
    apiUrl,
    graphqlUrl,
    run: { id, number, attempt, url: `${server}/${repository}/actions/runs/${id}` },
    workspace,
    temp,
    event,
  }
}

const isCommit = (text: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** The token goes there: to nobody who listens on the way. */
const isSafeAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return false
  const isHere =
    ['localhost', '[::1]'].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
}

/** What is no JSON says nothing; events that need it say so themselves. */
const parsed = (payload: string | undefined): Json | undefined => {
  try {
    return payload === undefined ? undefined : JSON.parse(payload)
  } catch {
    return undefined
  }
}

/** Where two members disagree, the more careful answer holds: that everybody reads it. */
const publicity = (repository: Json | undefined): boolean | undefined => {
  const visibility = member(repository, 'visibility')
  const isPrivate = member(repository, 'private')
  if (visibility === 'public') return true
  if (visibility === 'internal') return false
  if (isPrivate === false) return true
  return isPrivate === true || visibility === 'private' ? false : undefined
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
