// Draws what a command prints to a terminal, colours included, as a picture.
import { type Line, type Piece, svgText } from './svg.ts'

const SIZE = 13
const COLUMN = 7.8
const ROW = 18
const MARGIN = 16
const ESCAPE = String.fromCharCode(27)

interface Style {
  readonly fill: string
  readonly isBold: boolean
}

const plainStyle: Style = { fill: '#e6edf3', isBold: false }

const colours: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '90': '#8b949e',
}

export const ansiToSvg = (output: string, title: string): string => {
  const rows = output.trimEnd().split('\n')
  const lines: Line[] = []
  let columns = 80
  let style = plainStyle
  for (const [index, row] of rows.entries()) {
    const pieces: Piece[] = []
    let column = 0
    for (const [at, part] of row.split(ESCAPE).entries()) {
      const [, codes = '', text = ''] =
        at === 0 ? [part, '', part] : (/^\[([\d;]*)m([\s\S]*)$/.exec(part) ?? [])
      if (at > 0) style = codes.split(';').reduce(styleAfter, style)
      if (text.trim() !== '') pieces.push(pieceAt(text, column, style))
      column += [...text].length
    }
    columns = Math.max(columns, column)
    lines.push({ y: MARGIN + ROW * index + SIZE, pieces })
  }
  const width = Math.ceil(columns * COLUMN) + 2 * MARGIN
  const height = ROW * rows.length + 2 * MARGIN
  const background = { x: 0, y: 0, width, height, fill: '#0d1117', radius: 8 }
  return svgText({ width, height, title, boxes: [background], lines })
}

const pieceAt = (part: string, column: number, style: Style): Piece => {
  const lead = part.length - part.trimStart().length
  const text = part.trim()
  return {
    text,
    x: MARGIN + (column + lead) * COLUMN,
    width: [...text].length * COLUMN,
    size: SIZE,
    isMono: true,
    ...style,
  }
}

const styleAfter = (style: Style, code: string): Style => {
  if (code === '' || code === '0') return plainStyle
  if (code === '1') return { ...style, isBold: true }
  if (code === '2') return { ...style, fill: '#8b949e' }
  if (code === '22')
    return { fill: style.fill === '#8b949e' ? plainStyle.fill : style.fill, isBold: false }
  if (code === '39') return { ...style, fill: plainStyle.fill }
  return { ...style, fill: colours[code] ?? style.fill }
}
