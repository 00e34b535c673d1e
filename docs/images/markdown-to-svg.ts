// Draws a comment of the GitHub Action as GitHub shows it: headings, alerts, tables, details, code and links.
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type Box, type Line, type Piece, svgText } from './svg.ts'

const WIDTH = 860
const MARGIN = 24
const SIZE = 14
const ROW = 21
const INK = '#1f2328'
const MUTED = '#59636e'
const LINK = '#0969da'
const BORDER = '#d1d9e0'
const CODE = '#eff1f3'

interface Run {
  readonly text: string
  readonly fill: string
  readonly size: number
  readonly isBold: boolean
  readonly isMono: boolean
}

interface Canvas {
  y: number
  readonly boxes: Box[]
  readonly lines: Line[]
}

interface Frame {
  readonly x: number
  readonly width: number
}

type Block = ReturnType<typeof fromMarkdown>['children'][number]
type Table = Extract<Block, { readonly type: 'table' }>
type Phrasing = Extract<Block, { readonly type: 'paragraph' }>['children'][number]

export const markdownToSvg = (markdown: string, title: string): string => {
  const { children } = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  })
  const canvas: Canvas = { y: MARGIN, boxes: [], lines: [] }
  const frame = { x: MARGIN, width: WIDTH - 2 * MARGIN }
  for (const node of children) drawBlock(node, canvas, frame)
  const height = Math.ceil(canvas.y + MARGIN / 2)
  const page = {
    x: 0.5,
    y: 0.5,
    width: WIDTH - 1,
    height: height - 1,
    fill: '#ffffff',
    stroke: BORDER,
    radius: 6,
  }
  return svgText({
    width: WIDTH,
    height,
    title,
    boxes: [page, ...canvas.boxes],
    lines: canvas.lines,
  })
}

const drawBlock = (node: Block, canvas: Canvas, frame: Frame): void => {
  switch (node.type) {
    case 'heading':
      drawRuns(runsOf(node.children, { size: 21, isBold: true }), canvas, frame, 28)
      canvas.boxes.push({
        x: frame.x,
        y: canvas.y + 2,
        width: frame.width,
        height: 1,
        fill: BORDER,
      })
      canvas.y += 18
      return
    case 'paragraph':
      drawRuns(runsOf(node.children, {}), canvas, frame)
      canvas.y += 12
      return
    case 'list':
      for (const item of node.children) {
        const top = canvas.y
        for (const child of item.children)
          drawBlock(child, canvas, { x: frame.x + 22, width: frame.width - 22 })
        canvas.lines.push({
          y: top + SIZE + 2,
          pieces: [{ ...pieceOf(runOf('•', {}), frame.x + 8) }],
        })
        canvas.y -= 6
      }
      canvas.y += 6
      return
    case 'blockquote':
      drawAlert(node.children, canvas, frame)
      return
    case 'table':
      drawTable(node, canvas, frame)
      return
    case 'code':
      drawCode(node.value, node.lang ?? '', canvas, frame)
      return
    case 'html': {
      const [, summary] = /<summary>(.*?)<\/summary>/.exec(node.value) ?? []
      if (summary === undefined) return
      const mark = /<details open>/.test(node.value) ? '▾ ' : '▸ '
      drawRuns([runOf(`${mark}${summary.replace(/<[^>]*>/g, '')}`, {})], canvas, frame)
      canvas.y += 10
      return
    }
    default:
      throw new Error(`The picture of a comment cannot show \`${node.type}\`.`)
  }
}

const alertColours: Readonly<Record<string, string>> = {
  CAUTION: '#d1242f',
  WARNING: '#9a6700',
  IMPORTANT: '#8250df',
  NOTE: '#0969da',
  TIP: '#1a7f37',
}

const drawAlert = (children: readonly Block[], canvas: Canvas, frame: Frame): void => {
  const top = canvas.y
  const inner = { x: frame.x + 18, width: frame.width - 18 }
  let colour = BORDER
  for (const child of children) {
    const [first] = child.type === 'paragraph' ? child.children : []
    const [, kind = ''] = first?.type === 'text' ? (/^\[!(\w+)\]\n?/.exec(first.value) ?? []) : []
    if (child.type === 'paragraph' && first?.type === 'text' && kind !== '') {
      colour = alertColours[kind] ?? BORDER
      const label = kind[0] + kind.slice(1).toLowerCase()
      drawRuns([runOf(label, { fill: colour, isBold: true })], canvas, inner)
      canvas.y += 6
      const rest = { ...first, value: first.value.replace(/^\[!\w+\]\n?/, '') }
      drawBlock({ ...child, children: [rest, ...child.children.slice(1)] }, canvas, inner)
    } else drawBlock(child, canvas, inner)
  }
  canvas.boxes.push({ x: frame.x, y: top, width: 4, height: canvas.y - top - 6, fill: colour })
  canvas.y += 8
}

const drawCode = (value: string, language: string, canvas: Canvas, frame: Frame): void => {
  const rows = value.split('\n')
  const height = rows.length * 18 + 20
  canvas.boxes.push({ ...frame, y: canvas.y, height, fill: '#f6f8fa', radius: 6 })
  for (const [index, row] of rows.entries()) {
    const y = canvas.y + 10 + index * 18
    const tint = language === 'diff' ? diffTint(row) : undefined
    if (tint !== undefined)
      canvas.boxes.push({ x: frame.x + 8, y, width: frame.width - 16, height: 18, fill: tint })
    const lead = row.length - row.trimStart().length
    if (row.trim() !== '')
      canvas.lines.push({
        y: y + 13,
        pieces: [pieceOf(runOf(row.trim(), { isMono: true, size: 12 }), frame.x + 14 + lead * 7.2)],
      })
  }
  canvas.y += height + 12
}

const diffTint = (row: string): string | undefined => {
  if (row.startsWith('+')) return '#dafbe1'
  return row.startsWith('-') ? '#ffebe9' : undefined
}

const drawTable = (table: Table, canvas: Canvas, frame: Frame): void => {
  const cells = table.children.map((row, index) =>
    row.children.map((cell) => runsOf(cell.children, { isBold: index === 0 })),
  )
  const widths = columnWidths(cells, frame.width)
  for (const row of cells) {
    const wrapped = row.map((runs, index) => wrap(runs, (widths[index] ?? 0) - 20))
    const height = Math.max(...wrapped.map((lines) => lines.length)) * ROW + 12
    let x = frame.x
    for (const [index, lines] of wrapped.entries()) {
      const width = widths[index] ?? 0
      canvas.boxes.push({ x, y: canvas.y, width, height, fill: '#ffffff', stroke: BORDER })
      for (const [at, runs] of lines.entries())
        placeRuns(runs, canvas, x + 10, canvas.y + 6 + at * ROW)
      x += width
    }
    canvas.y += height
  }
  canvas.y += 14
}

/** As wide as their content, with the widest narrowed until all fit. */
const columnWidths = (cells: readonly (readonly (readonly Run[])[])[], most: number): number[] => {
  const widths = (cells[0] ?? []).map((_, index) =>
    Math.max(...cells.map((row) => lengthOf(row[index] ?? []) + 22)),
  )
  const excess = widths.reduce((sum, width) => sum + width, 0) - most
  const widest = widths.indexOf(Math.max(...widths))
  return widths.map((width, index) => (index === widest && excess > 0 ? width - excess : width))
}

const drawRuns = (runs: readonly Run[], canvas: Canvas, frame: Frame, row = ROW): void => {
  for (const line of wrap(runs, frame.width)) {
    placeRuns(line, canvas, frame.x, canvas.y)
    canvas.y += row
  }
}

const placeRuns = (runs: readonly Run[], canvas: Canvas, left: number, top: number): void => {
  const pieces: Piece[] = []
  let x = left
  for (const run of runs) {
    const width = widthOf(run)
    const size = run.size
    if (run.isMono)
      canvas.boxes.push({
        x: x - 1,
        y: top + 1,
        width: width + 2,
        height: size + 6,
        fill: CODE,
        radius: 4,
      })
    if (run.text.trim() !== '') pieces.push(pieceOf(run, x))
    x += width
  }
  canvas.lines.push({ y: top + SIZE + 1, pieces })
}

const pieceOf = (run: Run, x: number): Piece => {
  const text = run.text.trim()
  const lead = run.text.length - run.text.trimStart().length
  return {
    ...run,
    text,
    x: x + widthOf({ ...run, text: ' '.repeat(lead) }),
    width: widthOf({ ...run, text }),
  }
}

/** Breaks lines between words. */
const wrap = (runs: readonly Run[], width: number): readonly (readonly Run[])[] => {
  const lines: Run[][] = [[]]
  let used = 0
  for (const run of runs)
    for (const word of run.text.match(/\s*\S+|\s+$/g) ?? []) {
      const size = widthOf({ ...run, text: word })
      const last = lines.at(-1) ?? []
      if (used + size > width && last.length > 0) {
        const begun = { ...run, text: word.trimStart() }
        lines.push([begun])
        used = widthOf(begun)
        continue
      }
      const before = last.at(-1)
      if (before !== undefined && sameStyle(before, run))
        last[last.length - 1] = { ...before, text: before.text + word }
      else last.push({ ...run, text: word })
      used += size
    }
  return lines
}

const sameStyle = (a: Run, b: Run): boolean =>
  a.fill === b.fill && a.size === b.size && a.isBold === b.isBold && a.isMono === b.isMono

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + widthOf(run), 0)

const runOf = (text: string, style: Partial<Run>): Run => ({
  text,
  fill: style.fill ?? INK,
  size: style.size ?? SIZE,
  isBold: style.isBold ?? false,
  isMono: style.isMono ?? false,
})

/** Text with its style; tags such as `<code>` and `<sub>` hold until they are closed. */
const runsOf = (nodes: readonly Phrasing[], style: Partial<Run>): readonly Run[] => {
  const open: string[] = []
  return nodes.flatMap((node): readonly Run[] => {
    const own = {
      ...style,
      ...(open.includes('code') && { isMono: true, size: 12 }),
      ...(open.includes('sub') && { fill: style.fill ?? MUTED, size: 12 }),
    }
    switch (node.type) {
      case 'text':
        return [runOf(node.value.replaceAll('\n', ' '), own)]
      case 'inlineCode':
        return [runOf(node.value, { ...own, isMono: true, size: 12 })]
      case 'strong':
        return runsOf(node.children, { ...own, isBold: true })
      case 'emphasis':
      case 'delete':
        return runsOf(node.children, own)
      case 'link':
        return runsOf(node.children, { ...own, fill: LINK })
      case 'break':
        return [runOf(' ', own)]
      case 'html': {
        const [, close, name = ''] = /^<(\/?)(\w+)/.exec(node.value) ?? []
        if (close === '/') open.splice(open.lastIndexOf(name), 1)
        else if (name === 'code' || name === 'sub') open.push(name)
        return []
      }
      default:
        throw new Error(`The picture of a comment cannot show \`${node.type}\`.`)
    }
  })
}

/** About the widths of a sans-serif font, as parts of the size; the picture stretches each piece to them. */
const widthOf = ({ isBold, isMono, size, text }: Run): number =>
  [...text].reduce((sum, character) => sum + (isMono ? 0.6 : glyphWidth(character)), 0) *
  size *
  (isBold && !isMono ? 1.06 : 1)

const glyphWidth = (character: string): number => {
  if (/[ijl.,:;'|!()[\]]/.test(character)) return 0.27
  if (/[ frt"-]/.test(character)) return 0.33
  if (/[mw]/.test(character)) return 0.78
  if (/[MW@%]/.test(character)) return 0.88
  if (/[A-Z]/.test(character)) return 0.68
  if (/\p{Extended_Pictographic}/u.test(character)) return 1.25
  if (character === '\uFE0F') return 0
  return 0.55
}
