// Reads the job that the Action runs in: from the variables of GitHub's runner and the payload of the event.
import { type Json, member, parseJson } from '../../core/json.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import { nonEmptyText, readEvent, type WorkflowEvent } from './event.ts'

export interface Job {
  readonly owner: string
  readonly name: string
  /** `undefined`: unknown, and treated as public. */
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
  readonly event: WorkflowEvent
}

export const readJob = (
  lookUp: VariableLookup,
  payload: string | undefined,
): Job | { readonly faults: readonly string[] } => {
  const faults: string[] = []
  /** A variable in its expected form; otherwise a fault is added and the result is empty. */
  const variable = (
    name: string,
    isValid: (text: string) => boolean,
    expectedForm: string,
    fallback = '',
  ): string => {
    const text = lookUp(name)?.trim() || fallback
    if (isValid(text)) return text
    faults.push(text === '' ? `${name} is not set.` : `${name} must be ${expectedForm}.`)
    return ''
  }
  const countVariable = (name: string, fallback?: string) =>
    Number(
      variable(name, (text) => /^[1-9]\d{0,14}$/.test(text), 'a whole number from 1', fallback),
    )
  const urlVariable = (name: string, fallback: string) =>
    variable(name, isSafeUrl, 'an `https` URL, or a URL of this machine', fallback).replace(
      /\/+$/,
      '',
    )
  const folderVariable = (name: string) => variable(name, (text) => text !== '', 'a folder')

  const repository = variable(
    'GITHUB_REPOSITORY',
    (text) => /^[\w.-]+\/[\w.-]+$/.test(text),
    'an owner and a name',
  )
  const sha = variable('GITHUB_SHA', isCommit, 'the id of a commit')
  const server = urlVariable('GITHUB_SERVER_URL', 'https://github.com')
  const apiUrl = urlVariable('GITHUB_API_URL', 'https://api.github.com')
  const graphqlUrl = urlVariable('GITHUB_GRAPHQL_URL', `${apiUrl.replace(/\/v3$/, '')}/graphql`)
  const [id, number, attempt] = [
    countVariable('GITHUB_RUN_ID'),
    countVariable('GITHUB_RUN_NUMBER'),
    countVariable('GITHUB_RUN_ATTEMPT', '1'),
  ]
  const [workspace, temp] = [folderVariable('GITHUB_WORKSPACE'), folderVariable('RUNNER_TEMP')]
  const eventName = variable(
    'GITHUB_EVENT_NAME',
    (text) => /^\w+$/.test(text),
    'the name of an event',
  )
  const actor = lookUp('GITHUB_ACTOR')?.trim() ?? ''
  // An unreadable payload counts as absent: events that need it report what is missing.
  const payloadJson = payload === undefined ? undefined : parseJson(payload)
  const event = readEvent(eventName, payloadJson, { repository, sha, actor })
  if (typeof event === 'string') faults.push(event)
  if (typeof event === 'string' || faults.length > 0) return { faults }
  const [owner = '', name = ''] = repository.split('/')
  const repositoryJson = member(payloadJson, 'repository')
  return {
    owner,
    name,
    isPublic: readVisibility(repositoryJson),
    defaultBranch: nonEmptyText(member(repositoryJson, 'default_branch')),
    sha,
    ref: lookUp('GITHUB_REF')?.trim() ?? '',
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

/** The token is sent to this URL, so that it must be encrypted or local. */
const isSafeUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return false
  const isLoopback =
    ['localhost', '[::1]'].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
}

/** If `visibility` and `private` disagree, the safe answer is `true`: public. */
const readVisibility = (repository: Json | undefined): boolean | undefined => {
  const visibility = member(repository, 'visibility')
  const isPrivate = member(repository, 'private')
  if (visibility === 'public') return true
  if (visibility === 'internal') return false
  if (isPrivate === false) return true
  return isPrivate === true || visibility === 'private' ? false : undefined
}
