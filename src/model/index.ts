// Defines the data that the stages share. All of it is plain and immutable.
import type { Diagnostic, Position } from '../core/diagnostic.ts'
import type { Json, JsonObject } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import type { Address, Lifecycle, Positions } from '../core/source.ts'
import type { Edit } from '../fields/difference.ts'
import type { KindName } from '../kinds/index.ts'
import type { Method } from '../kinds/routes.ts'
import type { Action, FinishedApply } from '../reasons/action.ts'
import type { Caution, Overwritten } from '../reasons/caution.ts'
import type { Effect } from '../reasons/effect.ts'
import type { DeletionProof, Notice } from '../reasons/notice.ts'
import type {
  FailureReason,
  Note,
  OperationError,
  PendingReviewReason,
  SkippedReason,
} from '../reasons/outcome.ts'
import type { Refusal } from '../reasons/refusal.ts'
import type { RequiredReview } from '../reasons/review.ts'
import type { Author, KeptDifference, Origin, UnmanagedItem } from './kept-differences.ts'

export type { Address, Lifecycle, Positions, SourceFile } from '../core/source.ts'
export { makeAddress } from '../core/source.ts'
export type { Action, FinishedApply } from '../reasons/action.ts'
export type { Caution, Overwritten } from '../reasons/caution.ts'
export { findAddedEdit, isNewItem, isReassignment } from '../reasons/caution.ts'
export type { Effect, EffectType } from '../reasons/effect.ts'
export { effectTypes, isLabelOnly } from '../reasons/effect.ts'
export type { KeptCause, KeptReason, NotPrunedReason } from '../reasons/kept.ts'
export { keptCause } from '../reasons/kept.ts'
export type {
  ApplyUnderWay,
  Behind,
  DeletionProof,
  Notice,
  PruneBlock,
  RecordRefusal,
  Unrecordable,
  UnrecordableCause,
} from '../reasons/notice.ts'
export { isRecordRefusal } from '../reasons/notice.ts'
export type {
  FailureReason,
  Note,
  OperationError,
  PendingReviewReason,
  SkippedReason,
} from '../reasons/outcome.ts'
export type { Refusal } from '../reasons/refusal.ts'
export { isConflict } from '../reasons/refusal.ts'
export type {
  RequiredReview,
  ReviewDemand,
  ReviewReference,
  ReviewStep,
} from '../reasons/review.ts'
export type { SettingChange, SettingEffect, SettingName } from '../reasons/setting-change.ts'
export { settingKey } from '../reasons/setting-change.ts'
export type { Author, KeptDifference, Origin, UnmanagedItem } from './kept-differences.ts'
export { isDrift, isRestrictiveDrift } from './kept-differences.ts'

/** The name of a resource that exists once per project. */
export const singletonName = 'project'

/** One resource as a file describes it. */
export interface Definition {
  readonly address: Address
  readonly kind: KindName
  /** The keys of the API with the values of the file, without read-only keys and the keys of statsig-gitops. */
  readonly members: JsonObject
  readonly lifecycle: Lifecycle
  readonly positions: Positions
  /** The `id` in the file of a kind that is identified by name: it finds the live resource and is never sent. */
  readonly matchId?: string
  /** Faults that do not count where live state already has the value. */
  readonly deferredFaults: readonly DeferredFault[]
}

export interface DeferredFault {
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  /** An unknown value of an enumeration: a warning even where live state has it. */
  readonly isEnumValue?: boolean
  /** The message of the warning where Statsig may have the value. */
  readonly keptMessage?: string
  /** Other paths where live state may have the value. */
  readonly alternativePointers?: readonly Pointer[]
  /** A similar name exists, so that offline validation reports it as well. */
  readonly hasNearMatch?: boolean
}

/** One resource as Statsig has it. */
export interface Resource {
  readonly address: Address
  readonly kind: KindName
  /** The value of `{id}` in paths. */
  readonly pathId: string
  /** The value to try where Statsig does not know `pathId`. */
  readonly fallbackPathId?: string
  /** `pathId` is a secret: no plan, message or trace may contain it. */
  readonly isPathIdSecret?: true
  /** The members that Statsig returned, unknown members included. */
  readonly raw: JsonObject
}

export type DesiredState = ReadonlyMap<Address, Definition>

/** Live state of the kinds that were read. */
export interface LiveState {
  readonly kinds: ReadonlySet<KindName>
  readonly resources: ReadonlyMap<Address, Resource>
  /** Addresses that more than one live resource has. */
  readonly ambiguous: ReadonlySet<Address>
  /** Kinds that Statsig did not list. */
  readonly unreadableKinds: ReadonlySet<KindName>
}

/** One step of a plan. Plain JSON. */
export interface Operation {
  /** SHA-256 of version, target, address, action, before and after in normal form. */
  readonly id: string
  readonly address: Address
  readonly kind: KindName
  readonly action: Action
  /** Writes deferred fields after all resources exist, because they may refer back to this one. */
  readonly isDeferred?: true
  /** The sub-resource that the operation writes. `liveDigest` is then its digest. */
  readonly subResource?: string
  readonly edits: readonly Edit[]
  /** Ids of the operations that must be done first. */
  readonly dependsOn: readonly string[]
  /** Members of the definition: for a creation and an update all, for a transition those that it sends. */
  readonly members: JsonObject
  /** The value of `{id}` in paths. Absent for a creation and for operations after one. */
  readonly pathId?: string
  /** Digest of the live state that the operation was computed from. Absent where the resource does not exist. */
  readonly liveDigest?: string
  /** Why the operation is not run. Operations that depend on it are not run either. */
  readonly refusal?: Refusal
  /** Changes in Statsig that the operation overwrites because an option or a setting says so. */
  readonly overwrites?: readonly Overwritten[]
  /** The proof in git that the definition was deleted. */
  readonly deletionProof?: DeletionProof
  /** Who made the last change that the operation overwrites or conflicts with. */
  readonly author?: Author
  /** What it does to people, from the worst to the least. Never empty. */
  readonly effects: readonly Effect[]
  /** What a reviewer must know before the operation is run. */
  readonly cautions: readonly Caution[]
  /** Statsig asks for a review: nothing is written around it. */
  readonly review?: RequiredReview
  /** It does what an apply has begun and not ended, and nothing else. */
  readonly finishes?: FinishedApply
  readonly at?: Position
  /** Patterns of pointers whose values are hidden. */
  readonly sensitive: readonly Pointer[]
  /** Positions of the edits in the files, by pointer. */
  readonly editPositions: Readonly<Record<Pointer, Position>>
}

/** Plain JSON. Each operation comes after those that it depends on. */
export interface Plan {
  readonly version: 2
  readonly target: string
  readonly operations: readonly Operation[]
  readonly kept: readonly KeptDifference[]
  readonly unmanaged: readonly UnmanagedItem[]
  /** Facts about the whole plan, such as pending settings or why nothing is pruned. */
  readonly notices: readonly Notice[]
  /** Absent for a plan without git. */
  readonly origin?: Origin
  readonly unchanged: number
  /** Definitions whose address has changed since the last apply, with the address that they had. */
  readonly renames?: readonly Rename[]
  /** SHA-256 of the sorted ids. */
  readonly digest: string
}

/** The same resource under another address. */
export interface Rename {
  readonly from: Address
  readonly to: Address
}

/** `{id}` in the path is replaced with `pathId`, percent-encoded. */
export interface Request {
  readonly method: Method
  readonly path: string
  readonly pathId?: string
  /** Tried once where Statsig does not know `pathId`. */
  readonly fallbackPathId?: string
  readonly body?: Json
}

export type Outcome =
  /** `notes`: what a reader should know, such as a value that differs from what was sent. */
  | {
      readonly status: 'done'
      readonly operation: Operation
      readonly notes: readonly Note[]
      /** Present where live state already had the wanted values. */
      readonly wrote?: 'no'
    }
  /** Statsig makes the change after a review. */
  | {
      readonly status: 'pending-review'
      readonly operation: Operation
      readonly reason: PendingReviewReason
    }
  | {
      readonly status: 'failed'
      readonly operation: Operation
      readonly reason: FailureReason
      readonly wrote: 'no' | 'yes' | 'unknown'
      /** Live state has changed since the plan was made. */
      readonly isStale: boolean
      /** Statsig refused the API key: no other request will succeed. */
      readonly isKeyRefused: boolean
      /** The last request had no answer of any sort, in none of its attempts. */
      readonly isUnanswered?: true
    }
  | {
      readonly status: 'skipped'
      readonly operation: Operation
      readonly reason: SkippedReason
    }

/** A resource that differs after the apply. */
export interface NonConverged {
  readonly address: Address
  readonly edits: readonly Edit[]
  /** The written resource is missing, the retired one still exists, or another one of the same name was created as well. */
  readonly resource?: 'missing' | 'present' | 'duplicate'
}

/** The result of an apply. */
export interface Report {
  readonly outcomes: readonly Outcome[]
  /** Resources that differ after the apply. */
  readonly nonConverged: readonly NonConverged[]
  /** Why the read after the apply failed. Absent where it succeeded. */
  readonly verificationError?: OperationError
  /** The ids in paths of the resources that were created, where Statsig returned them. */
  readonly createdIds?: ReadonlyMap<Address, string>
}
