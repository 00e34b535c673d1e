// Reads the Markdown pages of the documentation: blocks, sections, tables, links and anchors.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every page whose commands are run and whose links are checked. */
export const pagePaths: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map((name) => join('docs', name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.md'))
    .sort(),
]

/** Holds a folder for each diagnostic code: its page, files that provoke it, and the same files corrected. */
export const diagnosticsFolder = 'test/diagnostics'

export const readPage = (path: string): string => readFileSync(path, 'utf8')

export interface Block {
  readonly language: string
  readonly text: string
  /** Where the text begins and ends in the page. */
  readonly start: number
  readonly end: number
}

/** The fenced blocks of a page, in order. */
export const blocksIn = (page: string): readonly Block[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: text = '', index }) => {
      const start = index + '```\n'.length + language.length
      return { language, text, start, end: start + text.length }
    },
  )

/** `# statsig/gates/a.yaml` as the first line of a block names the file that it holds. */
export const namedFile = ({ text }: Block): string | undefined => /^# (\S+\.yaml)\n/.exec(text)?.[1]

const withoutBlocks = (page: string): string => page.replace(/^```[\s\S]*?^```$/gm, '')

/** The rows of the table whose first column has this heading. */
export const tableRows = (text: string, heading: string): readonly (readonly string[])[] => {
  const [, rest = ''] = text.split(`\n| ${heading} |`)
  const [, , ...lines] = rest.split('\n\n')[0]?.split('\n') ?? []
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

/** What stands between backquotes, fenced blocks aside. */
export const quotedIn = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')

/** The targets of links and images, those to other sites aside. */
export const linksIn = (page: string): readonly string[] =>
  [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^https?:/.test(link))

/** The anchors that GitHub gives the headings of a page. */
export const anchorsIn = (page: string): readonly string[] =>
  [...withoutBlocks(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
