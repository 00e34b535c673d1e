// Defines how a descriptor says what a user gets from a resource, so that a merge can be judged by its result.
import type { Json } from '../core/json.ts'

/** Steps in order: the first one that applies to a user decides what the user gets. */
export interface Evaluation {
  /** There is one evaluation for each item of this list, by its key or by its position. */
  readonly each?: { readonly list: string; readonly key?: string }
  readonly steps: readonly EvaluationStep[]
  /** What a user gets to whom no step applies. */
  readonly otherwise: Result
}

export type EvaluationStep =
  /** To all users, while the member has one of the values. */
  | {
      readonly step: 'switch'
      readonly member: string
      readonly is: readonly Json[]
      readonly gives: Result
    }
  /** To users whose app the set does not list. An empty set lists all apps. */
  | { readonly step: 'apps'; readonly member: string; readonly gives: Result }
  /** To users who pass what the member refers to, or who do not. */
  | {
      readonly step: 'reference'
      readonly member: string
      readonly when: 'passes' | 'fails'
      readonly gives: Result
    }
  /** To the users with the ids of a list, or of the entries of a list. */
  | IdsStep
  /** To users who pass the gate or are in the segment of an entry. */
  | {
      readonly step: 'entries'
      readonly at: readonly string[]
      /** The member that names the gate or the segment. The member `type` is the kind. */
      readonly reference: string
      readonly environment: string
      readonly gives: Result
    }
  /** To users beyond the percentage. */
  | { readonly step: 'share'; readonly member: string; readonly gives: Result }
  | RulesStep
  /** To all users, who are divided among the items: by their shares one after the other, or as the members decide. */
  | {
      readonly step: 'divide'
      readonly list: string
      readonly by:
        | {
            readonly share: string
            /** Members whose change assigns users again. */
            readonly dealtBy?: readonly string[]
          }
        | { readonly members: readonly string[]; readonly ofItem: readonly string[] }
      readonly gives: Result
    }

export interface IdsStep {
  readonly step: 'ids'
  readonly at: readonly string[]
  /** The kind of the ids. In an entry, the member that names it, and the kind where it names none. */
  readonly unit: string
  /** The members of an entry. Absent where the list holds the ids themselves. */
  readonly entry?: { readonly ids: string; readonly unit: string; readonly environment: string }
  readonly gives: Result
}

/** To users who meet the conditions of a rule. Those beyond its share get what is given without any rule. */
export interface RulesStep {
  readonly step: 'rules'
  readonly list: string
  readonly share?: string
  readonly conditions: Readonly<Record<string, ConditionMeaning>>
  readonly gives: Result
  /** The items among which the users of a rule are divided, where it has any. */
  readonly variants?: { readonly list: string; readonly share: string; readonly gives: Result }
}

/** What a type of condition tests. A type that is not listed tests the attribute of its own name. */
export type ConditionMeaning =
  | { readonly tests: 'nothing' }
  /** Whether the user passes a gate or is in a segment. */
  | { readonly tests: 'reference'; readonly to: string; readonly when: 'passes' | 'fails' }
  | { readonly tests: 'attribute'; readonly attribute: string }

export type Result =
  | { readonly gives: 'nothing' }
  /** The user passes a gate, or is in a segment. */
  | { readonly gives: 'pass' }
  /** The keys of a value, which may be given as a text in another member, or by the item of a list that a member names. */
  | {
      readonly gives: 'value'
      readonly of: string
      readonly orText?: string
      readonly item?: { readonly list: string; readonly named: string }
    }
  /** One value that is made of several members. */
  | { readonly gives: 'members'; readonly of: readonly string[] }
  /** The user is held out of the members of the lists, or of everything. */
  | { readonly gives: 'exclusion'; readonly from: readonly string[]; readonly fromAll: string }
  /** A group and its values: the item itself, or the item of the list that a member names. */
  | { readonly gives: 'group'; readonly list: string; readonly named?: string }
  /** The user gets a change with the item, after the members of the items before it. */
  | { readonly gives: 'phase'; readonly after: readonly string[] }

/** The lists of resources from which users are excluded. */
export const excludesFrom = ({ otherwise }: Evaluation): readonly string[] =>
  otherwise.gives === 'exclusion' ? otherwise.from : []

/** The top-level members on which a result depends. */
export const evaluatedMembers = ({ each, otherwise, steps }: Evaluation): readonly string[] =>
  each !== undefined
    ? [each.list, ...steps.flatMap(stepMembers)]
    : [...steps.flatMap(stepMembers), ...resultMembers(otherwise)]

const stepMembers = (step: EvaluationStep): readonly string[] => {
  switch (step.step) {
    case 'switch':
      return [step.member, ...(step.gives.gives === 'group' ? resultMembers(step.gives) : [])]
    case 'apps':
    case 'reference':
    case 'share':
      return [step.member]
    case 'ids':
    case 'entries':
      return step.at.slice(0, 1)
    case 'rules':
      return [step.list]
    case 'divide':
      return [step.list, ...('members' in step.by ? step.by.members : (step.by.dealtBy ?? []))]
  }
}

const resultMembers = (result: Result): readonly string[] => {
  switch (result.gives) {
    case 'nothing':
    case 'pass':
    case 'phase':
      return []
    case 'value':
      return result.item
        ? [result.item.list]
        : [result.of, ...(result.orText === undefined ? [] : [result.orText])]
    case 'members':
      return result.of
    case 'exclusion':
      return [...result.from, result.fromAll]
    case 'group':
      return [result.list, ...(result.named === undefined ? [] : [result.named])]
  }
}
