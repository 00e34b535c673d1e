// Finds, writes and updates the one comment of a target on a pull request. An older run never overwrites a newer one.
import {
  type Comment,
  type CommentWriter,
  GitHubError,
  type GitHubErrorKind,
  type GitHubReader,
  isSameLogin,
  type PullRequest,
} from '../../io/github/index.ts'
import type { Clock } from '../../resources/api.ts'
import {
  isNewer,
  type PlanMetadata,
  readMetadata,
  type Seal,
  textDigest,
  type WorkflowRun,
} from '../job/comment-metadata.ts'
import { createOnce } from '../job/create-once.ts'
import {
  type CommentDraft,
  isUnchanged,
  type OwnComment,
  sendFitting,
  timesAfter,
  withoutMarker,
} from './sealed-body.ts'

export interface CommentThread {
  readonly reader: Pick<GitHubReader, 'login' | 'comments' | 'pull'>
  readonly commenter: CommentWriter
  readonly seal: Seal | undefined
  readonly previousSeal?: Seal | undefined
  readonly clock: Clock
}

export type PostResult =
  | { readonly is: 'written' | 'unchanged'; readonly comment: Comment }
  /** There is no comment, and none was necessary. */
  | { readonly is: 'none' }
  /** A newer commit or a newer run replaces this result. */
  | { readonly is: 'superseded'; readonly reason: string }
  /** GitHub refused it, or did not answer. */
  | { readonly is: 'refused'; readonly reason: string; readonly kind: GitHubErrorKind }

/** Oldest first. A copy of our first line by another author is not a comment of ours. */
export const findOwnComments = async (
  { previousSeal, reader, seal }: Pick<CommentThread, 'previousSeal' | 'reader' | 'seal'>,
  pull: number,
  target: string,
): Promise<readonly OwnComment[]> => {
  const [login, comments] = await Promise.all([reader.login(), reader.comments(pull)])
  return comments.flatMap((comment) => {
    const found = isSameLogin(comment.author, login)
      ? readMetadata(comment.body, seal, previousSeal)
      : undefined
    if (found?.metadata.kind !== 'plan') return []
    const { metadata } = found
    if (metadata.target !== target || metadata.pull !== pull) return []
    // After an edit, readers may have seen another text than the plan in the metadata.
    const isUnedited = metadata.text === textDigest(withoutMarker(comment.body))
    return [{ ...found, comment, isSealed: found.isSealed && isUnedited, metadata }]
  })
}

export const postComment = async (
  thread: CommentThread,
  draft: CommentDraft,
): Promise<PostResult> => {
  try {
    return await syncComment(thread, draft)
  } catch (error) {
    if (error instanceof GitHubError)
      return { is: 'refused', reason: error.message, kind: error.kind }
    throw error
  }
}

const syncComment = async (
  thread: CommentThread,
  untimedDraft: CommentDraft,
): Promise<PostResult> => {
  const { metadata } = untimedDraft
  const { pull, target } = metadata
  const ownComments = await findOwnComments(thread, pull, target)
  const newer = ownComments.find(
    (each) => each.isSealed && isNewer(each.metadata.run, metadata.run),
  )
  if (newer)
    return {
      is: 'superseded',
      reason: `the newer run ${newer.metadata.run.number} has written it`,
    }
  if (untimedDraft.requiresCurrentHead) {
    const { base, head, isMerged } = await readCurrentPull(thread, metadata)
    // After the merge the comment must stay what the reviewers have seen.
    if (isMerged) return { is: 'superseded', reason: 'the pull request is already merged' }
    if (head.sha !== metadata.head)
      return { is: 'superseded', reason: `the pull request is now at ${head.sha.slice(0, 7)}` }
    if (metadata.branch !== undefined && base.ref !== metadata.branch)
      return { is: 'superseded', reason: `the base branch is now \`${base.ref}\`` }
  }
  const current = untimedDraft.mode === 'update' ? currentComment(ownComments) : ownComments.at(-1)
  const draft = untimedDraft.requiresCurrentHead
    ? { ...untimedDraft, addTimes: timesAfter(current) }
    : untimedDraft
  if (current === undefined)
    return draft.isWorthPosting ? createComment(thread, draft) : { is: 'none' }
  if (isUnchanged(current, thread.seal, draft)) {
    await deleteOthers(thread, draft, ownComments, current.comment)
    return { is: 'unchanged', comment: current.comment }
  }
  if (draft.mode === 'recreate') {
    const { body, id, nodeId } = current.comment
    await thread.commenter.minimize(nodeId)
    // Without its metadata the hidden comment is not found and updated again.
    await thread.commenter.updateComment(id, withoutMarker(body))
    return createComment(thread, draft)
  }
  const comment = await sendFitting(draft, thread.seal, (body) =>
    thread.commenter.updateComment(current.comment.id, body),
  )
  await deleteOthers(thread, draft, ownComments, comment)
  return { is: 'written', comment }
}

/** GitHub may be behind the event that started the run, so that another head or base is read again. */
const readCurrentPull = async (
  { clock, reader }: Pick<CommentThread, 'clock' | 'reader'>,
  { branch, head, pull }: PlanMetadata,
): Promise<PullRequest> => {
  const isExpected = (each: PullRequest) =>
    each.head.sha === head && (branch === undefined || each.base.ref === branch)
  let found = await reader.pull(pull)
  for (const pauseMs of rereadPausesMs) {
    if (found.isMerged || isExpected(found)) break
    await clock.sleep(pauseMs)
    found = await reader.pull(pull)
  }
  return found
}

const rereadPausesMs: readonly number[] = [2_000, 4_000]

/** A comment without a valid seal is still ours: its key may have been replaced. */
const currentComment = (ownComments: readonly OwnComment[]): OwnComment | undefined =>
  ownComments.find(({ isSealed }) => isSealed) ?? ownComments[0]

const createComment = async (thread: CommentThread, draft: CommentDraft): Promise<PostResult> => {
  const { pull, target } = draft.metadata
  const send = () =>
    sendFitting(draft, thread.seal, (body) => thread.commenter.createComment(pull, body))
  const isMine = ({ metadata }: OwnComment) => runKey(metadata.run) === runKey(draft.metadata.run)
  const { created, found: ownComments } = await createOnce(
    send,
    () => findOwnComments(thread, pull, target),
    isMine,
  )
  if (draft.mode === 'recreate') {
    const comment = created ?? ownComments.findLast(isMine)?.comment
    return comment ? { is: 'written', comment } : { is: 'none' }
  }
  const [first] = ownComments
  if (first === undefined) return created ? { is: 'written', comment: created } : { is: 'none' }
  // If runs created comments at the same time, the first comment stays, with the text of the newest run.
  const comment =
    isMine(first) || isNewer(first.metadata.run, draft.metadata.run)
      ? first.comment
      : await sendFitting(draft, thread.seal, (body) =>
          thread.commenter.updateComment(first.comment.id, body),
        )
  await deleteOthers(thread, draft, ownComments, comment)
  return { is: 'written', comment }
}

const runKey = ({ attempt, id }: WorkflowRun): string => `${id}/${attempt}`

const deleteOthers = async (
  { commenter }: CommentThread,
  { mode }: CommentDraft,
  ownComments: readonly OwnComment[],
  kept: Comment,
): Promise<void> => {
  if (mode === 'recreate') return
  try {
    for (const { comment } of ownComments)
      if (comment.id !== kept.id) await commenter.deleteComment(comment.id)
  } catch (error) {
    // The comment is written: the next run deletes the others.
    if (!(error instanceof GitHubError)) throw error
  }
}
