// Explanations as people read them in a terminal.

import {
  colorsOf,
  indentLines,
  type TextColors,
  type TextStyle,
  textWidth,
} from '../values/text-style.ts'
import type { FieldExplanation, FieldRow } from './field.ts'
import { firstSentence, type KindExplanation } from './kind.ts'
import { kindLabel } from './wording.ts'

export interface ExampleTexts {
  /** YAML that validates. */
  readonly example?: string
  readonly schema?: string
}

export const kindsText = (
  kinds: readonly { readonly kind: string; readonly doc: string }[],
  style: TextStyle,
): string => {
  const colors = colorsOf(style)
  const lines = twoColumns(
    kinds.map(({ doc, kind }) => [kind, firstSentence(doc)]),
    style,
    colors,
  )
  return [
    ...lines,
    '',
    '`explain <kind>` says what a kind is, `explain <kind>.<key>` what a key takes.',
  ].join('\n')
}

export const kindText = (
  explanation: KindExplanation,
  { example }: ExampleTexts,
  style: TextStyle,
): string => {
  const colors = colorsOf(style)
  const operationRows: readonly (readonly [string, string])[] = [
    ['folder', `${explanation.folder}/`],
    ['known by', explanation.knownBy],
    ['create', explanation.create],
    ['an update sends', explanation.update],
    ...explanation.transitions.map((move, index) => [index === 0 ? 'moves' : '', move] as const),
    ['archive', explanation.archive],
    ['delete', explanation.delete],
    ['import', explanation.import],
    ['dry run', explanation.dryRun],
    ...(explanation.createOnly.length > 0
      ? [
          [
            'only at creation',
            explanation.createOnly.map((name) => `\`${name}\``).join(', '),
          ] as const,
        ]
      : []),
    ...(explanation.immutable.length > 0
      ? [['frozen', explanation.immutable.join(', ')] as const]
      : []),
  ]
  return joinSections([
    [colors.bold(explanation.kind), ...wrapText(explanation.doc, style.width)],
    twoColumns(operationRows, style, colors),
    explanation.notes.flatMap((note) => wrapText(note, style.width)),
    keysBlock('Keys', explanation.keys, style, colors),
    ...(explanation.readOnlyFields.length > 0
      ? [
          wrapText(
            `Made by Statsig and ignored in files: ${explanation.readOnlyFields.join(', ')}.`,
            style.width,
          ),
        ]
      : []),
    exampleBlock(example, colors),
  ])
}

export const fieldText = (
  explanation: FieldExplanation,
  { example }: ExampleTexts,
  style: TextStyle,
): string => {
  const colors = colorsOf(style)
  const rows: readonly (readonly [string, string])[] = [
    ['type', explanation.type],
    ['required', explanation.required ? 'yes' : 'no'],
    ...repeatedRows('limits', explanation.limits),
    ...(explanation.allowed ? [['words', explanation.allowed.join(', ')] as const] : []),
    ...(explanation.usual
      ? [
          [
            'usual here',
            explanation.usual.length > 0 ? explanation.usual.join(', ') : 'none: leave it out',
          ] as const,
        ]
      : []),
    ...(explanation.default === undefined
      ? []
      : [['left out', `means ${explanation.default}`] as const]),
    ...(explanation.refersTo.length > 0
      ? [['refers to', explanation.refersTo.map(kindLabel).join(', ')] as const]
      : []),
    ...repeatedRows('change', explanation.change),
    ...repeatedRows('rules', explanation.requirements),
    ...repeatedRows('note', explanation.notes),
  ]
  return joinSections([
    [
      colors.bold(`${explanation.kind}.${explanation.path}`),
      ...wrapText(explanation.doc, style.width),
    ],
    twoColumns(rows, style, colors),
    keysBlock('Keys', explanation.keys, style, colors),
    explanation.cases.length === 0
      ? []
      : [
          colors.bold('Cases'),
          ...indentLines(
            2,
            twoColumns(
              explanation.cases.map(({ keys, name }) => [name, keys.join(', ')]),
              style,
              colors,
            ),
          ),
        ],
    explanation.otherCases.length === 0
      ? []
      : [
          colors.bold('In other cases'),
          ...indentLines(
            2,
            twoColumns(
              explanation.otherCases.flatMap(({ cases, doc }) =>
                cases.map((name) => [name, doc] as const),
              ),
              style,
              colors,
            ),
          ),
        ],
    exampleBlock(example, colors),
  ])
}

const joinSections = (parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')

const repeatedRows = (
  name: string,
  texts: readonly string[],
): readonly (readonly [string, string])[] =>
  texts.map((text, index) => [index === 0 ? name : '', text] as const)

const keysBlock = (
  title: string,
  rows: readonly FieldRow[],
  style: TextStyle,
  colors: TextColors,
): readonly string[] =>
  rows.length === 0
    ? []
    : [
        colors.bold(title),
        ...rows.flatMap(({ doc, name, required, type }) => [
          `  ${name}  ${colors.dim(`${type}${required ? ', required' : ''}`)}`,
          ...indentLines(4, wrapText(doc, style.width - 4)),
        ]),
      ]

const exampleBlock = (example: string | undefined, colors: TextColors): readonly string[] =>
  example === undefined
    ? []
    : [colors.bold('Example'), ...indentLines(2, example.trimEnd().split('\n'))]

/** Two columns; the second keeps to its own. */
const twoColumns = (
  rows: readonly (readonly [string, string])[],
  { width }: TextStyle,
  colors: TextColors,
): readonly string[] => {
  const left = Math.max(...rows.map(([name]) => textWidth(name)), 0) + 2
  return rows.flatMap(([name, text]) =>
    wrapText(text, width - left).map((line, index) =>
      index === 0 ? `${colors.dim(name.padEnd(left))}${line}` : `${' '.repeat(left)}${line}`,
    ),
  )
}

const minWidth = 24

const wrapText = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= Math.max(width, minWidth))
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
