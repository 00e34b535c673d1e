// Refuses what a run may not do, although the plan could: by the inputs of a workflow, by reviews, by the audit log.
import {
  type Action,
  type Author,
  type Effect,
  isLabelOnly,
  type Operation,
} from '../../model/index.ts'
import type { Guard } from './guard.ts'

export interface RemovalInputFacts {
  readonly action: Action
  readonly effects: readonly Effect[]
  /** The workflow, which the author of a change does not control, allows archiving and deleting. */
  readonly isArchiveAllowed: boolean
}

export const removalInput: Guard<RemovalInputFacts> = {
  name: 'removal-input',
  codes: ['archive-not-allowed'],
  level: 'refuse',
  effects: ['removes'],
  states: ['workflow-inputs'],
  liftedBy: ['allow-archive-input'],
  scenario: 'pull-request-archives-what-the-workflow-does-not-allow',
  judge: ({ action, isArchiveAllowed }) =>
    isArchiveAllowed ? undefined : { code: 'archive-not-allowed', action },
}

export interface ReviewFacts extends Pick<Operation, 'effects' | 'overwrites'> {
  /** The operation is part of a reviewed plan, or of the plan whose hash was confirmed. */
  readonly isReviewed: boolean
}

/** Whether the operation needs a review. Without a known effect it does. */
export const needsReview = ({
  effects,
  overwrites,
}: Pick<Operation, 'effects' | 'overwrites'>): boolean =>
  overwrites !== undefined || !isLabelOnly(effects)

export const review: Guard<ReviewFacts> = {
  name: 'review',
  codes: ['not-reviewed'],
  level: 'refuse',
  effects: 'all',
  states: ['reviewed-plans'],
  liftedBy: ['review'],
  scenario: 'merge-is-not-applied',
  judge: (facts) =>
    facts.isReviewed || !needsReview(facts) ? undefined : { code: 'not-reviewed' },
}

export interface OtherKeyFacts extends Pick<Operation, 'effects' | 'overwrites'> {
  readonly author: Author | undefined
  /** An option names the resource. */
  readonly isNamed: boolean
  readonly target: string
  /** The root in the repository. */
  readonly root?: string
}

/** A change by an API key may come from an apply elsewhere. */
export const changedByKey: Guard<OtherKeyFacts> = {
  name: 'changed-by-key',
  codes: ['changed-by-key'],
  level: 'refuse',
  effects: 'all',
  states: ['audit-log', 'base'],
  liftedBy: ['overwrite-option', 'fetch-record'],
  scenario: 'a-change-by-another-key-is-not-overwritten',
  judge: ({ author, isNamed, overwrites, root, target }) =>
    overwrites === undefined || isNamed || author?.type !== 'api-key'
      ? undefined
      : {
          isConflict: true,
          code: 'changed-by-key',
          target,
          ...(root !== undefined && { root }),
        },
}
