// The one comment of a target on a pull request: found, kept up to date, and never written by a run that is late.
import {
  type Comment,
  type Commenter,
  GitHubError,
  type GitHubReader,
  isSameLogin,
} from '../../io/github/index.ts'
import {
  digestOfText,
  type Found,
  isNewer,
  markerLine,
  markIn,
  type PlanMark,
  type RunMark,
  type Seal,
} from '../job/comment-metadata.ts'
import { createdOnce } from '../job/create-once.ts'

export interface Thread {
  readonly reader: Pick<GitHubReader, 'login' | 'comments' | 'pull'>
  readonly commenter: Commenter
  readonly seal: Seal | undefined
}

export interface Draft {
  readonly mark: PlanMark
  /** As it would look in a run, in so many bytes at most. */
  readonly bodyFor: (marker: string, run: RunMark, most: number) => string
  readonly mode: 'update' | 'recreate'
  /** Whether it is worth a comment where there is none. */
  readonly isNews: boolean
  /** Whether it is about what the pull request is now, so that it has to be still so. */
  readonly isOfHead: boolean
}

export type Posted =
  | { readonly is: 'written' | 'unchanged'; readonly comment: Comment }
  /** There was nothing to tell. */
  | { readonly is: 'none' }
  /** A newer commit, or a newer run, has something else to say. */
  | { readonly is: 'superseded'; readonly why: string }
  /** It could not be written, which is told elsewhere and fails nothing. */
  | { readonly is: 'refused'; readonly why: string }

/** Of ours, with what its first line says. */
export interface Own extends Found<PlanMark> {
  readonly comment: Comment
}

/** Oldest first. Whoever merely repeats our first line is somebody else. */
export const ownComments = async (
  { reader, seal }: Pick<Thread, 'reader' | 'seal'>,
  pull: number,
  target: string,
): Promise<readonly Own[]> => {
  const [login, comments] = await Promise.all([reader.login(), reader.comments(pull)])
  return comments.flatMap((comment) => {
    const found = isSameLogin(comment.author, login) ? markIn(comment.body, seal) : undefined
    if (found?.mark.kind !== 'plan') return []
    const { mark } = found
    if (mark.target !== target || mark.pull !== pull) return []
    // Whoever has edited it may have hidden from people what the first line still says.
    const isAsWritten = mark.text === digestOfText(withoutMarker(comment.body))
    return [{ comment, isSealed: found.isSealed && isAsWritten, mark }]
  })
}

export const post = async (thread: Thread, draft: Draft): Promise<Posted> => {
  try {
    return await posted(thread, draft)
  } catch (error) {
    if (error instanceof GitHubError) return { is: 'refused', why: error.message }
    throw error
  }
}

const posted = async (thread: Thread, draft: Draft): Promise<Posted> => {
  const { mark } = draft
  const { pull, target } = mark
  const own = await ownComments(thread, pull, target)
  const late = own.find((each) => each.isSealed && isNewer(each.mark.run, mark.run))
  if (late)
    return { is: 'superseded', why: `run ${late.mark.run.number}, a newer one, has written it` }
  if (draft.isOfHead) {
    const { head, isMerged } = await thread.reader.pull(pull)
    // Whoever has approved it has not seen what would be planned now.
    if (isMerged) return { is: 'superseded', why: 'the pull request is merged by now' }
    if (head.sha !== mark.head)
      return { is: 'superseded', why: `the pull request is at ${head.sha.slice(0, 7)} by now` }
  }
  const current = draft.mode === 'update' ? preferred(own) : own.at(-1)
  if (current === undefined) return draft.isNews ? created(thread, draft) : { is: 'none' }
  if (isAsBefore(current, thread, draft)) {
    await withoutOthers(thread, draft, own, current.comment)
    return { is: 'unchanged', comment: current.comment }
  }
  if (draft.mode === 'recreate') {
    const { body, id, nodeId } = current.comment
    await thread.commenter.minimize(nodeId)
    // Hidden, and no longer the one that is kept up to date: what comes next is to be seen.
    await thread.commenter.updateComment(id, withoutMarker(body))
    return created(thread, draft)
  }
  const comment = await fitting(draft, thread.seal, (body) =>
    thread.commenter.updateComment(current.comment.id, body),
  )
  await withoutOthers(thread, draft, own, comment)
  return { is: 'written', comment }
}

const withoutMarker = (body: string): string => body.slice(body.indexOf('\n') + 1)

/** A seal that no longer fits may be of a key that was replaced: the comment is ours all the same. */
const preferred = (own: readonly Own[]): Own | undefined =>
  own.find(({ isSealed }) => isSealed) ?? own[0]

/** But for the run that has written it, which would be no news to anybody. */
const isAsBefore = ({ comment, mark }: Own, { seal }: Thread, draft: Draft): boolean =>
  [most, ...smaller].some(
    (size) => inLines(bodyOf(draft, seal, mark.run, size)) === inLines(comment.body),
  )

const inLines = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd()

/** Bytes; GitHub says that it takes 65,536 characters. */
const most = 65_000
const smaller = [32_000, 12_000]

/** The first line holds a digest of the others, and is as long whatever they say. */
const bodyOf = (draft: Draft, seal: Seal | undefined, run: RunMark, size: number): string => {
  const lineFor = (text: string) =>
    markerLine({ ...draft.mark, run, text: digestOfText(text) }, seal)
  const text = withoutMarker(draft.bodyFor(lineFor(''), run, size))
  return `${lineFor(text)}\n${text}`
}

/** Whatever GitHub counts: what is too long for it is told in fewer words. */
const fitting = async (
  draft: Draft,
  seal: Seal | undefined,
  send: (body: string) => Promise<Comment>,
): Promise<Comment> => {
  for (const size of [most, ...smaller])
    try {
      return await send(bodyOf(draft, seal, draft.mark.run, size))
    } catch (error) {
      const isLast = size === smaller.at(-1)
      if (!(error instanceof GitHubError) || error.kind !== 'too-long' || isLast) throw error
    }
  throw new Error('No size is left to try.')
}

const created = async (thread: Thread, draft: Draft): Promise<Posted> => {
  const { pull, target } = draft.mark
  const send = () =>
    fitting(draft, thread.seal, (body) => thread.commenter.createComment(pull, body))
  const isMine = ({ mark }: Own) => textOfRun(mark.run) === textOfRun(draft.mark.run)
  const { made, own } = await createdOnce(send, () => ownComments(thread, pull, target), isMine)
  if (draft.mode === 'recreate') {
    const comment = made ?? own.findLast(isMine)?.comment
    return comment ? { is: 'written', comment } : { is: 'none' }
  }
  const [first] = own
  if (first === undefined) return made ? { is: 'written', comment: made } : { is: 'none' }
  // Of those that raced the first one stays, with the words of the newest run.
  const comment =
    isMine(first) || isNewer(first.mark.run, draft.mark.run)
      ? first.comment
      : await fitting(draft, thread.seal, (body) =>
          thread.commenter.updateComment(first.comment.id, body),
        )
  await withoutOthers(thread, draft, own, comment)
  return { is: 'written', comment }
}

const textOfRun = ({ attempt, id }: RunMark): string => `${id}/${attempt}`

const withoutOthers = async (
  { commenter }: Thread,
  { mode }: Draft,
  own: readonly Own[],
  kept: Comment,
): Promise<void> => {
  if (mode === 'recreate') return
  for (const { comment } of own)
    if (comment.id !== kept.id) await commenter.deleteComment(comment.id)
}
