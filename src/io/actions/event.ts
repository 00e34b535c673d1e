// Reads the event that started the run. The payload is not trusted: each part may be missing or wrong.
import { type Json, member } from '../../core/json.ts'

export type WorkflowEvent =
  | {
      readonly name: 'pull_request'
      readonly action: string
      readonly number: number
      readonly head: {
        readonly sha: string
        readonly ref: string
        /** `undefined`: the fork was deleted. */
        readonly repository: string | undefined
      }
      readonly base: { readonly sha: string; readonly ref: string }
      readonly isFork: boolean
      readonly isDependabot: boolean
    }
  | { readonly name: 'push'; readonly before: string; readonly after: string }
  | {
      readonly name: 'merge_group'
      readonly base: string
      readonly head: string
      readonly pullNumber?: number
    }
  | { readonly name: 'workflow_dispatch' | 'schedule' | 'repository_dispatch' }
  /** It runs with secrets and with text or code that anyone can write. */
  | { readonly name: 'unsafe'; readonly eventName: UnsafeEventName }
  | { readonly name: 'other'; readonly eventName: string }

const unsafeEvents = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'commit_comment',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'watch',
] as const

export type UnsafeEventName = (typeof unsafeEvents)[number]

/** Values from the environment, which only the runner sets. */
export interface EventContext {
  /** Owner and name. */
  readonly repository: string
  readonly sha: string
  readonly actor: string
}

/** An event, or a sentence that says what is missing in its payload. */
export const readEvent = (
  eventName: string,
  payload: Json | undefined,
  context: EventContext,
): WorkflowEvent | string => {
  switch (eventName) {
    case 'pull_request':
      return readPullRequest(payload, context)
    case 'push':
      return {
        name: 'push',
        before: commitSha(member(payload, 'before')) ?? zeroSha,
        after: commitSha(member(payload, 'after')) ?? context.sha,
      }
    case 'merge_group':
      return readMergeGroup(member(payload, 'merge_group'))
    case 'workflow_dispatch':
    case 'schedule':
    case 'repository_dispatch':
      return { name: eventName }
  }
  const unsafeName = unsafeEvents.find((each) => each === eventName)
  return unsafeName === undefined
    ? { name: 'other', eventName }
    : { name: 'unsafe', eventName: unsafeName }
}

/** The id that git uses for "no commit". */
const zeroSha = '0'.repeat(40)

const readPullRequest = (
  payload: Json | undefined,
  context: EventContext,
): WorkflowEvent | string => {
  const pull = member(payload, 'pull_request')
  const [head, base] = [member(pull, 'head'), member(pull, 'base')]
  const number = positiveInteger(member(pull, 'number'))
  const [headSha, headRef] = [commitSha(member(head, 'sha')), nonEmptyText(member(head, 'ref'))]
  const [baseSha, baseRef] = [commitSha(member(base, 'sha')), nonEmptyText(member(base, 'ref'))]
  if (!number || !headSha || !headRef || !baseSha || !baseRef)
    return missingFromPayload('pull_request', 'the number, the head and the base of a pull request')
  const repository = nonEmptyText(member(member(head, 'repo'), 'full_name'))
  return {
    name: 'pull_request',
    action: nonEmptyText(member(payload, 'action')) ?? '',
    number,
    head: { sha: headSha, ref: headRef, repository },
    base: { sha: baseSha, ref: baseRef },
    isFork: repository?.toLowerCase() !== context.repository.toLowerCase(),
    isDependabot: context.actor === 'dependabot[bot]',
  }
}

const readMergeGroup = (group: Json | undefined): WorkflowEvent | string => {
  const base = commitSha(member(group, 'base_sha'))
  const head = commitSha(member(group, 'head_sha'))
  if (!base || !head)
    return missingFromPayload('merge_group', 'the base and the head of a merge group')
  const [, digits] =
    /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,8})-[0-9a-f]+$/.exec(
      nonEmptyText(member(group, 'head_ref')) ?? '',
    ) ?? []
  return { name: 'merge_group', base, head, ...(digits && { pullNumber: Number(digits) }) }
}

const missingFromPayload = (event: string, missing: string): string =>
  `The payload of the event \`${event}\` must contain ${missing} (GITHUB_EVENT_PATH).`

export const nonEmptyText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const commitSha = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : undefined

const positiveInteger = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
