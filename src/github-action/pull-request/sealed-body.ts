// Makes the body of a comment with the seal of what it shows, in a size that GitHub accepts.
import { type Comment, GitHubError, normalizeText } from '../../io/github/index.ts'
import {
  metadataLine,
  type PlanMetadata,
  type ReadMetadata,
  type Seal,
  textDigest,
  type WorkflowRun,
} from '../job/comment-metadata.ts'
import { longestMetadata, shownMetadata } from './approvals.ts'
import { keepShownTimes, withShownTimes } from './shown-since.ts'

export interface CommentDraft {
  readonly metadata: PlanMetadata
  /** The body as a run would write it, in at most `maxBytes`. */
  readonly renderBody: (marker: string, run: WorkflowRun, maxBytes: number) => RenderedComment
  readonly mode: 'update' | 'recreate'
  /** Adds to the metadata of what is shown since when it is. */
  readonly addTimes?: (metadata: PlanMetadata) => PlanMetadata
  /** Whether to create a comment if there is none. */
  readonly isWorthPosting: boolean
  /** Whether the pull request must still be open and at the commit of the metadata. */
  readonly requiresCurrentHead: boolean
}

export interface RenderedComment {
  readonly body: string
  /** The ids of the operations that the body shows in full; absent if the metadata is about an earlier body. */
  readonly shown?: ReadonlySet<string>
}

/** A comment of ours with the metadata of its first line. */
export interface OwnComment extends ReadMetadata<PlanMetadata> {
  readonly comment: Comment
}

/** Whether the body would differ only in the run that wrote it. */
export const isUnchanged = (
  { comment, metadata }: OwnComment,
  seal: Seal | undefined,
  draft: CommentDraft,
): boolean =>
  [maxBytes, ...smallerSizes].some(
    (size) =>
      normalizeText(signedBody(asWritten(draft, metadata), seal, metadata.run, size)) ===
      normalizeText(comment.body),
  )

/** The same operations as before have the same times, which a new text would have to name. */
const asWritten = (draft: CommentDraft, { operations, shownSince }: PlanMetadata): CommentDraft =>
  draft.requiresCurrentHead
    ? {
        ...draft,
        addTimes: (next) =>
          operations && isSameSet(next.operations, operations)
            ? { ...next, operations, ...(shownSince && { shownSince }) }
            : (draft.addTimes ?? keepMetadata)(next),
      }
    : draft

const isSameSet = (one: readonly string[] = [], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each))

/** On the same commit, what the comment has shown before keeps its time. For another base branch it was not shown. */
export const timesAfter =
  (current: OwnComment | undefined) =>
  (metadata: PlanMetadata): PlanMetadata => {
    if (!current?.isSealed || current.metadata.head !== metadata.head) return metadata
    const earlier = withShownTimes(current.metadata, current.comment.updatedAt)
    return keepShownTimes(
      metadata,
      earlier.branch === metadata.branch ? earlier : { ...earlier, operations: [] },
    )
  }

/** Bytes. GitHub documents a limit of 65,536 characters. */
const maxBytes = 65_000
const smallerSizes = [32_000, 12_000]

/** The first line contains a digest of the text, of constant length. */
const signedBody = (
  { addTimes = keepMetadata, metadata, renderBody }: CommentDraft,
  seal: Seal | undefined,
  run: WorkflowRun,
  size: number,
): string => {
  const lineFor = (of: PlanMetadata, text: string) =>
    metadataLine({ ...addTimes(of), run, text: textDigest(text) }, seal)
  const { body, shown } = renderBody(lineFor(longestMetadata(metadata), ''), run, size)
  const text = withoutMarker(body)
  return `${lineFor(shown ? shownMetadata(metadata, shown) : metadata, text)}\n${text}`
}

const keepMetadata = (metadata: PlanMetadata): PlanMetadata => metadata

/** If GitHub finds the body too long, sends a shorter one. */
export const sendFitting = async (
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

export const withoutMarker = (body: string): string => body.slice(body.indexOf('\n') + 1)
