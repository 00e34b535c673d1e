// Prints values as YAML in random styles with comments, and records which entry each line belongs to.
import { parse } from 'yaml'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { join, type Pointer } from '../../src/core/pointer.ts'

/** A line and its entry. `whole`: all lines of the entry have this kind. */
export interface Line {
  readonly text: string
  readonly of: Pointer
  readonly kind: 'whole' | 'head' | 'above'
}

export interface PrintStyle {
  readonly step: number
  readonly listStep: number
  readonly isPadded: boolean
  readonly comments: number
  readonly flows: number
}

export const printStyle = (next: () => number): PrintStyle => ({
  step: oneOf([2, 2, 4, 3], next),
  listStep: oneOf([0, 2, 2, 4], next),
  isPadded: next() < 0.5,
  comments: oneOf([0, 0.1, 0.3], next),
  flows: oneOf([0, 0.2, 0.5], next),
})

export const oneOf = <T>(choices: readonly [T, ...T[]], next: () => number): T =>
  choices[Math.floor(next() * choices.length)] ?? choices[0]

/** Every comment is unique, so that a test can find it after the edit. */
export const printer = (manner: PrintStyle, next: () => number) => {
  let count = 0
  // An empty line would become part of a block text with the indicator `+`.
  let keepsBreaks = false
  const comment = (): string => {
    count += 1
    return `#${oneOf([' ', ' ', '\t', ''], next)}c${count}${oneOf(['', '', ' "q', ' [a, b', '\tend', ' é'], next)}`
  }
  const chance = (share: number): boolean => next() < share
  const behind = (): string =>
    chance(manner.comments) ? `${oneOf([' ', '  ', '\t', '     '], next)}${comment()}` : ''
  const blanks = (column: number): string => ' '.repeat(column)

  const above = (of: Pointer, column: number): Line[] => {
    const lines: Line[] = []
    const line = (text: string): void => {
      lines.push({ text, of, kind: 'above' })
    }
    if (chance(manner.comments * 0.6)) line(blanks(column) + comment())
    if (chance(0.1) && !keepsBreaks) line(oneOf(['', '', blanks(column)], next))
    if (chance(manner.comments)) line(blanks(column) + comment())
    return lines
  }

  const record = (members: JsonObject, at: Pointer, column: number, isOnLine: boolean): Line[] =>
    Object.entries(members).flatMap(([key, value], index) => {
      const of = join(at, key)
      const lead = isOnLine && index === 0 ? [] : above(of, column)
      return [...lead, ...entry(`${blanks(column)}${keyText(key)}:`, value, of, column, 'record')]
    })

  const list = (items: readonly Json[], at: Pointer, column: number, isOnLine: boolean): Line[] =>
    items.flatMap((value, index) => {
      const of = join(at, index)
      const lead = isOnLine && index === 0 ? [] : above(of, column)
      return [...lead, ...entry(`${blanks(column)}-`, value, of, column, 'list')]
    })

  const entry = (
    head: string,
    value: Json,
    of: Pointer,
    column: number,
    holder: 'record' | 'list',
  ): Line[] => {
    keepsBreaks = false
    const isFilled =
      (isJsonArray(value) && value.length > 0) ||
      (isJsonObject(value) && Object.keys(value).length > 0)
    if (isFilled && !chance(manner.flows)) return block(head, value, of, column, holder)
    if (isFilled || isJsonArray(value) || isJsonObject(value)) {
      if (isFilled && chance(0.4)) return severalLines(head, value, of, column)
      return [{ text: `${head} ${flow(value)}${behind()}`, of, kind: 'whole' }]
    }
    return scalar(head, value, column, holder).map((text) => ({ text, of, kind: 'whole' }))
  }

  const block = (
    head: string,
    value: Json,
    of: Pointer,
    column: number,
    holder: 'record' | 'list',
  ): Line[] => {
    if (holder === 'list' && chance(0.85)) {
      const gap = oneOf([1, 1, 1, 3], next)
      const inner = column + 1 + gap
      const [first, ...rest] = isJsonArray(value)
        ? list(value, of, inner, true)
        : record(isJsonObject(value) ? value : {}, of, inner, true)
      if (first) return [{ ...first, text: head + blanks(gap) + first.text.trimStart() }, ...rest]
    }
    const step = holder === 'list' ? 2 : isJsonArray(value) ? manner.listStep : manner.step
    const lines = isJsonArray(value)
      ? list(value, of, column + step, false)
      : record(isJsonObject(value) ? value : {}, of, column + step, false)
    return [{ text: head + behind(), of, kind: 'head' }, ...lines]
  }

  const flow = (value: Json): string => {
    const pad = manner.isPadded ? ' ' : ''
    const glue = oneOf([', ', ', ', ',  '], next)
    if (isJsonArray(value))
      return value.length > 0 ? `[${value.map(flow).join(glue)}]` : oneOf(['[]', '[]', '[ ]'], next)
    if (!isJsonObject(value)) return flowScalar(value)
    const members = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${flow(each)}`)
    return members.length > 0 ? `{${pad}${members.join(glue)}${pad}}` : '{}'
  }

  const severalLines = (head: string, value: Json, of: Pointer, column: number): Line[] => {
    const items = isJsonArray(value)
      ? value.map(flow)
      : Object.entries(isJsonObject(value) ? value : {}).map(
          ([key, each]) => `${keyText(key)}: ${flow(each)}`,
        )
    const inner = blanks(column + 2)
    const lines = items.flatMap((item, index) => [
      ...(chance(manner.comments * 0.5) ? [inner + comment()] : []),
      `${inner}${item}${index < items.length - 1 || chance(0.3) ? oneOf([',', ',', ' ,'], next) : ''}${behind()}`,
    ])
    const [open, close] = isJsonArray(value) ? ['[', ']'] : ['{', '}']
    const last = chance(manner.comments * 0.3) ? [inner + comment()] : []
    return [
      `${head} ${open}${behind()}`,
      ...lines,
      ...last,
      `${blanks(column + 1)}${close}${behind()}`,
    ].map((text) => ({ text, of, kind: 'whole' }))
  }

  const scalar = (head: string, value: Json, column: number, holder: string): string[] => {
    if (value === null && chance(0.4)) return [head + behind()]
    if (typeof value !== 'string')
      return [
        `${head} ${value === null ? oneOf(['null', '~'], next) : JSON.stringify(value)}${behind()}`,
      ]
    const base = holder === 'list' ? column + 2 : column + manner.step
    const inner = blanks(base)
    const plain = value
    const folds = value.replace(/(?<=\w) (?=\w)/g, () => (chance(0.3) ? `\n${inner}` : ' '))
    const tried = [
      () => [` ${plain}`],
      () => [` ${plain}`],
      () => [` '${value.replaceAll("'", "''")}'`],
      () => [` ${JSON.stringify(value)}`],
      () => ` ${folds}`.split('\n'),
      () => ` "${folds}"`.split('\n'),
      () => blockText('|', value, inner),
      () => blockText('|', value, inner),
      () => blockText('>', value.replaceAll('\n', '\n\n'), inner),
      () => blockText('>', folds.replaceAll('\n', '\n').replaceAll(`\n${inner}`, '\n'), inner),
    ]
    const style = tried[Math.floor(next() * tried.length)]?.() ?? []
    const [first = '', ...rest] = reads(style, value, head, inner)
      ? style
      : [` ${JSON.stringify(value)}`]
    keepsBreaks = /^ [|>]\+/.test(first)
    // A comment would end a plain text of several lines.
    const isOpen = rest.length > 0 && !/^ [|>]/.test(first)
    return isOpen ? [head + first, ...rest] : [head + first + behind(), ...rest]
  }

  const blockText = (sign: string, text: string, inner: string): string[] => {
    const chomping = text.endsWith('\n') ? (chance(0.2) || text.endsWith('\n\n') ? '+' : '') : '-'
    const lines = text.replace(/\n$/, '').split('\n')
    return [` ${sign}${chomping}`, ...lines.map((line) => (line === '' ? '' : inner + line))]
  }

  const reads = (lines: readonly string[], value: string, head: string, inner: string): boolean => {
    if (!/^[^\p{Cc}\u2028\u2029\ufeff\u200b\ud800]*$/u.test(lines.join('')))
      return lines.length === 1 && lines[0] === ` ${JSON.stringify(value)}`
    if (/^ [!&*]/.test(lines[0] ?? '')) return false
    if (/[\n]/.test(value) && !/^ [|>"]/.test(lines[0] ?? '')) return false
    const outer = inner.slice(/^ *-$/.test(head) ? 2 : manner.step)
    const holder = /^ *-$/.test(head) ? `${outer}-` : `${outer}k:`
    const text = `${holder}${lines.join('\n')}\n${holder} 0\n`
    try {
      const read: unknown = parse(holder.endsWith('-') ? text : text.replace(/k: 0\n$/, 'l: 0\n'))
      return (Array.isArray(read) ? read[0] : isJsonObject(read) ? read['k'] : undefined) === value
    } catch {
      return false
    }
  }

  const flowScalar = (value: Json): string => {
    if (typeof value !== 'string') return JSON.stringify(value)
    const text = oneOf([value, `'${value.replaceAll("'", "''")}'`, JSON.stringify(value)], next)
    if (/^[!&*]|[\p{Cc}\u2028\u2029\ufeff\u200b\ud800]/u.test(text)) return JSON.stringify(value)
    try {
      const read: unknown = parse(`[${text}, {k: ${text}}]`)
      return JSON.stringify(read) === JSON.stringify([value, { k: value }])
        ? text
        : JSON.stringify(value)
    } catch {
      return JSON.stringify(value)
    }
  }

  const keyText = (key: string): string => {
    if (/^[a-z]\w*$/i.test(key) && !/^(null|yes)$/.test(key))
      return oneOf([key, key, key, `'${key}'`, `"${key}"`], next)
    return JSON.stringify(key)
  }

  return (content: JsonObject): readonly Line[] => [
    ...(chance(manner.comments)
      ? [
          { text: comment(), of: '', kind: 'above' } as const,
          { text: '', of: '', kind: 'above' } as const,
        ]
      : []),
    ...(Object.keys(content).length > 0
      ? record(content, '', 0, false)
      : [{ text: '{}', of: '', kind: 'whole' } as const]),
    ...(chance(manner.comments) ? [{ text: comment(), of: '', kind: 'above' } as const] : []),
  ]
}
