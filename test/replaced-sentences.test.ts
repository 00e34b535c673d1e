// Sentences are replaced by nonsense where `SENTENCES=replaced` is set: `.ci/run` plays the stories with it.
import { expect, test } from 'vitest'
import { refusalText } from '../src/report/sentences/refusal.ts'
import { at } from './report/builders.ts'
import { isReplaced, replaceSentences } from './support/replaced-sentences.ts'

test('words of sentences are replaced, and codes and inserted values are not', () => {
  const code = "is('not-reviewed', `the value of ${name(of)} is ${text === '' ? 'a b' : c}`)"
  expect(replaceSentences(code)).toBe(
    "is('not-reviewed', `xxx xxxxx xx ${name(of)} xx ${text === '' ? 'x x' : c}`)",
  )
})

test('the program prints what the run is for', () => {
  const { reason } = refusalText({ code: 'not-reviewed' }, { address: at('gate', 'a') })
  expect(/^[x, ]+$/.test(reason)).toBe(isReplaced)
})
