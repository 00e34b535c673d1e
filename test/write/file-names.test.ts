// File names that are valid and distinct on Linux, macOS and Windows.
import { expect, test } from 'vitest'
import { makeAddress } from '../../src/model/index.ts'
import { fileNames } from '../../src/write/file-names.ts'

const namesOf = (...names: readonly string[]): readonly string[] => [
  ...fileNames(names.map((name) => makeAddress('gate', name))).values(),
]

test.each([
  ['new_checkout', 'new_checkout'],
  ['Purchase Revenue::user_warehouse', 'Purchase_Revenue_user_warehouse'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
  ['.hidden', 'hidden'],
  ['--rf', 'rf'],
  ['..', /^[0-9a-f]{8}$/],
  ['trailing. . ', 'trailing._._'],
  ['trailing...', 'trailing'],
  ['con', '_con'],
  ['COM1.backup', '_COM1.backup'],
  ['lpt²', '_lpt²'],
  ['console', 'console'],
  ['★ Core', '_Core'],
  ['★', /^[0-9a-f]{8}$/],
  ['Größe', 'Größe'],
  ['Gro\u0308ße', 'Größe'],
  ['価格', '価格'],
  ['a\u202eb\u0000c', 'a_b_c'],
])('%j becomes %s', (name, expected) => {
  const [found] = namesOf(name)
  if (typeof expected === 'string') expect(found).toBe(expected)
  else expect(found).toMatch(expected)
})

test('names that are the same file on some system get digests, in any order', () => {
  const names = ['Search Rank', 'search rank', 'search_rank', 'search/rank', 'other']
  const found = namesOf(...names)
  expect(new Set(found.map((name) => name.toLowerCase())).size).toBe(names.length)
  expect(found[0]).toMatch(/^Search_Rank-[0-9a-f]{8}$/)
  expect(found[4]).toBe('other')
  expect(namesOf(...names.toReversed())).toEqual(found.toReversed())
})

test('names of different kinds do not affect each other', () => {
  expect([...fileNames([makeAddress('gate', 'a'), makeAddress('metric', 'A')]).values()]).toEqual([
    'a',
    'A',
  ])
})

test('a long name is cut between two characters and gets a digest', () => {
  const [one = '', other = ''] = namesOf('價'.repeat(90), '價'.repeat(91))
  expect(one).toMatch(/^價+-[0-9a-f]{8}$/)
  expect(one).not.toBe(other)
  expect(Buffer.byteLength(`${one}.yaml`)).toBeLessThanOrEqual(101)
})
