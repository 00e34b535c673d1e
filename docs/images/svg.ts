// Draws lines of styled text as an SVG picture: every piece has its place and its width, so that any font fits.

export interface Piece {
  readonly text: string
  readonly x: number
  readonly width: number
  readonly fill: string
  readonly isBold?: boolean
  readonly isMono?: boolean
  readonly size: number
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill: string
  readonly stroke?: string
  readonly radius?: number
}

export interface Line {
  /** The baseline. */
  readonly y: number
  readonly pieces: readonly Piece[]
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly title: string
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

const SANS = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"

export const svgText = ({ boxes, height, lines, title, width }: Drawing): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>text{white-space:pre;font-family:${SANS}}.m{font-family:${MONO}}.b{font-weight:600}</style>`,
    ...boxes.map(boxTag),
    ...lines.flatMap(({ pieces, y }) => pieces.map((piece) => textTag(piece, y))),
    '</svg>',
    '',
  ].join('\n')

const boxTag = ({ fill, height, radius = 0, stroke, width, x, y }: Box): string =>
  `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${radius}" fill="${fill}"${stroke === undefined ? '' : ` stroke="${stroke}"`}/>`

const textTag = ({ fill, isBold, isMono, size, text, width, x }: Piece, y: number): string => {
  const classes = [isMono ? 'm' : '', isBold ? 'b' : ''].filter((each) => each !== '').join(' ')
  return `<text x="${number(x)}" y="${number(y)}"${classes === '' ? '' : ` class="${classes}"`} font-size="${size}" fill="${fill}" textLength="${number(width)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escapeXml(text)}</text>`
}

const number = (value: number): string => String(Math.round(value * 10) / 10)

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
