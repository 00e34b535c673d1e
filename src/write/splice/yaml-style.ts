// Detects the style of a YAML text: indentation, quotes, spaces inside brackets, line ends.
import type { Collection, YamlTree } from './tree.ts'

export interface YamlStyle {
  readonly newline: string
  /** The number of columns from a record to the records inside it, and to the dashes of its lists. */
  readonly step: number
  readonly listStep: number
  /** The spaces between a dash and its value. */
  readonly dashGap: string
  /** The form of list items that are records without records in them. */
  readonly flatItems: 'block' | 'flow'
  /** The quotes that all keys, or all texts, have. */
  readonly keyQuote: QuoteStyle | undefined
  readonly textQuote: QuoteStyle | undefined
  readonly singleQuotes: boolean
  /** Whether new texts with several lines become block texts. */
  readonly blockTexts: boolean
  readonly padded: { readonly record: boolean; readonly list: boolean }
}

export type QuoteStyle = 'single' | 'double'

export const detectYamlStyle = (text: string, trees: readonly YamlTree[]): YamlStyle => {
  const observations = trees.flatMap((tree) => observeStyle(tree, text))
  const listStep = mostFrequent(observations, 'listStep')
  const step = mostFrequent(observations, 'step') ?? (listStep || 2)
  return {
    newline: newlineOf(text),
    step,
    listStep: listStep ?? step,
    dashGap: ' '.repeat(mostFrequent(observations, 'dashGap') ?? 1),
    flatItems: mostFrequent(observations, 'item') === 1 ? 'flow' : 'block',
    keyQuote: quoteByCode[unanimousValue(observations, 'keys') ?? 0],
    textQuote: quoteByCode[unanimousValue(observations, 'text') ?? 0],
    blockTexts: true,
    singleQuotes: mostFrequent(observations, 'quotes') === 1,
    padded: {
      record: mostFrequent(observations, 'record') === 1,
      list: mostFrequent(observations, 'list') === 1,
    },
  }
}

const quoteByCode: readonly (QuoteStyle | undefined)[] = [undefined, 'single', 'double']

export const newlineOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n'

export const columnOf = (text: string, offset: number): number =>
  offset - (text.lastIndexOf('\n', offset - 1) + 1)

interface StyleObservation {
  readonly aspect:
    | 'step'
    | 'listStep'
    | 'dashGap'
    | 'quotes'
    | 'record'
    | 'list'
    | 'item'
    | 'keys'
    | 'text'
  readonly value: number
}

const mostFrequent = (
  observations: readonly StyleObservation[],
  of: StyleObservation['aspect'],
): number | undefined => {
  const counts = new Map<number, number>()
  for (const observation of observations)
    if (observation.aspect === of)
      counts.set(observation.value, (counts.get(observation.value) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** The value that all observations have, if there are at least two. */
const unanimousValue = (
  observations: readonly StyleObservation[],
  of: StyleObservation['aspect'],
): number | undefined => {
  const found = observations.filter((observation) => observation.aspect === of)
  return found.length > 1 && found.every(({ value }) => value === found[0]?.value)
    ? found[0]?.value
    : undefined
}

const observeStyle = (tree: YamlTree, text: string): readonly StyleObservation[] => {
  switch (tree.is) {
    case 'alias':
      return []
    case 'leaf':
      return [
        ...(tree.style === 'single' || tree.style === 'double'
          ? [{ aspect: 'quotes', value: tree.style === 'single' ? 1 : 0 } as const]
          : []),
        ...(typeof tree.value === 'string' && /^(plain|single|double)$/.test(tree.style)
          ? [
              {
                aspect: 'text',
                value: tree.style === 'plain' ? 0 : tree.style === 'single' ? 1 : 2,
              } as const,
            ]
          : []),
      ]
    case 'record':
    case 'list':
      return [
        ...(tree.form === 'block' ? stepObservations(tree, text) : paddingObservations(tree, text)),
        ...(tree.is === 'record' ? keyObservations(tree, text) : itemObservations(tree)),
        ...tree.entries.flatMap(({ value }) => observeStyle(value, text)),
      ]
  }
}

const keyObservations = ({ entries }: Collection, text: string): readonly StyleObservation[] =>
  entries.map(({ start }) => ({
    aspect: 'keys',
    value: Math.max(0, [``, `'`, `"`].indexOf(text[start] ?? '')),
  }))

const itemObservations = ({ entries, form }: Collection): readonly StyleObservation[] =>
  form !== 'block'
    ? []
    : entries.flatMap(({ value }) =>
        value.is === 'record' && value.entries.length > 0 && isFlat(value)
          ? [{ aspect: 'item', value: value.form === 'flow' ? 1 : 0 } as const]
          : [],
      )

const isFlat = ({ entries }: Collection): boolean =>
  entries.every(
    ({ value }) =>
      value.is !== 'record' &&
      (value.is !== 'list' || value.entries.every(({ value: { is } }) => is === 'leaf')),
  )

const stepObservations = (tree: Collection, text: string): readonly StyleObservation[] => {
  const column = columnOf(text, tree.start)
  return tree.entries.flatMap(({ indicatorEnd, value }): readonly StyleObservation[] => {
    const isOnLine = !text.slice(indicatorEnd, value.start).includes('\n')
    if (tree.is === 'list') {
      const gap = /^ +/.exec(text.slice(indicatorEnd, value.start))?.[0].length
      return isOnLine && gap !== undefined ? [{ aspect: 'dashGap', value: gap }] : []
    }
    if (isOnLine || (value.is !== 'record' && value.is !== 'list') || value.form !== 'block')
      return []
    const step = columnOf(text, value.start) - column
    return step < 0 ? [] : [{ aspect: value.is === 'record' ? 'step' : 'listStep', value: step }]
  })
}

const paddingObservations = (
  { end, entries, form, is, start }: Collection,
  text: string,
): readonly StyleObservation[] =>
  form === 'flow' && entries.length > 0 && !text.slice(start, end).includes('\n')
    ? [{ aspect: is, value: text[start + 1] === ' ' ? 1 : 0 }]
    : []
