// Addresses of pages, made from what a run knows.
import type { Position } from '../../../diagnostic.ts'
import { code } from '../../escape/markdown.ts'
import { shortened } from '../../values/text-style.ts'
import type { Page } from '../pages/context.ts'

const widest = 80

/** The line of a file, at the commit that was looked at. */
export const sourceLink = (at: Position | undefined, page: Page): string => {
  if (at === undefined) return ''
  const { head, root } = page
  const place = code(shortened(`${at.file}:${at.line}`, widest))
  return head === undefined
    ? place
    : link(place, page, `blob/${head}/${root}${at.file}`, `#L${at.line}`)
}

export const commitLink = (id: string, page: Page, before = ''): string =>
  link(code(`${before}${id.slice(0, 7)}`), page, `commit/${id}`)

export const runLink = ({ run }: Page, words = `run #${run.number}`): string =>
  isAddress(run.url) ? `[${words}](${run.url})` : words

/** Which state of the files was planned, onto which. */
export const whereabouts = (page: Page): string => {
  const { base, head } = page
  const onto = base && commitLink(base.id, page, `${shortened(base.ref, widest)}@`)
  const state = [
    head === undefined ? '' : `for ${commitLink(head, page)}`,
    onto === undefined ? '' : `onto ${onto}`,
  ].filter((each) => each !== '')
  return [...(state.length > 0 ? [state.join(' ')] : []), runLink(page)].join(' · ')
}

const link = (shown: string, { repository, server }: Page, path: string, after = ''): string => {
  const url = `${server}/${encoded(`${repository}/${path}`)}${after}`
  return isAddress(url) ? `[${shown}](${url})` : shown
}

const encoded = (path: string): string => path.split('/').map(segment).join('/')

/** A lone surrogate cannot be encoded, and parentheses would end the link. */
const segment = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[!'()*~_]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Nothing that could end a link, or lead elsewhere than to a page. */
const isAddress = (url: string): boolean =>
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?\/[A-Za-z0-9./%_-]+(?:\?[A-Za-z0-9=&%_-]+)?(?:#[A-Za-z0-9:_-]+)?$/.test(
    url,
  )
