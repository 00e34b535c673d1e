// Finds, writes and updates the one comment of a target on a pull request. An older run never overwrites a newer one.
import {
  type Comment,
  type CommentWriter,
  GitHubError,
  type GitHubErrorKind,
  type GitHubReader,
  isSameLogin,
  normalizeText,
} from '../../io/github/index.ts'
import {
  isNewer,
  metadataLine,
  type PlanMetadata,
  type ReadMetadata,
  readMetadata,
  type Seal,
  textDigest,
  type WorkflowRun,
} from '../job/comment-metadata.ts'
import { createOnce } from '../job/create-once.ts'

export interface CommentThread {
  readonly reader: Pick<GitHubReader, 'login' | 'comments' | 'pull'>
  readonly commenter: CommentWriter
  readonly seal: Seal | undefined
}

export interface CommentDraft {
  readonly metadata: PlanMetadata
  /** The body as a run would write it, in at most `maxBytes`. */
  readonly renderBody: (marker: string, run: WorkflowRun, maxBytes: number) => string
  readonly mode: 'update' | 'recreate'
  /** Whether to create a comment if there is none. */
  readonly isWorthPosting: boolean
  /** Whether the pull request must still be open and at the commit of the metadata. */
  readonly requiresCurrentHead: boolean
}

export type PostResult =
  | { readonly is: 'written' | 'unchanged'; readonly comment: Comment }
  /** There is no comment, and none was necessary. */
  | { readonly is: 'none' }
  /** A newer commit or a newer run replaces this result. */
  | { readonly is: 'superseded'; readonly reason: string }
  /** GitHub refused it, or did not answer. */
  | { readonly is: 'refused'; readonly reason: string; readonly kind: GitHubErrorKind }

/** A comment of ours with the metadata of its first line. */
export interface OwnComment extends ReadMetadata<PlanMetadata> {
  readonly comment: Comment
}

/** Oldest first. A copy of our first line by another author is not a comment of ours. */
export const findOwnComments = async (
  { reader, seal }: Pick<CommentThread, 'reader' | 'seal'>,
  pull: number,
  target: string,
): Promise<readonly OwnComment[]> => {
  const [login, comments] = await Promise.all([reader.login(), reader.comments(pull)])
  return comments.flatMap((comment) => {
    const found = isSameLogin(comment.author, login) ? readMetadata(comment.body, seal) : undefined
    if (found?.metadata.kind !== 'plan') return []
    const { metadata } = found
    if (metadata.target !== target || metadata.pull !== pull) return []
    // After an edit, readers may have seen another text than the plan in the metadata.
    const isUnedited = metadata.text === textDigest(withoutMarker(comment.body))
    return [{ comment, isSealed: found.isSealed && isUnedited, metadata }]
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

const syncComment = async (thread: CommentThread, draft: CommentDraft): Promise<PostResult> => {
  const { metadata } = draft
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
  if (draft.requiresCurrentHead) {
    const { head, isMerged } = await thread.reader.pull(pull)
    // After the merge the comment must stay what the reviewers have seen.
    if (isMerged) return { is: 'superseded', reason: 'the pull request is already merged' }
    if (head.sha !== metadata.head)
      return { is: 'superseded', reason: `the pull request is now at ${head.sha.slice(0, 7)}` }
  }
  const current = draft.mode === 'update' ? currentComment(ownComments) : ownComments.at(-1)
  if (current === undefined)
    return draft.isWorthPosting ? createComment(thread, draft) : { is: 'none' }
  if (isUnchanged(current, thread, draft)) {
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

const withoutMarker = (body: string): string => body.slice(body.indexOf('\n') + 1)

/** A comment without a valid seal is still ours: its key may have been replaced. */
const currentComment = (ownComments: readonly OwnComment[]): OwnComment | undefined =>
  ownComments.find(({ isSealed }) => isSealed) ?? ownComments[0]

/** Whether the body would differ only in the run that wrote it. */
const isUnchanged = (
  { comment, metadata }: OwnComment,
  { seal }: CommentThread,
  draft: CommentDraft,
): boolean =>
  [maxBytes, ...smallerSizes].some(
    (size) =>
      normalizeText(signedBody(draft, seal, metadata.run, size)) === normalizeText(comment.body),
  )

/** Bytes. GitHub documents a limit of 65,536 characters. */
const maxBytes = 65_000
const smallerSizes = [32_000, 12_000]

/** The first line contains a digest of the text, of constant length. */
const signedBody = (
  draft: CommentDraft,
  seal: Seal | undefined,
  run: WorkflowRun,
  size: number,
): string => {
  const lineFor = (text: string) =>
    metadataLine({ ...draft.metadata, run, text: textDigest(text) }, seal)
  const text = withoutMarker(draft.renderBody(lineFor(''), run, size))
  return `${lineFor(text)}\n${text}`
}

/** If GitHub finds the body too long, sends a shorter one. */
const sendFitting = async (
  draft: CommentDraft,
  seal: Seal | undefined,
  send: (body: string) => Promise<Comment>,
): Promise<Comment> => {
  for (const size of [maxBytes, ...smallerSizes])
    try {
      return await send(signedBody(draft, seal, draft.metadata.run, size))
    } catch (error) {
      const isLast = size === smallerSizes.at(-1)
      if (!(error instanceof GitHubError) || error.kind !== 'too-long' || isLast) throw error
    }
  throw new Error('All sizes of the comment were tried.')
}

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
