// Addresses of pages, made from what a run knows.
import type { Position } from '../../../core/diagnostic.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import type { PageContext, RunPageContext } from '../pages/context.ts'

const maxLength = 80

/** The line of a file, at the commit that was looked at. */
export const sourceLink = (position: Position | undefined, context: PageContext): string => {
  if (position === undefined) return ''
  const { head, root } = context
  const place = inlineCode(truncateMiddle(`${position.file}:${position.line}`, maxLength))
  return head === undefined
    ? place
    : link(place, context, `blob/${head}/${root}${position.file}`, `#L${position.line}`)
}

export const commitLink = (id: string, context: PageContext, before = ''): string =>
  link(inlineCode(`${before}${id.slice(0, 7)}`), context, `commit/${id}`)

export const runLink = ({ run }: RunPageContext, text = `run #${run.number}`): string =>
  isSafeUrl(run.url) ? `[${text}](${run.url})` : text

/** Whether a run of the Action writes the page. */
export const hasRun = (context: PageContext): context is RunPageContext => context.run !== undefined

/** A text, and the revision after it where there is one. */
export const withRevision = (text: string, context: PageContext): string => {
  const revision = revisionText(context)
  return revision === '' ? text : `${text} — ${revision}`
}

/** The commit that was planned, the commit it is merged into, and the run. */
const revisionText = (context: PageContext): string => {
  const { base, head } = context
  const onto = base && commitLink(base.id, context, `${truncateMiddle(base.ref, maxLength)}@`)
  const state = [
    head === undefined ? '' : `for ${commitLink(head, context)}`,
    onto === undefined ? '' : `onto ${onto}`,
  ].filter((each) => each !== '')
  return [
    ...(state.length > 0 ? [state.join(' ')] : []),
    ...(hasRun(context) ? [runLink(context)] : []),
  ].join(' · ')
}

const link = (
  label: string,
  { repository, server }: PageContext,
  path: string,
  after = '',
): string => {
  if (repository === undefined || server === undefined) return label
  const url = `${server}/${encodePath(`${repository}/${path}`)}${after}`
  return isSafeUrl(url) ? `[${label}](${url})` : label
}

const encodePath = (path: string): string => path.split('/').map(encodeSegment).join('/')

/** A lone surrogate cannot be encoded, and parentheses would end the link. */
const encodeSegment = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[!'()*~_]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Nothing that could end a link, or lead elsewhere than to a page. */
const isSafeUrl = (url: string): boolean =>
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?\/[A-Za-z0-9./%_-]+(?:\?[A-Za-z0-9=&%_-]+)?(?:#[A-Za-z0-9:_-]+)?$/.test(
    url,
  )
