// What started the run. Only what is needed is taken, and every part may be missing or made up.
import type { Json } from '../../json.ts'
import { member } from '../../json.ts'

export type Event =
  | {
      readonly name: 'pull_request'
      readonly action: string
      readonly number: number
      readonly head: {
        readonly sha: string
        readonly ref: string
        /** `undefined`: the fork is gone. */
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
      readonly pull?: number
    }
  | { readonly name: 'workflow_dispatch' | 'schedule' | 'repository_dispatch' }
  /** It runs with secrets, on words or code of anybody. */
  | { readonly name: 'unsafe'; readonly called: UnsafeEvent }
  | { readonly name: 'other'; readonly called: string }

const unsafe = [
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

export type UnsafeEvent = (typeof unsafe)[number]

/** What the environment says, which nobody but the runner writes. */
export interface Whereabouts {
  /** Owner and name. */
  readonly repository: string
  readonly sha: string
  readonly actor: string
}

/** An event, or a sentence that says what its payload lacks. */
export const readEvent = (
  called: string,
  payload: Json | undefined,
  where: Whereabouts,
): Event | string => {
  switch (called) {
    case 'pull_request':
      return pullRequest(payload, where)
    case 'push':
      return {
        name: 'push',
        before: commit(member(payload, 'before')) ?? nothing,
        after: commit(member(payload, 'after')) ?? where.sha,
      }
    case 'merge_group':
      return mergeGroup(member(payload, 'merge_group'))
    case 'workflow_dispatch':
    case 'schedule':
    case 'repository_dispatch':
      return { name: called }
  }
  const danger = unsafe.find((each) => each === called)
  return danger === undefined ? { name: 'other', called } : { name: 'unsafe', called: danger }
}

/** How git says that there was no commit before. */
const nothing = '0'.repeat(40)

const pullRequest = (payload: Json | undefined, where: Whereabouts): Event | string => {
  const pull = member(payload, 'pull_request')
  const [head, base] = [member(pull, 'head'), member(pull, 'base')]
  const number = count(member(pull, 'number'))
  const [headSha, headRef] = [commit(member(head, 'sha')), text(member(head, 'ref'))]
  const [baseSha, baseRef] = [commit(member(base, 'sha')), text(member(base, 'ref'))]
  if (!number || !headSha || !headRef || !baseSha || !baseRef)
    return lacking('pull_request', 'the number, the head and the base of a pull request')
  const repository = text(member(member(head, 'repo'), 'full_name'))
  return {
    name: 'pull_request',
    action: text(member(payload, 'action')) ?? '',
    number,
    head: { sha: headSha, ref: headRef, repository },
    base: { sha: baseSha, ref: baseRef },
    isFork: repository?.toLowerCase() !== where.repository.toLowerCase(),
    isDependabot: where.actor === 'dependabot[bot]',
  }
}

const mergeGroup = (group: Json | undefined): Event | string => {
  const base = commit(member(group, 'base_sha'))
  const head = commit(member(group, 'head_sha'))
  if (!base || !head) return lacking('merge_group', 'the base and the head of a merge group')
  const [, digits] =
    /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,8})-[0-9a-f]+$/.exec(
      text(member(group, 'head_ref')) ?? '',
    ) ?? []
  return { name: 'merge_group', base, head, ...(digits && { pull: Number(digits) }) }
}

const lacking = (event: string, parts: string): string =>
  `The payload of the event \`${event}\` must hold ${parts} (GITHUB_EVENT_PATH).`

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const commit = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : undefined

const count = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
