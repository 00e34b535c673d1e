// Pages of lists, with links to the other pages.
import type { Call, Response } from './response.ts'

export interface Page {
  readonly size: number
  readonly number: number
}

export const pageOf = ({ query }: Pick<Call, 'query'>, usual = 30): Page => ({
  size: Math.min(100, positive(query.get('per_page')) ?? usual),
  number: positive(query.get('page')) ?? 1,
})

const positive = (value: string | null): number | undefined =>
  value !== null && /^[1-9]\d*$/.test(value) ? Number(value) : undefined

/** The URLs of other pages contain the number of the repository, as at GitHub. */
export type LinkBase = (path: string) => string

export const paged = (call: Call, items: readonly unknown[], base: LinkBase): Response => {
  const page = pageOf(call)
  const start = (page.number - 1) * page.size
  return {
    status: 200,
    body: items.slice(start, start + page.size),
    headers: linksOf(call, page, items.length, base),
  }
}

export const linksOf = (
  { path, query }: Pick<Call, 'path' | 'query'>,
  { number, size }: Page,
  total: number,
  base: LinkBase,
): Readonly<Record<string, string>> => {
  const last = Math.max(1, Math.ceil(total / size))
  const to = (page: number, rel: string): string => {
    const other = new URLSearchParams(query)
    other.set('page', String(page))
    return `<${base(path)}?${other}>; rel="${rel}"`
  }
  const links = [
    ...(number > 1 ? [to(Math.min(number - 1, last), 'prev')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
    ...(number > 1 ? [to(1, 'first')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}
