// What GitHub makes of a page: the tree of its Markdown, and what its further filters would look at.
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export interface Node {
  readonly type: string
  readonly value?: string | undefined
  readonly url?: string | undefined
  readonly lang?: string | null | undefined
  readonly children?: readonly Node[] | undefined
}

export const treeOf = (page: string): Node =>
  fromMarkdown(page, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

/** Types and nesting. Words, and what is code among them, are one thing; whether a fold is open says nothing. */
export const skeletonOf = ({ children = [], lang, type, value = '' }: Node): string => {
  if (type === 'text') return '·'
  if (type === 'html') return isCode(value) ? '·' : tagsOf(value)
  if (type === 'code') return `code:${lang}`
  const inside = children
    .map(skeletonOf)
    .join(' ')
    .replace(/·(?: ·)*/g, '·')
  return `${type}(${inside})`
}

const isCode = (value: string): boolean => /^<\/?code>$|^<wbr>$/.test(value)

const tagsOf = (html: string): string =>
  (html.match(/<!--|<[^>]*>/g) ?? [])
    .filter((tag) => !isCode(tag))
    .map((tag) => tag.replace(' open', ''))
    .join('')

/** Addresses of all links and pictures. */
export const addressesIn = ({ children = [], url }: Node): readonly string[] => [
  ...(url === undefined ? [] : [url]),
  ...children.flatMap(addressesIn),
]

/** Text that is not code and not in a link of ours: mentions, numbers of issues and the like are looked for in it. */
export const openTextIn = (node: Node): readonly string[] => {
  if (node.type === 'link') return []
  if (node.type === 'html')
    return [(node.value ?? '').replace(/<code>.*?<\/code>|<!--.*?-->|<[^>]*>/gs, ' ')]
  let depth = 0
  return (node.children ?? []).flatMap((child) => {
    if (child.type === 'html' && child.value === '<code>') depth += 1
    if (child.type === 'html' && child.value === '</code>') depth -= 1
    if (child.type === 'text') return depth === 0 ? [child.value ?? ''] : []
    return openTextIn(child)
  })
}

/** The two rules by which the runner of GitHub Actions finds commands in a line of a log. */
export const isCommand = (line: string): boolean => isNewCommand(line) || isOldCommand(line)

const isNewCommand = (line: string): boolean => {
  const text = line.trimStart()
  return text.startsWith('::') && text.indexOf('::', 2) > 2
}

const isOldCommand = (line: string): boolean => {
  const start = line.indexOf('##[')
  return start >= 0 && line.indexOf(']', start) > start
}
