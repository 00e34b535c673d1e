// The one comment of a target on a pull request: found, kept up to date, and never written by a run that is late.
import {
  type Comment,
  type CommentWriter,
  GitHubError,
  type GitHubReader,
  isSameLogin,
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
  /** As it would look in a run, in so many bytes at most. */
  readonly renderBody: (marker: string, run: WorkflowRun, most: number) => string
  readonly mode: 'update' | 'recreate'
  /** Whether it is worth a comment where there is none. */
  readonly isWorthPosting: boolean
  /** Whether it is about what the pull request is now, so that it has to be still so. */
  readonly requiresCurrentHead: boolean
}

export type PostResult =
  | { readonly is: 'written' | 'unchanged'; readonly comment: Comment }
  /** There was nothing to tell. */
  | { readonly is: 'none' }
  /** A newer commit, or a newer run, has something else to say. */
  | { readonly is: 'superseded'; readonly reason: string }
  /** It could not be written, which is told elsewhere and fails nothing. */
  | { readonly is: 'refused'; readonly reason: string }

/** Of ours, with what its first line says. */
export interface OwnComment extends ReadMetadata<PlanMetadata> {
  readonly comment: Comment
}

/** Oldest first. Whoever merely repeats our first line is somebody else. */
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
    // Whoever has edited it may have hidden from people what the first line still says.
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
    if (error instanceof GitHubError) return { is: 'refused', reason: error.message }
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
      reason: `run ${newer.metadata.run.number}, a newer one, has written it`,
    }
  if (draft.requiresCurrentHead) {
    const { head, isMerged } = await thread.reader.pull(pull)
    // Whoever has approved it has not seen what would be planned now.
    if (isMerged) return { is: 'superseded', reason: 'the pull request is merged by now' }
    if (head.sha !== metadata.head)
      return { is: 'superseded', reason: `the pull request is at ${head.sha.slice(0, 7)} by now` }
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
    // Hidden, and no longer the one that is kept up to date: what comes next is to be seen.
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

/** A seal that no longer fits may be of a key that was replaced: the comment is ours all the same. */
const currentComment = (ownComments: readonly OwnComment[]): OwnComment | undefined =>
  ownComments.find(({ isSealed }) => isSealed) ?? ownComments[0]

/** But for the run that has written it, which would be no news to anybody. */
const isUnchanged = (
  { comment, metadata }: OwnComment,
  { seal }: CommentThread,
  draft: CommentDraft,
): boolean =>
  [maxBytes, ...smallerSizes].some(
    (size) =>
      normaliseLineEnds(signedBody(draft, seal, metadata.run, size)) ===
      normaliseLineEnds(comment.body),
  )

const normaliseLineEnds = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd()

/** Bytes; GitHub says that it takes 65,536 characters. */
const maxBytes = 65_000
const smallerSizes = [32_000, 12_000]

/** The first line holds a digest of the others, and is as long whatever they say. */
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

/** Whatever GitHub counts: what is too long for it is told in fewer words. */
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
  throw new Error('No size is left to try.')
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
  // Of those that raced the first one stays, with the words of the newest run.
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
  for (const { comment } of ownComments)
    if (comment.id !== kept.id) await commenter.deleteComment(comment.id)
}
