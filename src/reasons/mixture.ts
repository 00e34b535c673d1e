// Says what a merge of two sides would give some users that neither side gives them, as data.

/** What a user gets: a gate that passes, a value, a group, a phase of a release, or being held out. */
export type MixedResult =
  | { readonly type: 'pass' }
  | { readonly type: 'group' }
  /** When a user gets a change. */
  | { readonly type: 'phase' }
  /** The key of a value. Absent for a value without keys. */
  | { readonly type: 'value'; readonly name?: string }
  /** The resource from which users are held out. Absent for all resources. */
  | { readonly type: 'exclusion'; readonly name?: string; readonly list?: string }

export interface Mixture {
  readonly type: /** Users get it who get it from neither side, or lose it whom both sides give it. */
    | 'gains'
    | 'loses'
    /** Users get a value that neither side gives them. */
    | 'changes'
    /** There are too many cases to compare, and the two changes concern the same users. */
    | 'not-compared'
  /** Absent where it was not compared. */
  readonly result?: MixedResult
  /** The rule, group or item that gives it. */
  readonly label?: string
}
