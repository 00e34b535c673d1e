// Explanations as people read them in a terminal.

import { type Ink, indented, inkOf, type Look, lengthOf } from '../values/text-style.ts'
import type { Explanation, Row } from './field.ts'
import { firstSentence, type KindExplanation } from './kind.ts'
import { words } from './wording.ts'

export interface Shown {
  /** YAML that validates. */
  readonly example?: string
  readonly schema?: string
}

export const kindsText = (
  kinds: readonly { readonly kind: string; readonly doc: string }[],
  look: Look,
): string => {
  const ink = inkOf(look)
  const lines = pairs(
    kinds.map(({ doc, kind }) => [kind, firstSentence(doc)]),
    look,
    ink,
  )
  return [
    ...lines,
    '',
    '`explain <kind>` says what a kind is, `explain <kind>.<key>` what a key takes.',
  ].join('\n')
}

export const kindText = (told: KindExplanation, { example }: Shown, look: Look): string => {
  const ink = inkOf(look)
  const can: readonly (readonly [string, string])[] = [
    ['folder', `${told.folder}/`],
    ['known by', told.knownBy],
    ['create', told.create],
    ['an update sends', told.update],
    ...told.moves.map((move, index) => [index === 0 ? 'moves' : '', move] as const),
    ['archive', told.archive],
    ['delete', told.delete],
    ['import', told.import],
    ['dry run', told.dryRun],
    ...(told.settled.length > 0
      ? [['only at creation', told.settled.map((name) => `\`${name}\``).join(', ')] as const]
      : []),
    ...(told.frozen.length > 0 ? [['frozen', told.frozen.join(', ')] as const] : []),
  ]
  return blocks([
    [ink.bold(told.kind), ...wrapped(told.doc, look.width)],
    pairs(can, look, ink),
    told.notes.flatMap((note) => wrapped(note, look.width)),
    keysBlock('Keys', told.keys, look, ink),
    ...(told.made.length > 0
      ? [wrapped(`Made by Statsig and ignored in files: ${told.made.join(', ')}.`, look.width)]
      : []),
    exampleBlock(example, ink),
  ])
}

export const placeText = (told: Explanation, { example }: Shown, look: Look): string => {
  const ink = inkOf(look)
  const rows: readonly (readonly [string, string])[] = [
    ['type', told.type],
    ['required', told.required ? 'yes' : 'no'],
    ...several('limits', told.limits),
    ...(told.allowed ? [['words', told.allowed.join(', ')] as const] : []),
    ...(told.usual
      ? [
          [
            'usual here',
            told.usual.length > 0 ? told.usual.join(', ') : 'none: leave it out',
          ] as const,
        ]
      : []),
    ...(told.default === undefined ? [] : [['left out', `means ${told.default}`] as const]),
    ...(told.refersTo.length > 0
      ? [['refers to', told.refersTo.map(words).join(', ')] as const]
      : []),
    ...several('change', told.change),
    ...several('rules', told.requirements),
    ...several('note', told.notes),
  ]
  return blocks([
    [ink.bold(`${told.kind}.${told.path}`), ...wrapped(told.doc, look.width)],
    pairs(rows, look, ink),
    keysBlock('Keys', told.keys, look, ink),
    told.cases.length === 0
      ? []
      : [
          ink.bold('Cases'),
          ...indented(
            2,
            pairs(
              told.cases.map(({ keys, name }) => [name, keys.join(', ')]),
              look,
              ink,
            ),
          ),
        ],
    told.elsewhere.length === 0
      ? []
      : [
          ink.bold('In other cases'),
          ...indented(
            2,
            pairs(
              told.elsewhere.flatMap(({ cases, doc }) => cases.map((name) => [name, doc] as const)),
              look,
              ink,
            ),
          ),
        ],
    exampleBlock(example, ink),
  ])
}

const blocks = (parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')

const several = (name: string, texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map((text, index) => [index === 0 ? name : '', text] as const)

const keysBlock = (title: string, rows: readonly Row[], look: Look, ink: Ink): readonly string[] =>
  rows.length === 0
    ? []
    : [
        ink.bold(title),
        ...rows.flatMap(({ doc, name, required, type }) => [
          `  ${name}  ${ink.dim(`${type}${required ? ', required' : ''}`)}`,
          ...indented(4, wrapped(doc, look.width - 4)),
        ]),
      ]

const exampleBlock = (example: string | undefined, ink: Ink): readonly string[] =>
  example === undefined ? [] : [ink.bold('Example'), ...indented(2, example.trimEnd().split('\n'))]

/** Two columns; the second keeps to its own. */
const pairs = (
  rows: readonly (readonly [string, string])[],
  { width }: Look,
  ink: Ink,
): readonly string[] => {
  const left = Math.max(...rows.map(([name]) => lengthOf(name)), 0) + 2
  return rows.flatMap(([name, text]) =>
    wrapped(text, width - left).map((line, index) =>
      index === 0 ? `${ink.dim(name.padEnd(left))}${line}` : `${' '.repeat(left)}${line}`,
    ),
  )
}

const least = 24

const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= Math.max(width, least))
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
