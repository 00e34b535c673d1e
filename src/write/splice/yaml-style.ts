// How the person who wrote a text is used to writing: indentation, quotes, blanks inside of brackets, line ends.
import type { Collection, Tree } from './tree.ts'

export interface Habits {
  readonly newline: string
  /** Columns from a record to the records inside of it, and to the dashes of its lists. */
  readonly step: number
  readonly listStep: number
  /** What stands between a dash and its value. */
  readonly dashGap: string
  /** How items of lists stand that are records without records in them. */
  readonly flatItems: 'block' | 'flow'
  /** Quotes that all keys, or all texts, stand in. */
  readonly keyQuote: Quote | undefined
  readonly textQuote: Quote | undefined
  readonly singleQuotes: boolean
  /** Whether new texts of several lines are blocks. */
  readonly blockTexts: boolean
  readonly padded: { readonly record: boolean; readonly list: boolean }
}

export type Quote = 'single' | 'double'

export const habitsOf = (text: string, trees: readonly Tree[]): Habits => {
  const seen = trees.flatMap((tree) => sights(tree, text))
  const listStep = mostOf(seen, 'listStep')
  const step = mostOf(seen, 'step') ?? (listStep || 2)
  return {
    newline: newlineOf(text),
    step,
    listStep: listStep ?? step,
    dashGap: ' '.repeat(mostOf(seen, 'dashGap') ?? 1),
    flatItems: mostOf(seen, 'item') === 1 ? 'flow' : 'block',
    keyQuote: quotes[onlyOf(seen, 'keys') ?? 0],
    textQuote: quotes[onlyOf(seen, 'text') ?? 0],
    blockTexts: true,
    singleQuotes: mostOf(seen, 'quotes') === 1,
    padded: { record: mostOf(seen, 'record') === 1, list: mostOf(seen, 'list') === 1 },
  }
}

const quotes: readonly (Quote | undefined)[] = [undefined, 'single', 'double']

export const newlineOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n'

export const columnOf = (text: string, offset: number): number =>
  offset - (text.lastIndexOf('\n', offset - 1) + 1)

interface Sight {
  readonly of:
    | 'step'
    | 'listStep'
    | 'dashGap'
    | 'quotes'
    | 'record'
    | 'list'
    | 'item'
    | 'keys'
    | 'text'
  readonly is: number
}

const mostOf = (sights: readonly Sight[], of: Sight['of']): number | undefined => {
  const counts = new Map<number, number>()
  for (const sight of sights)
    if (sight.of === of) counts.set(sight.is, (counts.get(sight.is) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** What is always the same, if it can be seen more than once. */
const onlyOf = (sights: readonly Sight[], of: Sight['of']): number | undefined => {
  const found = sights.filter((sight) => sight.of === of)
  return found.length > 1 && found.every(({ is }) => is === found[0]?.is) ? found[0]?.is : undefined
}

const sights = (tree: Tree, text: string): readonly Sight[] => {
  switch (tree.is) {
    case 'alias':
      return []
    case 'leaf':
      return [
        ...(tree.style === 'single' || tree.style === 'double'
          ? [{ of: 'quotes', is: tree.style === 'single' ? 1 : 0 } as const]
          : []),
        ...(typeof tree.value === 'string' && /^(plain|single|double)$/.test(tree.style)
          ? [
              {
                of: 'text',
                is: tree.style === 'plain' ? 0 : tree.style === 'single' ? 1 : 2,
              } as const,
            ]
          : []),
      ]
    case 'record':
    case 'list':
      return [
        ...(tree.form === 'block' ? stepsOf(tree, text) : paddingOf(tree, text)),
        ...(tree.is === 'record' ? keysOf(tree, text) : itemsOf(tree)),
        ...tree.entries.flatMap(({ value }) => sights(value, text)),
      ]
  }
}

const keysOf = ({ entries }: Collection, text: string): readonly Sight[] =>
  entries.map(({ start }) => ({
    of: 'keys',
    is: Math.max(0, [``, `'`, `"`].indexOf(text[start] ?? '')),
  }))

const itemsOf = ({ entries, form }: Collection): readonly Sight[] =>
  form !== 'block'
    ? []
    : entries.flatMap(({ value }) =>
        value.is === 'record' && value.entries.length > 0 && isFlat(value)
          ? [{ of: 'item', is: value.form === 'flow' ? 1 : 0 } as const]
          : [],
      )

const isFlat = ({ entries }: Collection): boolean =>
  entries.every(
    ({ value }) =>
      value.is !== 'record' &&
      (value.is !== 'list' || value.entries.every(({ value: { is } }) => is === 'leaf')),
  )

const stepsOf = (tree: Collection, text: string): readonly Sight[] => {
  const column = columnOf(text, tree.start)
  return tree.entries.flatMap(({ sign, value }): readonly Sight[] => {
    const isOnLine = !text.slice(sign, value.start).includes('\n')
    if (tree.is === 'list') {
      const gap = /^ +/.exec(text.slice(sign, value.start))?.[0].length
      return isOnLine && gap !== undefined ? [{ of: 'dashGap', is: gap }] : []
    }
    if (isOnLine || (value.is !== 'record' && value.is !== 'list') || value.form !== 'block')
      return []
    const step = columnOf(text, value.start) - column
    return step < 0 ? [] : [{ of: value.is === 'record' ? 'step' : 'listStep', is: step }]
  })
}

const paddingOf = (
  { end, entries, form, is, start }: Collection,
  text: string,
): readonly Sight[] =>
  form === 'flow' && entries.length > 0 && !text.slice(start, end).includes('\n')
    ? [{ of: is, is: text[start + 1] === ' ' ? 1 : 0 }]
    : []
