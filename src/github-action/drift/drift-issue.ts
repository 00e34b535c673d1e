// The one issue of a target about drift: opened, kept up to date, opened again and closed.
import type { Inputs } from '../../io/actions/inputs.ts'
import {
  GitHubError,
  type GitHubReader,
  type Issue,
  type IssueWriter,
  isSameLogin,
} from '../../io/github/index.ts'
import { member } from '../../json.ts'
import {
  type DriftMark,
  type Found,
  isNewer,
  markerLine,
  markIn,
  type RunMark,
  type Seal,
} from '../job/comment-metadata.ts'
import { createdOnce } from '../job/create-once.ts'

export interface Tracker {
  readonly reader: Pick<GitHubReader, 'login' | 'issuesBy'>
  readonly writer: IssueWriter
  readonly seal: Seal | undefined
  readonly labels: Inputs['driftIssueLabels']
  readonly assignees: Inputs['driftIssueAssignees']
}

export interface Seen {
  readonly target: string
  readonly run: RunMark
  /** An ISO time. */
  readonly at: string
  /** What differs, each with a digest. */
  readonly found: ReadonlyMap<string, string>
  /** Of all of it. */
  readonly digest: string
}

export interface Words {
  readonly title: string
  readonly body: (mark: DriftMark, marker: string) => string
  /** What is new and what is gone since the last time. */
  readonly changed: (added: readonly string[], gone: readonly string[]) => string
  readonly gone: string
}

export type Kept =
  | { readonly is: 'kept'; readonly issue: Issue }
  | { readonly is: 'none' }
  | { readonly is: 'superseded'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string }

export const keepIssue = async (tracker: Tracker, seen: Seen, words: Words): Promise<Kept> => {
  try {
    return await kept(tracker, seen, words)
  } catch (error) {
    if (error instanceof GitHubError) return { is: 'refused', why: error.message }
    throw error
  }
}

interface Own extends Found<DriftMark> {
  readonly issue: Issue
}

const kept = async (tracker: Tracker, seen: Seen, words: Words): Promise<Kept> => {
  const own = await ownIssues(tracker, seen.target)
  const late = own.find(({ isSealed, mark }) => isSealed && isNewer(mark.run, seen.run))
  if (late) return { is: 'superseded', why: `run ${late.mark.run.number} has looked later` }
  const open = own.filter(({ issue }) => issue.state === 'open').at(-1)
  if (seen.found.size === 0) return open ? closed(tracker, open, seen, words) : { is: 'none' }
  const current = open ?? own.find(({ issue }) => isRecent(issue, seen.at))
  return current ? updated(tracker, current, seen, words) : created(tracker, seen, words)
}

/** Newest first. */
const ownIssues = async (
  { reader, seal }: Pick<Tracker, 'reader' | 'seal'>,
  target: string,
): Promise<readonly Own[]> => {
  const login = await reader.login()
  const issues = await reader.issuesBy(login)
  return issues.flatMap((issue) => {
    const found = isSameLogin(issue.author, login) ? markIn(issue.body, seal) : undefined
    if (found?.mark.kind !== 'drift' || found.mark.target !== target) return []
    return [{ issue, isSealed: found.isSealed, mark: found.mark }]
  })
}

const monthMs = 30 * 24 * 60 * 60 * 1000

/** Closed by hand is not mended: for a month it is opened again. */
const isRecent = ({ closedAt }: Issue, now: string): boolean =>
  closedAt !== undefined && Date.parse(now) - Date.parse(closedAt) < monthMs

/** Names of what differs take room that the text needs. */
const mostKept = 300

const markOf = (seen: Seen, before: DriftMark | undefined): DriftMark => ({
  kind: 'drift',
  target: seen.target,
  run: seen.run,
  first: before?.first ?? seen.at,
  checked: seen.at,
  runs: (before?.runs ?? 0) + 1,
  digest: seen.digest,
  ...(seen.found.size <= mostKept && { found: Object.fromEntries(seen.found) }),
})

const bodyOf = (mark: DriftMark, { seal }: Tracker, words: Words): string =>
  words.body(mark, markerLine(mark, seal))

const updated = async (tracker: Tracker, own: Own, seen: Seen, words: Words): Promise<Kept> => {
  const { isSealed, issue, mark: known } = own
  const isOpen = issue.state === 'open'
  // What somebody else may have written tells nothing of before.
  const before = isSealed && isOpen ? known : undefined
  const mark = markOf(seen, before)
  const fresh = await tracker.writer.updateIssue(issue.number, {
    title: words.title,
    body: bodyOf(mark, tracker, words),
    ...(!isOpen && { state: 'open' as const }),
  })
  if (before?.digest !== seen.digest || !isOpen) {
    const old = known.found ?? {}
    const added = [...seen.found].filter(([name, digest]) => member(old, name) !== digest)
    const gone = Object.keys(old).filter((name) => !seen.found.has(name))
    await tracker.writer.createComment(
      issue.number,
      words.changed(
        added.map(([name]) => name),
        gone,
      ),
    )
  }
  return { is: 'kept', issue: fresh }
}

/** The comment comes first: an issue that was closed without a word would puzzle people. */
const closed = async (tracker: Tracker, own: Own, seen: Seen, words: Words): Promise<Kept> => {
  await tracker.writer.createComment(own.issue.number, words.gone)
  const mark = markOf(seen, own.isSealed ? own.mark : undefined)
  const issue = await tracker.writer.updateIssue(own.issue.number, {
    body: bodyOf(mark, tracker, words),
    state: 'closed',
  })
  return { is: 'kept', issue }
}

const created = async (tracker: Tracker, seen: Seen, words: Words): Promise<Kept> => {
  const { assignees, labels } = tracker
  const mark = markOf(seen, undefined)
  const send = () =>
    tracker.writer.createIssue({
      title: words.title,
      body: bodyOf(mark, tracker, words),
      labels,
      assignees,
    })
  const find = () => openOnes(tracker, seen)
  // Whichever is open tells of the same target.
  const { made, own: open } = await createdOnce(send, find, () => true)
  // Of those that were opened in the same moment the first one stays.
  const [first, ...others] = open.map(({ issue }) => issue).sort((a, b) => a.number - b.number)
  for (const { number } of others) await tracker.writer.updateIssue(number, { state: 'closed' })
  const issue = first ?? made
  return issue ? { is: 'kept', issue } : { is: 'none' }
}

const openOnes = async (tracker: Tracker, { target }: Seen): Promise<readonly Own[]> =>
  (await ownIssues(tracker, target)).filter(({ issue }) => issue.state === 'open')
