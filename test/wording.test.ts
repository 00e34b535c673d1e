// Words that a reader would not understand, or that once had a private meaning, are in no text of the product.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Each with what to write instead. */
const unplainWords: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(no|some)body\b/i, 'name the person or the system, or use the passive'],
  [/\banew\b/i, 'again'],
  [/\bcannot be told\b/i, 'is not known'],
  [/\btold\b/i, 'reported, printed'],
  [/\bsettl(e|es|ed|ing)\b/i, 'resolve, or the exact state'],
  [/\bby name alone\b/i, 'by name'],
  [/\bto go\b/i, 'to archive, to delete'],
  [/\blet(s|ting)? (it|them) go\b/i, 'archive, delete'],
  [/\bbrakes?\b/i, 'guardrails'],
  [/\b(take|takes|taken|took) over\b/i, 'overwrite'],
  [/\bheld\b(?! (out|back))/i, 'not changed, kept'],
  [/\bprotective\b/i, 'restrictive'],
  [/\bput away\b/i, 'archived'],
  [/\ball the same\b/i, 'anyway'],
  [/\bhomeless\b/i, 'say what is missing'],
  [/\bcontrary\b/i, 'worst-case'],
  [/\bpersonality\b/i, 'behavior'],
  [/\bleft alone\b/i, 'not changed'],
  [/\bat first contact\b/i, 'not yet managed'],
  [/\blooked at again\b/i, 'verified'],
  [/\bwhat it is about\b/i, 'name it'],
]

/** Texts that hold such a word as a name: each is taken out before the words are searched. */
const names: readonly RegExp[] = [
  // A rule of a test project.
  /"Nobody"|\\"Nobody\\"|rules\[Nobody\]|name: Nobody/g,
  // Old spellings of options, outputs and values, each listed as deprecated.
  /`?--(take-over|personality)`?|`take-over`|`held`|`contrary`/g,
  /^ {2}held:$/gm,
  // A state of payments in SQL.
  /'settled'/g,
]

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))

const hitsIn = (file: string): readonly string[] => {
  const text = names.reduce((rest, name) => rest.replaceAll(name, ''), readFileSync(file, 'utf8'))
  return text
    .split('\n')
    .flatMap((line, index) =>
      unplainWords
        .filter(([pattern]) => pattern.test(line))
        .map(
          ([pattern, instead]) => `${file}:${index + 1}: ${pattern.exec(line)?.[0]} → ${instead}`,
        ),
    )
}

const texts: Readonly<Record<string, readonly string[]>> = {
  'messages and pages that tests expect': filesIn('test').filter(
    (file) => /\.(txt|md|yaml|yml|json)$/.test(file) && !file.endsWith('/behavior.json'),
  ),
  'documentation, schemas and examples': [
    'README.md',
    'CHANGELOG.md',
    'action.yml',
    ...['docs', 'schemas', 'config-examples'].flatMap(filesIn),
  ],
  // `deprecations.ts` and the two files of the output `held` hold the old spellings.
  'sentences and comments of the program': filesIn('src').filter(
    (file) =>
      !/^src\/(cli\/deprecations|github-action\/job\/result|io\/actions\/outputs)\.ts$/.test(file),
  ),
}

describe('no private or poetic word is in', () => {
  test.each(Object.entries(texts))('%s', (_, files) => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap(hitsIn)).toEqual([])
  })

  test.each([
    'There is nobody to ask.',
    'Begins anew (1):',
    'which one it is cannot be told',
    'an edge that is settled',
    'found by name alone',
    'If it is to go all the same',
  ])('a text that has one is found: %s', (text) => {
    expect(unplainWords.some(([pattern]) => pattern.test(text))).toBe(true)
  })
})
