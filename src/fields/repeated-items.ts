// Defines items of a list that say the same as members beside the list.

/**
 * Items of `list` without a value in the members `unless`, by the value of the member `by`: `same` say the same as sets
 * beside the list, whose names are given for the sets of the item. `others` may repeat their sets as a whole.
 */
export interface RepeatedItems {
  readonly list: string
  readonly unless: readonly string[]
  readonly by: string
  readonly same: { readonly is: string; readonly members: Readonly<Record<string, string>> }
  readonly others: Readonly<Record<string, string>>
}
