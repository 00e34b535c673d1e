// Random edits of random texts: the file has the expected value, and nothing else changes.
import { describe, expect, test } from 'vitest'
import { drawsForRun, randomizedTitle } from '../support/long-run.ts'
import { drawSamples } from '../support/samples/random.ts'
import {
  anyEditedText,
  type Invariant,
  invariants,
  outcome,
  read,
  type Sample,
} from './splice-unchanged-text.ts'

// A long run draws a great many, since each one edits in several places.
const samples = drawSamples(
  anyEditedText,
  drawsForRun('edits', { usual: 400, long: 9_400, whole: 90_000 }),
  1,
)
const outcomes = samples.map((sample) => ({ sample, result: outcome(sample) }))

const shortest = <T extends { sample: Sample }>(found: readonly T[]): T | undefined =>
  found.toSorted((one, other) => one.sample.text.length - other.sample.text.length)[0]

describe(randomizedTitle('any edits of any text'), () => {
  test('nothing is refused', () => {
    expect(shortest(outcomes.filter(({ result }) => 'refused' in result))).toBeUndefined()
  })

  test.each(Object.entries<Invariant>(invariants))('%s', (_, holds) => {
    const broken = outcomes.filter(
      ({ result, sample }) => 'text' in result && !holds(sample, result.text),
    )
    expect(shortest(broken)).toBeUndefined()
  })

  test('no edits, no change', () => {
    const changed = samples.slice(0, 300).filter((sample) => {
      const result = outcome({ ...sample, edits: [] })
      return !('text' in result) || result.text !== sample.text
    })
    expect(changed).toEqual([])
  })

  test('the texts are what they should be', () => {
    for (const { contents, text } of samples.slice(0, 100)) expect(read(text)).toEqual(contents)
  })
})
