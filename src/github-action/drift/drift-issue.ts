// Opens, updates, reopens and closes the one drift issue of a target.

import { member } from '../../core/json.ts'
import type { Inputs } from '../../io/actions/inputs.ts'
import {
  GitHubError,
  type GitHubReader,
  type Issue,
  type IssueWriter,
  isSameLogin,
} from '../../io/github/index.ts'
import {
  type DriftMetadata,
  isNewer,
  metadataLine,
  type ReadMetadata,
  readMetadata,
  type Seal,
  type WorkflowRun,
} from '../job/comment-metadata.ts'
import { createOnce } from '../job/create-once.ts'

export interface IssueTracker {
  readonly reader: Pick<GitHubReader, 'login' | 'issuesBy'>
  readonly writer: IssueWriter
  readonly seal: Seal | undefined
  readonly labels: Inputs['driftIssueLabels']
  readonly assignees: Inputs['driftIssueAssignees']
}

export interface DriftSighting {
  readonly target: string
  readonly run: WorkflowRun
  /** An ISO time. */
  readonly at: string
  /** A digest of the differences of each address. */
  readonly digests: ReadonlyMap<string, string>
  /** The digest of all differences. */
  readonly digest: string
}

export interface IssueTexts {
  readonly title: string
  readonly body: (metadata: DriftMetadata, marker: string) => string
  /** A comment about addresses that were added or removed since the last run. */
  readonly changed: (added: readonly string[], removed: readonly string[]) => string
  readonly resolved: string
}

export type IssueResult =
  | { readonly is: 'synced'; readonly issue: Issue }
  | { readonly is: 'none' }
  | { readonly is: 'superseded'; readonly reason: string }
  | { readonly is: 'refused'; readonly reason: string }

export const syncIssue = async (
  tracker: IssueTracker,
  sighting: DriftSighting,
  texts: IssueTexts,
): Promise<IssueResult> => {
  try {
    return await syncOwnIssue(tracker, sighting, texts)
  } catch (error) {
    if (error instanceof GitHubError) return { is: 'refused', reason: error.message }
    throw error
  }
}

interface OwnIssue extends ReadMetadata<DriftMetadata> {
  readonly issue: Issue
}

const syncOwnIssue = async (
  tracker: IssueTracker,
  sighting: DriftSighting,
  texts: IssueTexts,
): Promise<IssueResult> => {
  const ownIssues = await findOwnIssues(tracker, sighting.target)
  const newer = ownIssues.find(
    ({ isSealed, metadata }) => isSealed && isNewer(metadata.run, sighting.run),
  )
  if (newer)
    return { is: 'superseded', reason: `the newer run ${newer.metadata.run.number} has written it` }
  const open = ownIssues.filter(({ issue }) => issue.state === 'open').at(-1)
  if (sighting.digests.size === 0)
    return open ? closeIssue(tracker, open, sighting, texts) : { is: 'none' }
  const current = open ?? ownIssues.find(({ issue }) => isRecent(issue, sighting.at))
  return current
    ? updateIssue(tracker, current, sighting, texts)
    : createIssue(tracker, sighting, texts)
}

/** Newest first. */
const findOwnIssues = async (
  { reader, seal }: Pick<IssueTracker, 'reader' | 'seal'>,
  target: string,
): Promise<readonly OwnIssue[]> => {
  const login = await reader.login()
  const issues = await reader.issuesBy(login)
  return issues.flatMap((issue) => {
    const found = isSameLogin(issue.author, login) ? readMetadata(issue.body, seal) : undefined
    if (found?.metadata.kind !== 'drift' || found.metadata.target !== target) return []
    return [{ issue, isSealed: found.isSealed, metadata: found.metadata }]
  })
}

const monthMs = 30 * 24 * 60 * 60 * 1000

/** An issue that a person closed does not end the drift: within a month the same issue is reopened. */
const isRecent = ({ closedAt }: Issue, now: string): boolean =>
  closedAt !== undefined && Date.parse(now) - Date.parse(closedAt) < monthMs

/** More digests would need the space of the text. */
const maxDigests = 300

const nextMetadata = (
  sighting: DriftSighting,
  before: DriftMetadata | undefined,
): DriftMetadata => ({
  kind: 'drift',
  target: sighting.target,
  run: sighting.run,
  first: before?.first ?? sighting.at,
  checked: sighting.at,
  runs: (before?.runs ?? 0) + 1,
  digest: sighting.digest,
  ...(sighting.digests.size <= maxDigests && { found: Object.fromEntries(sighting.digests) }),
})

const issueBody = (metadata: DriftMetadata, { seal }: IssueTracker, texts: IssueTexts): string =>
  texts.body(metadata, metadataLine(metadata, seal))

const updateIssue = async (
  tracker: IssueTracker,
  ownIssues: OwnIssue,
  sighting: DriftSighting,
  texts: IssueTexts,
): Promise<IssueResult> => {
  const { isSealed, issue, metadata: previousMetadata } = ownIssues
  const isOpen = issue.state === 'open'
  // Metadata without a valid seal may be forged, so that it is not used as the previous state.
  const before = isSealed && isOpen ? previousMetadata : undefined
  const metadata = nextMetadata(sighting, before)
  const updated = await tracker.writer.updateIssue(issue.number, {
    title: texts.title,
    body: issueBody(metadata, tracker, texts),
    ...(!isOpen && { state: 'open' as const }),
  })
  if (before?.digest !== sighting.digest || !isOpen) {
    const previous = previousMetadata.found ?? {}
    const added = [...sighting.digests].filter(
      ([name, digest]) => member(previous, name) !== digest,
    )
    const removed = Object.keys(previous).filter((name) => !sighting.digests.has(name))
    await tracker.writer.createComment(
      issue.number,
      texts.changed(
        added.map(([name]) => name),
        removed,
      ),
    )
  }
  return { is: 'synced', issue: updated }
}

/** The comment comes first, so that each closed issue has a reason. */
const closeIssue = async (
  tracker: IssueTracker,
  ownIssues: OwnIssue,
  sighting: DriftSighting,
  texts: IssueTexts,
): Promise<IssueResult> => {
  await tracker.writer.createComment(ownIssues.issue.number, texts.resolved)
  const metadata = nextMetadata(sighting, ownIssues.isSealed ? ownIssues.metadata : undefined)
  const issue = await tracker.writer.updateIssue(ownIssues.issue.number, {
    body: issueBody(metadata, tracker, texts),
    state: 'closed',
  })
  return { is: 'synced', issue }
}

const createIssue = async (
  tracker: IssueTracker,
  sighting: DriftSighting,
  texts: IssueTexts,
): Promise<IssueResult> => {
  const { assignees, labels } = tracker
  const metadata = nextMetadata(sighting, undefined)
  const send = () =>
    tracker.writer.createIssue({
      title: texts.title,
      body: issueBody(metadata, tracker, texts),
      labels,
      assignees,
    })
  const find = () => findOpenIssues(tracker, sighting)
  // Every open issue that is found is about this target.
  const { created, found: open } = await createOnce(send, find, () => true)
  // If two runs opened issues at the same time, the first issue stays.
  const [first, ...others] = open.map(({ issue }) => issue).sort((a, b) => a.number - b.number)
  for (const { number } of others) await tracker.writer.updateIssue(number, { state: 'closed' })
  const issue = first ?? created
  return issue ? { is: 'synced', issue } : { is: 'none' }
}

const findOpenIssues = async (
  tracker: IssueTracker,
  { target }: DriftSighting,
): Promise<readonly OwnIssue[]> =>
  (await findOwnIssues(tracker, target)).filter(({ issue }) => issue.state === 'open')
