// The sort of project that definitions are written for: cloud, or warehouse native.
import type { Lexicon } from '../kinds/registry.ts'
import type { Desired } from '../model.ts'

export const projectFor = (desired: Desired, words: Lexicon): 'cloud' | 'warehouse' =>
  [...desired.values()].some(({ kind }) => words(kind).kind.project === 'warehouse')
    ? 'warehouse'
    : 'cloud'
